"""Do two records describe the same machine?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

Machine = Mapping[str, Any]


def _gibibytes(machine: Machine) -> str:
    return f"{machine['memory_bytes'] / 2**30:.0f} GiB"


def _gpu_names(machine: Machine) -> str:
    return ", ".join(sorted(gpu["name"] for gpu in machine["gpus"])) or "none"


#: What two descriptions of one machine agree on, and how it is read for people.
IDENTITY: dict[str, Callable[[Machine], Any]] = {
    **{
        name.replace("_", " "): itemgetter(name)
        for name in ("cpu", "architecture", "physical_cores", "logical_cores", "usable_cores")
    },
    "memory": _gibibytes,
    "virtual": lambda machine: {True: "yes", False: "no"}[machine["virtual"]],
    "hypervisor": itemgetter("hypervisor"),
    "GPUs": _gpu_names,
}


def _identity(machine: Machine) -> dict[str, Any]:
    """Return what a description says of a machine's identity; what it doesn't say, or doesn't have, is left out."""
    identity = {}
    for name, read in IDENTITY.items():
        try:
            identity[name] = read(machine)
        except (KeyError, TypeError):
            continue
    return {name: value for name, value in identity.items() if value is not None}


def same_machine(a: Machine, b: Machine) -> list[str]:
    """Return what says that two described machines differ, as "field: a's against b's"; empty for the same one.

    What either doesn't say, or an older record doesn't have, is no difference. Memory is compared in whole GiB.
    """
    first, second = _identity(a), _identity(b)
    return [
        f"{name}: {first[name]} against {second[name]}"
        for name in IDENTITY
        if name in first and name in second and first[name] != second[name]
    ]
