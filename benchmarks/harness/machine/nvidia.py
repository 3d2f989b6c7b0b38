"""NVIDIA's GPUs, as ``nvidia-smi`` describes them."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from typing import Any

from benchmarks.harness.machine import sources


def _mebibytes(text: str) -> int:
    return int(text) * 2**20


def _watts(text: str) -> float:
    watts = float(text)
    if not math.isfinite(watts):
        raise ValueError(text)
    return watts


#: What is asked for, our name of it, and how its text is read. Drivers since 2020 know all of these.
FIELDS: dict[str, tuple[str, Callable[[str], Any]]] = {
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


def describe() -> list[dict[str, Any]] | None:
    """Return one entry a GPU, None in it for what the GPU doesn't say; None where nvidia-smi doesn't answer."""
    query = f"--query-gpu={','.join(FIELDS)}"
    answer = sources.ask("nvidia-smi", query, "--format=csv,noheader,nounits") or ""
    rows = list(csv.reader(answer.splitlines(), skipinitialspace=True))
    if not rows or any(len(row) != len(FIELDS) for row in rows):
        return None
    return [_gpu(row) for row in rows]


def _gpu(row: list[str]) -> dict[str, Any]:
    return {name: _value(text, read) for text, (name, read) in zip(row, FIELDS.values(), strict=True)}


def _value(text: str, read: Callable[[str], Any]) -> Any:
    found = sources.clean(text)
    # "[N/A]", "[Not Supported]", "[Insufficient Permissions]": any text in brackets is no value.
    return None if found is None or found.startswith("[") else sources.told(lambda: read(found))
