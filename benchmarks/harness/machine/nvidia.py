"""NVIDIA's GPUs, as ``nvidia-smi`` describes them: what they are, and the state of the first one's clocks."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.harness.machine import sources

#: Reasons by which the driver slows a GPU that has work: power cap, hardware slowdown, heat (two), power brake.
THROTTLED = 0x4 | 0x8 | 0x20 | 0x40 | 0x80


def _mebibytes(text: str) -> int:
    return int(text) * 2**20


def _watts(text: str) -> float:
    watts = float(text)
    if not math.isfinite(watts):
        raise ValueError(text)
    return watts


def _throttled(reasons: str) -> bool:
    return bool(int(reasons, 16) & THROTTLED)


#: What is asked for, our name of it, and how its text is read.
Fields = Mapping[str, tuple[str, Callable[[str], Any]]]
#: Drivers since 2020 know all of these.
DESCRIPTION: Fields = {
    "name": ("name", str),
    "driver_version": ("driver", str),
    "memory.total": ("memory_bytes", _mebibytes),
    "clocks.sm": ("clock_current_mhz", int),
    "clocks.max.sm": ("clock_max_mhz", int),
    "clocks.max.memory": ("memory_clock_max_mhz", int),
    "power.limit": ("power_limit_watts", _watts),
    "persistence_mode": ("persistence_mode", str),
    "mig.mode.current": ("mig_mode", str),
}
STATE: Fields = {
    "clocks.sm": ("clock_mhz", float),
    "clocks.mem": ("memory_clock_mhz", float),
    "temperature.gpu": ("temperature_celsius", float),
    "power.draw": ("power_watts", float),
    "clocks_throttle_reasons.active": ("throttled", _throttled),
}


def describe() -> list[dict[str, Any]] | None:
    """Return one entry a GPU, None in it for what the GPU doesn't say; None where nvidia-smi doesn't answer."""
    return _query(DESCRIPTION)


def state() -> dict[str, Any]:
    """Return the first GPU's clocks (MHz), temperature (degrees Celsius), power (W), and whether it is throttled.

    None in it for what the GPU doesn't say; empty where nvidia-smi doesn't answer.
    """
    gpus = _query(STATE)
    return gpus[0] if gpus else {}


def _query(fields: Fields) -> list[dict[str, Any]] | None:
    answer = sources.ask("nvidia-smi", f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits") or ""
    rows = list(csv.reader(answer.splitlines(), skipinitialspace=True))
    if not rows or any(len(row) != len(fields) for row in rows):
        return None
    return [{name: _value(text, read) for text, (name, read) in zip(row, fields.values(), strict=True)} for row in rows]


def _value(text: str, read: Callable[[str], Any]) -> Any:
    value = sources.clean(text)
    # "[N/A]", "[Not Supported]", "[Insufficient Permissions]": any text in brackets is no value.
    return None if value is None or value.startswith("[") else sources.or_none(lambda: read(value))
