"""Do two records describe the same machine?"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from benchmarks.record.machine import Machine
from benchmarks.record.record import Record


def _memory(machine: Machine) -> str | None:
    return None if machine.memory_bytes is None else f"{machine.memory_bytes / 2**30:.0f} GiB"


def _virtual(machine: Machine) -> str | None:
    return None if machine.virtual is None else "yes" if machine.virtual else "no"


def _gpu_names(machine: Machine) -> str | None:
    names = None if machine.gpus is None else [gpu.name for gpu in machine.gpus]
    if names is None or None in names:
        return None
    return ", ".join(sorted(filter(None, names))) or "none"


def crowding(record: Record) -> str:
    """Return in a sentence that contenders had more threads than processors; nothing where they hadn't."""
    threads, cores = record.environment.settings.threads, record.environment.machine.allowed_cores
    if cores is None or threads <= cores:
        return ""
    return f"contenders had {threads} thread{'s' * (threads > 1)}, and {cores:g} processors to run them on"


#: What two descriptions of one machine agree on, as it is read by people; None where a machine doesn't say.
IDENTITY: dict[str, Callable[[Machine], object]] = {
    **{
        name.replace("_", " "): attrgetter(name)
        for name in ("cpu", "architecture", "physical_cores", "logical_cores", "usable_cores")
    },
    "memory": _memory,
    "virtual": _virtual,
    "hypervisor": attrgetter("hypervisor"),
    "GPUs": _gpu_names,
}


def differences(first: Machine, second: Machine) -> list[str]:
    """Return what says that two described machines differ, as "fact: first's against second's"; empty for the same one.

    What either doesn't say is no difference. Memory is compared in whole GiB.
    """
    return [
        f"{name}: {one} against {other}"
        for name, read in IDENTITY.items()
        if (one := read(first)) is not None and (other := read(second)) is not None and one != other
    ]
