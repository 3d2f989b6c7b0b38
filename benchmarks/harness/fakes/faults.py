"""The faults, planted in any implementation of the reference."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.fakes import device
from benchmarks.harness.pitfalls.wrong_ways import with_epsilon
from data.batches import Batch
from data.digests import arrays_digest
from impls.interface import Implementation, Weights
from impls.workloads import Workload

#: First call, gate, pilot and warm-up come before the timed blocks.
CALLS_BEFORE_TROUBLE, CALLS_BEFORE_BLOCKS = 2, 12
BUSY_SECONDS = 0.02
#: For how long a lingering thread computes after each call, by the wall's clock as a pool's idle threads do: two calls
#: in a row make it linger no longer.
LINGER_SECONDS = 0.4
#: For how long a cold start spins in each of its first calls.
COLD_CALLS, COLD_SECONDS = 2, 0.2
#: What a fault spins for, as a share of its honest time.
SPINS = {"slow": 2.0, "plus-5-percent": 0.05, "plus-10-percent": 0.10, "plus-25-percent": 0.25}


class Faulty(Implementation):
    """The honest implementation behind a fault; ``mode`` names it."""

    honest: type[Implementation]

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the honest implementation."""
        self.mode = _engine() if mode == "depending" else mode
        self.calls = 0
        self.remembered: dict[str, tuple[NDArray[np.float32], Weights]] = {}
        self.workload = workload
        workload = with_epsilon(workload, 1e-7) if mode == "other-epsilon" else workload
        dtype = "float64" if self.mode == "other-dtype" else "float32"
        self.inner = self.honest(workload=workload, mode=dtype, device=device)

    def reset(self, weights: Weights) -> None:
        """Take the weights, or others."""
        factor = np.float32(1.001 if self.mode == "other-weights" else 1)
        self.inner.reset({name: weight * factor for name, weight in weights.items()})
        if self.mode == "no-start-sync":
            device.busy_until = perf_counter() + BUSY_SECONDS

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
        later = self.calls > CALLS_BEFORE_BLOCKS
        cheats = self.mode == "half-batch" or (self.mode == "cheating-later" and later)
        with _second_thread(self.mode == "leaking-threads"):
            losses = self._losses(placed[cheats], epochs=epochs, later=later)
        if self.mode in SPINS:
            device.busy_until = perf_counter() + SPINS[self.mode] * (perf_counter() - start)
            device.synchronize()
        if self.mode == "cold" and self.calls <= COLD_CALLS:
            device.busy_until = perf_counter() + COLD_SECONDS
            device.synchronize()
        if self.mode == "unsynchronized":
            device.busy_until = perf_counter() + BUSY_SECONDS
        if self.mode == "lingering":
            threading.Thread(target=_spin_until, args=(perf_counter() + LINGER_SECONDS,), daemon=True).start()
        return losses

    def _losses(self, placed: Any, *, epochs: int, later: bool) -> NDArray[np.float32]:
        if not self.mode.startswith("remembering"):
            return self.inner.train(placed, epochs=epochs)
        weights = self.inner.weights()
        known = arrays_digest(weights.values()) if self.mode == "remembering-all" else ""
        key = f"{known} {len(placed)} {epochs}"
        if later and key in self.remembered:
            losses, trained = self.remembered[key]
            if self.mode == "remembering-all":
                self.inner.reset(trained)
            return losses
        losses = self.inner.train(placed, epochs=epochs)
        self.remembered[key] = losses, self.inner.weights()
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
        """Count what the fault compiles."""
        timed = max(0, self.calls - CALLS_BEFORE_BLOCKS)
        compilations = {
            "retracing": self.calls,
            "cold": min(self.calls, 1),
            "compiling-late": min(timed, 1),
            "recompiling": int(timed > 1),
        }
        return compilations.get(self.mode, 0)


def _engine() -> str:
    """Return which fault the engine has that is installed."""
    found = find_spec("fake_engine") is not None
    return str(import_module("fake_engine").FAULT) if found else "honest"


@contextmanager
def _second_thread(wanted: bool) -> Iterator[None]:  # noqa: FBT001  the fault's own switch
    """Compute in another thread as well, until the block ends."""
    if not wanted:
        yield
        return
    done = threading.Event()
    matrix = np.ones((200, 200), np.float32)

    def compute() -> None:
        while not done.is_set():
            np.dot(matrix, matrix)

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _spin_until(end: float) -> None:
    while perf_counter() < end:
        pass
