"""A study inside a worker process: every variant of one framework is proven, warmed up, and timed in turns."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.calls import calls_of_a_lap, durations
from benchmarks.harness.worker.clock import BlockError, time_block
from benchmarks.harness.worker.parity import RTOL
from benchmarks.stats.order import block_order
from impls.interface import Device
from impls.study import Material, Variant

#: What is added to a base's name for its twin: how far identical code is apart.
AGAIN = "-again"
#: Single calls are timed for percentiles until either is reached.
LATENCY_SECONDS, LATENCY_CALLS = 1.0, 1_000
PERCENTILES = (50, 95, 99)


@dataclass(eq=False)
class Runner:
    """A variant that was proven, and how many of its calls make a lap."""

    variant: Variant
    calls: int
    twin: str = ""

    @property
    def name(self) -> str:
        """The variant's name, or its twin's."""
        return f"{self.variant.name}{self.twin}"

    @property
    def key(self) -> str:
        """Case and name, by which laps are ordered."""
        return f"{self.variant.case}: {self.name}"


class StudyBench:
    """The variants of one study in one framework."""

    def __init__(self, package: str, study: str, material: Material, module: Device) -> None:
        """Compute what every case must come to."""
        self._variants = import_module(f"{package}.{study}").variants(material)
        self._expected: Mapping[str, NDArray[Any]] = import_module(f"impls.reference.{study}").expected(material)
        self._module = module
        self._runners: list[Runner] = []

    def open(self) -> list[dict[str, Any]]:
        """Build every variant, call it a first time, prove its result and warm it up; return what is known of each.

        A variant whose result is off, or that raises, has a ``reason`` and isn't timed.
        """
        found = []
        start = perf_counter_ns()
        for variant in self._variants:
            told = {
                "case": variant.case,
                "name": variant.name,
                "summary": variant.summary,
                "items": variant.items,
                "base": variant.base,
                "facts": dict(variant.facts or {}),
                "build_seconds": (perf_counter_ns() - start) / 1e9,
            }
            try:
                found.append(told | self._prove(variant))
            except Exception as error:  # noqa: BLE001  what one variant raises costs no other its times
                found.append(told | {"reason": f"failed: {type(error).__name__}: {error}"})
            start = perf_counter_ns()
        gc.collect()
        gc.freeze()
        return found

    def lap(self, number: int, replicate: int) -> list[dict[str, Any]]:
        """Time every variant once, in this round's order; return the seconds a call, and what else was noted."""
        runners = {runner.key: runner for runner in self._runners}
        return [self._time(runners[key]) for key in block_order([*runners], round_number=number, replicate=replicate)]

    def latencies(self) -> list[dict[str, Any]]:
        """Time single calls of the variants that want it; return percentiles in seconds."""
        return [self._percentiles(runner) for runner in self._runners if runner.variant.latency and not runner.twin]

    def _prove(self, variant: Variant) -> dict[str, Any]:
        self._module.synchronize()
        start = perf_counter_ns()
        result = variant.work()
        first = (perf_counter_ns() - start) / 1e9
        error = _error(variant.result(result), self._expected[variant.case])
        if not error <= RTOL:
            return {"reason": f"failed: its result is off by {error:.1e} (allowed {RTOL:.0e})"}
        del result
        calls = calls_of_a_lap(variant)
        self._runners += [Runner(variant, calls), *([Runner(variant, calls, AGAIN)] if variant.base else [])]
        return {"first_call_seconds": first, "calls": calls, "error": error, "reason": ""}

    def _time(self, runner: Runner) -> dict[str, Any]:
        work, calls = runner.variant.work, runner.calls
        told = {"case": runner.variant.case, "name": runner.name}

        def block() -> NDArray[Any]:
            for _ in range(calls):
                work()
            return np.empty(0)

        try:
            _, timing = time_block(self._module, block)
        except BlockError as error:
            return told | {"reason": str(error)}
        return told | {"seconds": timing.seconds / calls, "cpu_seconds": timing.cpu_seconds / calls}

    def _percentiles(self, runner: Runner) -> dict[str, Any]:
        gc.disable()
        taken: list[float] = []
        end = perf_counter_ns() + LATENCY_SECONDS * 1e9
        while len(taken) < LATENCY_CALLS and (perf_counter_ns() < end or not taken):
            taken += durations(runner.variant, 1)
        gc.enable()
        values = np.percentile(taken, PERCENTILES)
        named = {f"p{percent}": float(value) for percent, value in zip(PERCENTILES, values, strict=True)}
        return {"case": runner.variant.case, "name": runner.name, "calls": len(taken), **named}


def _error(result: NDArray[Any], expected: NDArray[Any]) -> float:
    """Return the largest error relative to the largest number expected; where nothing is computed, 0 or infinity."""
    if result.shape != expected.shape:
        return float("inf")
    if expected.dtype != np.float64:
        return 0.0 if np.array_equal(result, expected) else float("inf")
    scale = float(np.max(np.abs(expected))) or 1.0
    return float(np.max(np.abs(result - expected))) / scale
