"""The processor: what it is, what it can do, how fast it may run. A reader may raise; ``machine`` makes that None."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from functools import partial
from itertools import takewhile
from typing import Any

import psutil

from benchmarks.harness.machine import sources

CPU = "sys/devices/system/cpu"
#: Instructions that kernels of the frameworks and of their libraries are chosen by, on x86 and on ARM.
SPEED_FLAGS = (
    *("sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx512f", "avx512bw", "avx512vl", "avx512_vnni"),
    *("avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "amx_fp16"),
    *("asimd", "asimdhp", "asimddp", "bf16", "i8mm", "sve", "sve2", "sme"),
)


def cpuinfo() -> dict[str, str]:
    """Return what Linux says of the first processor; raises OSError elsewhere."""
    # The kernel writes this file processor by processor as it is read: with hundreds of them, the first is enough.
    with (sources.ROOT / "proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
        pairs = [line.partition(":") for line in takewhile(str.strip, file)]
    return {name.strip(): value.strip() for name, _, value in pairs}


def flags() -> frozenset[str]:
    """Return the names of the processor's abilities; empty where the system doesn't say."""
    fields = sources.or_none(cpuinfo) or {}
    return frozenset((fields.get("flags") or fields.get("Features") or "").split())


def _cpuinfo_value(*names: str) -> str | None:
    fields = cpuinfo()
    return next((value for name in names if (value := sources.clean(fields.get(name, "")))), None)


def _name() -> str | None:
    if sys.platform == "darwin":
        return sources.ask("sysctl", "-n", "machdep.cpu.brand_string") or platform.processor() or None
    if sys.platform != "linux":
        return platform.processor() or None
    implementer, part = _cpuinfo_value("CPU implementer"), _cpuinfo_value("CPU part")
    arm = f"ARM implementer {implementer}, part {part}" if implementer and part else None
    return _cpuinfo_value("model name") or arm


def _speed_flags() -> list[str] | None:
    known_flags = flags()
    return [flag for flag in SPEED_FLAGS if flag in known_flags] if known_flags else None


def affinity(process: int = 0) -> list[int] | None:
    """Return the processors that a process, by default this one, may use; None where the system doesn't say (macOS)."""
    # psutil would read /proc for it, which may be hidden.
    try:
        if hasattr(os, "sched_getaffinity"):
            return sorted(os.sched_getaffinity(process))
        return list(psutil.Process(process or None).cpu_affinity())
    except (AttributeError, OSError, psutil.Error):
        return None


def niceness(process: int = 0) -> int | None:
    """Return how nice a process, by default this one, is to others; None where the system doesn't say (Windows)."""
    try:
        return os.getpriority(os.PRIO_PROCESS, process)
    except (AttributeError, OSError):
        return None


def usable_processors() -> int:
    """Return how many processors this process may use, of all that the machine has."""
    return len(affinity() or ()) or os.cpu_count() or 1


def _switch(path: str, *, on: int = 1) -> bool | None:
    value = sources.number(path)
    return value == on if value in {0, 1} else None


def _boost() -> bool | None:
    intel = _switch(f"{CPU}/intel_pstate/no_turbo", on=0)
    return _switch(f"{CPU}/cpufreq/boost") if intel is None else intel


def _policies(name: str) -> list[str]:
    return sources.files(f"{CPU}/cpufreq/policy*/{name}")


def _frequency(name: str) -> float | None:
    """Return the largest of all cores' frequencies in MHz; the kernel counts in kHz."""
    frequencies_khz = [value for path in _policies(name) if (value := sources.number(path))]
    return max(frequencies_khz) / 1000 if frequencies_khz else None


def _base_frequency() -> float | None:
    return _frequency("base_frequency") or sources.number(f"{CPU}/cpu0/acpi_cppc/nominal_freq") or None


def _words(name: str) -> str | None:
    return ", ".join(sorted({word for path in _policies(name) if (word := sources.text(path))})) or None


def _cache_bytes() -> dict[str, int] | None:
    sizes = {}
    for folder in sources.files(f"{CPU}/cpu0/cache/index*"):
        level, kind, size = (sources.text(f"{folder}/{name}") for name in ("level", "type", "size"))
        if level and kind and size and size[:-1].isdecimal() and size.endswith("K"):
            sizes[f"L{level}" if kind == "Unified" else f"L{level} {kind.lower()}"] = int(size[:-1]) * 1024
    return sizes or None


FACTS: dict[str, Callable[[], Any]] = {
    "cpu": _name,
    "cpu_vendor": partial(_cpuinfo_value, "vendor_id", "CPU implementer"),
    "cpu_family": partial(_cpuinfo_value, "cpu family", "CPU architecture"),
    "cpu_model_number": partial(_cpuinfo_value, "model", "CPU part"),
    "cpu_stepping": partial(_cpuinfo_value, "stepping", "CPU revision"),
    "microcode": partial(_cpuinfo_value, "microcode"),
    "cpu_flags": _speed_flags,
    "architecture": lambda: platform.machine() or None,
    "physical_cores": lambda: psutil.cpu_count(logical=False),
    "logical_cores": psutil.cpu_count,
    "usable_cores": usable_processors,
    "isolated_cores": partial(sources.text, f"{CPU}/isolated"),
    "smt_active": partial(_switch, f"{CPU}/smt/active"),
    "boost_enabled": _boost,
    "frequency_current_mhz": lambda: psutil.cpu_freq().current or None,
    "frequency_base_mhz": _base_frequency,
    "frequency_max_mhz": lambda: _frequency("cpuinfo_max_freq") or psutil.cpu_freq().max or None,
    "frequency_limit_mhz": partial(_frequency, "scaling_max_freq"),
    "frequency_driver": partial(_words, "scaling_driver"),
    "frequency_governor": partial(_words, "scaling_governor"),
    "cache_bytes": _cache_bytes,
    "numa_nodes": lambda: len(sources.files("sys/devices/system/node/node[0-9]*")) or None,
}
