"""The machine and the software under a run; None where a machine doesn't say, never an error."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import Any

import psutil

from benchmarks.harness.machine import container, nvidia, processor, software, sources

#: Every fact and who reads it; a reader may raise. Units are in the names, and a date is one of UTC.
FACTS: dict[str, Callable[[], Any]] = {
    **processor.FACTS,
    "memory_bytes": lambda: psutil.virtual_memory().total,
    "memory_available_bytes": lambda: psutil.virtual_memory().available,
    "swap_bytes": lambda: psutil.swap_memory().total,
    "swap_used_bytes": lambda: psutil.swap_memory().used,
    "memory_overcommit": partial(sources.number, "proc/sys/vm/overcommit_memory"),
    "swappiness": partial(sources.number, "proc/sys/vm/swappiness"),
    "transparent_hugepages": lambda: _chosen("sys/kernel/mm/transparent_hugepage/enabled"),
    "transparent_hugepages_defrag": lambda: _chosen("sys/kernel/mm/transparent_hugepage/defrag"),
    "hugepages": partial(sources.number, "proc/sys/vm/nr_hugepages"),
    "numa_balancing": partial(sources.number, "proc/sys/kernel/numa_balancing"),
    "address_randomization": partial(sources.number, "proc/sys/kernel/randomize_va_space"),
    "clocksource": partial(sources.text, "sys/devices/system/clocksource/clocksource0/current_clocksource"),
    "load_average": lambda: list(os.getloadavg()),
    "power_plugged": lambda: getattr(psutil.sensors_battery(), "power_plugged", None),
    **container.FACTS,
    "gpus": nvidia.describe,
    "system": platform.platform,
    "kernel": lambda: f"{platform.system()} {platform.release()} {platform.version()}",
    "distribution": lambda: platform.freedesktop_os_release()["PRETTY_NAME"],
    "libc": lambda: " ".join(platform.libc_ver()).strip() or None,
    **software.FACTS,
}


def describe() -> dict[str, Any]:
    """Return machine, operating system, versions and the suite's own commit as plain values.

    Every key is always there, None where the machine doesn't say. Units are in the keys; no key without one counts
    anything but pieces. ``container_*_limit``, ``hypervisor`` and ``container`` are also None where there is none.
    """
    return {name: sources.told(read) for name, read in FACTS.items()}


def _chosen(path: str) -> str | None:
    """Return the word in brackets, by which the kernel marks the choice that is in force."""
    found = re.search(r"\[([\w+]+)\]", sources.text(path) or "")
    return found.group(1) if found else None


def _gibibytes(machine: Mapping[str, Any]) -> str:
    return f"{machine['memory_bytes'] / 2**30:.0f} GiB"


def _gpu_names(machine: Mapping[str, Any]) -> str:
    return ", ".join(sorted(gpu["name"] for gpu in machine["gpus"])) or "none"


#: What two descriptions of one machine agree on, and how it is read for people.
IDENTITY: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    **{
        name.replace("_", " "): itemgetter(name)
        for name in ("cpu", "architecture", "physical_cores", "logical_cores", "usable_cores")
    },
    "memory": _gibibytes,
    "virtual": lambda machine: {True: "yes", False: "no"}[machine["virtual"]],
    "hypervisor": itemgetter("hypervisor"),
    "GPUs": _gpu_names,
}


def same_machine(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[str]:
    """Return what says that two described machines differ, as "field: a's against b's"; empty for the same one.

    What either doesn't say, or an older record doesn't have, is no difference. Memory is compared in whole GiB.
    """
    pairs = {name: (sources.told(partial(read, a)), sources.told(partial(read, b))) for name, read in IDENTITY.items()}
    return [
        f"{name}: {first} against {second}"
        for name, (first, second) in pairs.items()
        if first is not None and second is not None and first != second
    ]
