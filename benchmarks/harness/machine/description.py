"""The machine and the software under a run; None where a machine doesn't say, never an error."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import psutil

from benchmarks.harness.machine import container, nvidia, processor, software, sources
from benchmarks.record.files import as_recorded
from benchmarks.record.machine import Machine

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


def describe() -> Machine:
    """Return machine, operating system, versions and the suite's own commit.

    A fact that can't be read, or isn't what the record holds, is as the record has it where a machine doesn't say.
    """
    known = {field.name: _fact(FACTS[field.name], field.type) for field in msgspec.structs.fields(Machine)}
    return Machine(**{name: value for name, value in known.items() if value is not None})


def _fact(read: Callable[[], Any], kind: Any) -> Any:
    """Return one fact as its record holds it; None where it can't be."""
    return sources.or_none(lambda: as_recorded(read(), kind))


def _chosen(path: str) -> str | None:
    """Return the word in brackets, by which the kernel marks the choice that is in force."""
    choice = re.search(r"\[([\w+]+)\]", sources.text(path) or "")
    return choice.group(1) if choice else None
