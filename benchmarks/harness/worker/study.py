"""A study inside a worker process: every variant of one framework is proven, warmed up, and timed in turns."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError, time_block
from benchmarks.harness.worker.parity import RTOL
from benchmarks.plan.questions import AGAIN, PERCENTILES
from benchmarks.stats.order import block_order
from data.datasets import Dataset
from impls.interface import Device
from impls.study import Material, Variant
from impls.weights import initial_weights
from impls.workloads import Workload

#: One sample of a variant takes as many calls as fill this time: long enough that the end's synchronisation, which
#: costs an idle device up to some tenths of a millisecond, is told from work that is left over. Then on smoke shapes on
#: a CPU, where it costs next to nothing, and whose numbers are no results.
SAMPLE_SECONDS, SMOKE_SAMPLE_SECONDS = 0.03, 0.01
#: Single calls are timed for percentiles until either is reached; on smoke shapes nobody asks for rare ones.
LATENCY_SECONDS, SMOKE_LATENCY_SECONDS, LATENCY_CALLS = 1.0, 0.1, 1_000


def study_material(workload: Workload, dataset: Dataset, *, device: str, seed: int, scratch: Path) -> Material:
    """Return the material of a study: all rows where they are dense; one batch of them where they are sparse.

    Args:
        workload: whose net; it needn't be sized.
        dataset: its data.
        device: ``cpu`` or ``gpu``.
        seed: of the net's weights.
        scratch: a folder that is created, for what variants write.
    """
    scratch.mkdir(parents=True)
    sized = workload.sized(features=dataset.features, outputs=dataset.outputs)
    dense = isinstance(dataset.inputs, np.ndarray)
    rows = slice(None) if dense else slice(workload.batch_size)
    inputs = dataset.inputs[rows]
    return Material(
        workload=sized,
        weights=initial_weights(sized, seed=seed),
        inputs=np.ascontiguousarray(inputs if isinstance(inputs, np.ndarray) else inputs.toarray()),
        targets=dataset.targets[rows],
        device=device,
        scratch=scratch,
    )


@dataclass(frozen=True, eq=False)
class ProvenVariant:
    """A variant that was proven, how many of its calls make a sample, and what is added to its name if it repeats."""

    variant: Variant
    calls: int
    suffix: str = ""

    @property
    def name(self) -> str:
        """The variant's name, or its repeat's."""
        return f"{self.variant.name}{self.suffix}"

    @property
    def key(self) -> str:
        """Case and name, by which samples are ordered."""
        return f"{self.variant.case}: {self.name}"


class StudySubject:
    """The subject under test of a study: its variants in one framework."""

    def __init__(self, package: str, study: str, material: Material, module: Device, *, smoke: bool) -> None:
        """Compute what every case must come to."""
        self._sample_seconds = SMOKE_SAMPLE_SECONDS if smoke and material.device == "cpu" else SAMPLE_SECONDS
        self._latency_seconds = SMOKE_LATENCY_SECONDS if smoke else LATENCY_SECONDS
        self._variants = import_module(f"{package}.{study}").variants(material)
        self._expected: Mapping[str, NDArray[Any]] = import_module(f"impls.reference.{study}").expected(material)
        self._module = module
        self._proven: list[ProvenVariant] = []

    def open(self) -> list[dict[str, Any]]:
        """Build every variant, call it a first time, prove its result and warm it up; return what is known of each.

        A variant whose result is off, or that raises, has a ``reason`` and isn't timed.
        """
        rows = []
        start = perf_counter_ns()
        for variant in self._variants:
            description = {
                "case": variant.case,
                "name": variant.name,
                "summary": variant.summary,
                "items": variant.items,
                "base": variant.base,
                "facts": dict(variant.facts or {}),
                "build_seconds": (perf_counter_ns() - start) / 1e9,
            }
            try:
                rows.append(description | self._prove(variant))
            except Exception as error:  # noqa: BLE001  what one variant raises costs no other its times
                rows.append(description | {"reason": f"failed: {type(error).__name__}: {error}"})
            start = perf_counter_ns()
        gc.collect()
        gc.freeze()
        return rows

    def time_round(self, number: int, replicate: int) -> list[dict[str, Any]]:
        """Take a sample of every variant, in this round's order; return the seconds a call, and what else was noted."""
        proven = {variant.key: variant for variant in self._proven}
        order = block_order([*proven], round_number=number, replicate=replicate)
        return [self._sample(proven[key]) for key in order]

    def latencies(self) -> list[dict[str, Any]]:
        """Time single calls of the variants that want it; return percentiles in seconds."""
        return [self._percentiles(proven) for proven in self._proven if proven.variant.latency and not proven.suffix]

    def _prove(self, variant: Variant) -> dict[str, Any]:
        self._module.synchronize()
        start = perf_counter_ns()
        result = variant.work()
        first_call_seconds = (perf_counter_ns() - start) / 1e9
        if variant.on_host and type(result) is not np.ndarray:
            return {"reason": f"failed: what it brings to the host is a {type(result).__name__}, no NumPy array"}
        error = _error(variant.result(result), self._expected[variant.case])
        if not error <= RTOL:
            return {"reason": f"failed: its result is off by {error:.1e} (allowed {RTOL:.0e})"}
        # Last, since it spoils the result.
        if variant.on_host and not _is_whole(variant, result):
            return {"reason": "failed: what it brings to the host isn't there yet when it returns"}
        del result
        calls = _calls_within(self._sample_seconds, variant)
        repeat = [ProvenVariant(variant, calls, AGAIN)] if variant.base else []
        self._proven += [ProvenVariant(variant, calls), *repeat]
        return {"first_call_seconds": first_call_seconds, "calls": calls, "error": error, "reason": ""}

    def _sample(self, proven: ProvenVariant) -> dict[str, Any]:
        work, calls = proven.variant.work, proven.calls
        description = {"case": proven.variant.case, "name": proven.name}

        def block() -> NDArray[Any]:
            for _ in range(calls):
                work()
            return np.empty(0)

        try:
            _, timing = time_block(self._module, block, bills_rest=proven.variant.on_host)
        except BlockError as error:
            return description | {"reason": str(error)}
        except Exception as error:  # noqa: BLE001  what one variant raises costs no other its times
            return description | {"reason": f"{type(error).__name__}: {error}"}
        return description | {"call_seconds": timing.block_seconds / calls, "cpu_seconds": timing.cpu_seconds / calls}

    def _percentiles(self, proven: ProvenVariant) -> dict[str, Any]:
        gc.disable()
        seconds: list[float] = []
        end = perf_counter_ns() + self._latency_seconds * 1e9
        while len(seconds) < LATENCY_CALLS and (perf_counter_ns() < end or not seconds):
            start = perf_counter_ns()
            proven.variant.work()
            seconds.append(max(1, perf_counter_ns() - start) / 1e9)
        gc.enable()
        values = np.percentile(seconds, PERCENTILES)
        percentiles = {f"p{percent}_seconds": float(value) for percent, value in zip(PERCENTILES, values, strict=True)}
        return {"case": proven.variant.case, "name": proven.name, "calls": len(seconds), **percentiles}


def _is_whole(variant: Variant, result: NDArray[Any]) -> bool:
    """Return whether a way that copies into an array of its own has written the last row when it returns.

    A copy that is still under way would leave there what was there before, which is spoiled here.
    """
    if not (variant.facts or {}).get("copies") or not result.flags.writeable:
        return True
    expected = result[-1].copy()
    result[-1] = np.nan
    return np.array_equal(variant.work()[-1].copy(), expected)


def _calls_within(sample_seconds: float, variant: Variant) -> int:
    """Return how many calls fill a sample, doubling them until they do; that warms up as well."""
    calls = 1
    while True:
        start = perf_counter_ns()
        for _ in range(calls):
            variant.work()
        if perf_counter_ns() - start >= sample_seconds * 1e9:
            return calls
        calls *= 2


def _error(result: NDArray[Any], expected: NDArray[Any]) -> float:
    """Return the largest error relative to the largest number expected; where nothing is computed, 0 or infinity."""
    if result.shape != expected.shape:
        return float("inf")
    if expected.dtype != np.float64:
        return 0.0 if np.array_equal(result, expected) else float("inf")
    scale = float(np.max(np.abs(expected))) or 1.0
    return float(np.max(np.abs(result - expected))) / scale
