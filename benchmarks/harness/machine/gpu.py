"""Clocks and throttling of the GPU, as nvidia-smi tells them; nothing where there is none."""

from __future__ import annotations

from typing import Any

from benchmarks.harness.machine import sources

FIELDS = ("clocks.sm", "clocks.mem", "temperature.gpu", "power.draw", "clocks_throttle_reasons.active")
#: Reasons by which the driver slows a GPU that has work: power cap, hardware slowdown, heat (two), power brake.
THROTTLED = 0x4 | 0x8 | 0x20 | 0x40 | 0x80


def state(program: str = "nvidia-smi") -> dict[str, Any]:
    """Return the first GPU's clocks (MHz), temperature (degrees Celsius), power (W), and whether it is throttled."""
    answer = sources.ask(program, f"--query-gpu={','.join(FIELDS)}", "--format=csv,noheader,nounits") or ""
    values = [value.strip() for value in answer.partition("\n")[0].split(",")]
    if len(values) != len(FIELDS):
        return {}
    clock, memory_clock, temperature, power, reasons = values
    return {
        "clock_mhz": _number(clock),
        "memory_clock_mhz": _number(memory_clock),
        "temperature_celsius": _number(temperature),
        "power_watts": _number(power),
        "throttled": _throttled(reasons),
    }


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _throttled(reasons: str) -> bool | None:
    try:
        return bool(int(reasons, 16) & THROTTLED)
    except ValueError:
        return None
