"""A two-layer net on several processes, without a framework, and what may go wrong with one of them."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.fakes import data_parallel
from impls.reference import two_layer_net
from impls.workloads import Workload

#: First call and the gate's first calls come before the trouble.
CALLS_BEFORE_TROUBLE = 3


#: So much is hashed at a time, which lets other threads of the process run.
HASHED_BYTES = 2**24


def _spin() -> None:
    # A loop in Python would have the process's own work wait for the interpreter, five milliseconds at every message.
    zeros = bytes(HASHED_BYTES)
    threading.Thread(target=lambda: all(hashlib.sha256(zeros).digest() for _ in iter(int, 1)), daemon=True).start()


def _raise() -> None:
    raise ValueError("planted")


#: What happens in the further process, by mode.
TROUBLE: dict[str, Callable[[], object]] = {
    "team-dying": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "team-hanging": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "team-raising": _raise,
    "team-burning": _spin,
}


class Team(two_layer_net.ByHand):
    """The reference by hand, whose gradients and losses are summed over processes."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the honest net."""
        super().__init__(workload=workload, mode="float32", device=device)
        self.mode, self.calls = mode, 0

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Train, or make trouble in the further process."""
        self.calls += 1
        if data_parallel.follows() and self.calls == CALLS_BEFORE_TROUBLE and self.mode in TROUBLE:
            TROUBLE[self.mode]()
        return super().train(placed, epochs=epochs)

    def gradients(self, placed: Any) -> None:  # type: ignore[override]
        """Return None: they are summed inside a step alone."""

    def _step(self, inputs: NDArray[Any], targets: NDArray[Any]) -> float:
        loss = np.array(self._net.backward(inputs, targets))
        if self.mode != "team-apart":
            loss = data_parallel.summed(loss)
            for gradient in self._net.gradients.values():
                gradient[...] = data_parallel.summed(gradient)
        self._optimizer.update(self._net.trained, self._net.gradients)
        return float(loss)
