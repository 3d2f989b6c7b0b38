"""The faults, planted in any implementation of the reference."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.fakes import MODES, device
from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.workloads import Adam, Workload

CALLS_BEFORE_TROUBLE = 2
CALLS_OF_THE_GATE = 8
BUSY_SECONDS = 0.02


def _with_epsilon(workload: Workload, epsilon: float) -> Workload:
    assert isinstance(workload.optimizer, Adam)
    return replace(workload, optimizer=replace(workload.optimizer, epsilon=epsilon))


class Faulty(Implementation):
    """The honest implementation behind a fault; ``mode`` names it."""

    honest: type[Implementation]

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the honest implementation."""
        self.mode = mode
        self.calls = 0
        workload = _with_epsilon(workload, 1e-7) if mode == "other-epsilon" else workload
        self.inner = self.honest(workload=workload, mode="float32", device=device)

    def reset(self, weights: Weights) -> None:
        """Take the weights, or others."""
        factor = np.float32(1.001 if self.mode == "other-weights" else 1)
        self.inner.reset({name: weight * factor for name, weight in weights.items()})

    def place(self, batches: Iterable[Batch]) -> Any:
        """Place the batches, or others."""
        batches = [Batch(batch.inputs.copy(), batch.targets) for batch in batches]
        if self.mode == "swapped-batches":
            batches = batches[::-1]
        whole = self.inner.place(batches)
        halves = [
            Batch(batch.inputs[: len(batch.inputs) // 2], batch.targets[: len(batch.targets) // 2]) for batch in batches
        ]
        return whole, self.inner.place(halves)

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Train, or make trouble."""
        self.calls += 1
        start = perf_counter()
        if self.calls > CALLS_BEFORE_TROUBLE:
            self._trouble()
        cheats = self.mode == "half-batch" or (self.mode == "cheating-later" and self.calls > CALLS_OF_THE_GATE)
        losses = self.inner.train(placed[cheats], epochs=epochs)
        if self.mode == "slow":
            device.busy_until = perf_counter() + 2 * (perf_counter() - start)
            device.synchronize()
        if self.mode == "unsynchronized":
            device.busy_until = perf_counter() + BUSY_SECONDS
        return losses

    def _trouble(self) -> None:
        if self.mode == "raising":
            raise ValueError("planted")
        if self.mode == "crashing":
            os._exit(3)
        while self.mode == "hanging":
            pass

    def gradients(self, placed: Any) -> Weights | None:
        """Return the honest gradients."""
        return self.inner.gradients(placed[0])

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the honest scores."""
        return self.inner.predict(inputs)

    def weights(self) -> Weights:
        """Return the honest weights."""
        return self.inner.weights()

    def traces(self) -> int:
        """Count every call of train as a trace, if that is the fault."""
        return self.calls if self.mode == "retracing" else 0


def faulty(honest: type[Implementation]) -> dict[str, type[Implementation]]:
    """Return every fault planted in an honest implementation, by mode."""
    planted = type(f"Faulty{honest.__name__}", (Faulty,), {"honest": honest})
    return dict.fromkeys(MODES, planted)
