"""Do two records describe the same machine?"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from benchmarks.record.machine import Machine


def _gibibytes(machine: Machine) -> str | None:
    return None if machine.memory_bytes is None else f"{machine.memory_bytes / 2**30:.0f} GiB"


def _virtual(machine: Machine) -> str | None:
    return None if machine.virtual is None else ("yes" if machine.virtual else "no")


def _gpu_names(machine: Machine) -> str | None:
    return None if machine.gpus is None else ", ".join(sorted(str(gpu.name) for gpu in machine.gpus)) or "none"


#: What two descriptions of one machine agree on, and how it is read for people.
IDENTITY: dict[str, Callable[[Machine], Any]] = {
    **{
        name.replace("_", " "): attrgetter(name)
        for name in ("cpu", "architecture", "physical_cores", "logical_cores", "usable_cores")
    },
    "memory": _gibibytes,
    "virtual": _virtual,
    "hypervisor": attrgetter("hypervisor"),
    "GPUs": _gpu_names,
}


def differences(first: Machine, second: Machine) -> list[str]:
    """Return what says that two machines differ, as "fact: first's against second's"; empty for the same one.

    What either doesn't say is no difference. Memory is compared in whole GiB.
    """
    identities = {name: (read(first), read(second)) for name, read in IDENTITY.items()}
    return [
        f"{name}: {values[0]} against {values[1]}"
        for name, values in identities.items()
        if None not in values and values[0] != values[1]
    ]
