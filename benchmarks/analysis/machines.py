"""Is it the same machine: its identity in words, what differs between two, and which of several are one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from operator import attrgetter

from benchmarks.record.machine import Machine
from benchmarks.record.record import Record

UNKNOWN = "unknown"
#: Digits of a digest that are shown: enough to tell machines apart by eye.
DIGITS = 8


def _caches(machine: Machine) -> str | None:
    sizes = machine.cache_bytes or {}
    return ", ".join(f"{name} {size // 1024} KiB" for name, size in sorted(sizes.items())) or None


def _instructions(machine: Machine) -> str | None:
    """Return a digest of the instructions that kernels are chosen by, since one more or less picks another kernel."""
    if machine.cpu_flags is None:
        return None
    return hashlib.sha256("\n".join(sorted(machine.cpu_flags)).encode()).hexdigest()[:DIGITS]


def _memory(machine: Machine) -> str | None:
    return None if machine.memory_bytes is None else f"{machine.memory_bytes / 2**30:.0f} GiB"


def _virtual(machine: Machine) -> str | None:
    return None if machine.virtual is None else "yes" if machine.virtual else "no"


def _gpu_names(machine: Machine) -> str | None:
    names = None if machine.gpus is None else [gpu.name for gpu in machine.gpus]
    if names is None or None in names:
        return None
    return ", ".join(sorted(filter(None, names))) or "none"


#: By what a processor is known: the name that it sells under may be that of several. What isn't known is never equal.
IDENTITY: dict[str, Callable[[Machine], str | int | None]] = {
    "vendor": attrgetter("cpu_vendor"),
    "family": attrgetter("cpu_family"),
    "model": attrgetter("cpu_model_number"),
    "stepping": attrgetter("cpu_stepping"),
    "instructions": _instructions,
    "caches": _caches,
    "cores": attrgetter("logical_cores"),
}
#: What else two descriptions of one machine agree on, where both say it.
SURROUNDINGS: dict[str, Callable[[Machine], str | int | None]] = {
    **{name.replace("_", " "): attrgetter(name) for name in ("cpu", "architecture", "physical_cores", "usable_cores")},
    "memory": _memory,
    "virtual": _virtual,
    "hypervisor": attrgetter("hypervisor"),
    "GPUs": _gpu_names,
}


def model(machine: Machine) -> str:
    """Return a machine's processor in a few words, for places too narrow for all of its identity."""
    return f"{machine.cpu}, family {machine.cpu_family or UNKNOWN}, model {machine.cpu_model_number or UNKNOWN}"


def identity(machine: Machine) -> str:
    """Return by what a machine's processor is known, in words; what it doesn't say is unknown."""
    said = {name: read(machine) for name, read in IDENTITY.items()}
    known = {name: UNKNOWN if value is None else value for name, value in said.items()}
    newest = f" (up to {machine.cpu_flags[-1]})" if machine.cpu_flags else ""
    return (
        f"{machine.cpu or 'a processor without a name'} (vendor {known['vendor']}, family {known['family']}, model "
        f"{known['model']}, stepping {known['stepping']}), instructions {known['instructions']}{newest}, caches "
        f"{known['caches']}, {known['cores']} cores"
    )


def differences(first: Machine, second: Machine) -> list[str]:
    """Return what says that two described machines differ, as "fact: first's against second's"; empty for the same one.

    What either doesn't say of its identity is a difference, of its surroundings none. Memory is compared in whole GiB.
    """
    found = []
    for name, read in IDENTITY.items():
        one, other = read(first), read(second)
        if one is None and other is None:
            found.append(f"{name}: {UNKNOWN} of both")
        elif one != other:
            found.append(_said(name, one, other, first, second))
    for name, read in SURROUNDINGS.items():
        one, other = read(first), read(second)
        if one is not None and other is not None and one != other:
            found.append(f"{name}: {one} against {other}")
    return found


def _said(name: str, one: object, other: object, first: Machine, second: Machine) -> str:
    """Return how two machines differ in a fact of their identity; instructions by name, caches by level."""
    if one is None or other is None:
        return f"{name}: {UNKNOWN if one is None else one} against {UNKNOWN if other is None else other}"
    if name == "instructions":
        flags = set(first.cpu_flags or ()), set(second.cpu_flags or ())
        alone = ((which, sorted(has - lacks)) for which, has, lacks in (("first", *flags), ("second", *flags[::-1])))
        return f"{name}: " + ", ".join(f"only the {which} has {' and '.join(more)}" for which, more in alone if more)
    if name == "caches":
        sizes = first.cache_bytes or {}, second.cache_bytes or {}
        levels = sorted(level for level in {**sizes[0], **sizes[1]} if sizes[0].get(level) != sizes[1].get(level))
        pairs = [[f"{size[level] // 1024} KiB" if level in size else "none" for size in sizes] for level in levels]
        return f"{name}: " + ", ".join(f"{level} {a} against {b}" for level, (a, b) in zip(levels, pairs, strict=True))
    return f"{name}: {one} against {other}"


def groups(machines: Sequence[Machine]) -> list[int]:
    """Return for each machine the number, from 0, of the first that is the same; those not known are each their own."""
    firsts: list[int] = []
    for number, machine in enumerate(machines):
        same = (k for k in dict.fromkeys(firsts) if machine is machines[k] or not differences(machines[k], machine))
        firsts.append(next(same, number))
    return firsts


def letters(machines: Sequence[Machine]) -> list[str]:
    """Return a letter for each machine, the same for the same one; empty ones where all are one."""
    firsts = groups(machines)
    order = list(dict.fromkeys(firsts))
    return [chr(ord("A") + order.index(first)) if len(order) > 1 else "" for first in firsts]


def several(machines: Sequence[Machine]) -> str:
    """Return that results come from more than one machine, which, and what differs; nothing where they don't."""
    known: dict[str, Machine] = {}
    for letter, machine in zip(letters(machines), machines, strict=True):
        known.setdefault(letter, machine)
    if len(known) < 2:  # noqa: PLR2004  it takes two
        return ""
    (_, first), *others = known.items()
    who = "; ".join(f"{letter}: {identity(machine)}" for letter, machine in known.items())
    what = "; ".join(f"A and {letter} in {', '.join(differences(first, machine))}" for letter, machine in others)
    return (
        f"These results come from {len(known)} machines, and nothing measured on one may be held against the other's. "
        f"{who}. They differ, {what}."
    )


def crowding(record: Record) -> str:
    """Return in a sentence that contenders had more threads than processors; nothing where they hadn't."""
    threads, cores = record.environment.settings.threads, record.environment.machine.allowed_cores
    if cores is None or threads <= cores:
        return ""
    return f"contenders had {threads} thread{'s' * (threads > 1)}, and {cores:g} processors to run them on"
