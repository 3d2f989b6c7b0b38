"""Faults that hide work from the clock, or are others inside a block than outside of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from time import perf_counter_ns, thread_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.fakes import device
from benchmarks.harness.fakes.faults import CALLS_BEFORE_BLOCKS, Faulty
from benchmarks.harness.worker import clock
from data.batches import Batch
from data.digests import arrays_digest
from impls.interface import Weights

#: Share of a block's steps that is taken, or known, before the clock starts; and of its time that is put off.
AHEAD, KNOWN, PUT_OFF = {"resetting": 1.0, "resetting-part": 0.3}, 0.45, 0.5
#: By how much the slowed clock is slower.
SLOWED = 2
NICE = 5


class LazyArray(np.ndarray[Any, np.dtype[np.float32]]):
    """An array of a kind that may compute what it holds when it is read."""


class Hiding(Faulty):
    """The honest implementation behind something that no clock sees."""

    ahead: NDArray[np.float32] | None = None
    #: Of the call before: blocks are as long as a machine is quick, and the next one is likely to be as long again.
    last_epochs: int | None = None
    first_weights: Weights | None = None
    put_off_seconds = 0.0
    busy: subprocess.Popen[bytes] | None = None
    resting = threading.Event()

    @property
    def later(self) -> bool:
        """Whether the timed blocks have come."""
        return self.calls >= CALLS_BEFORE_BLOCKS

    def reset(self, weights: Weights) -> None:
        """Take the weights, and perhaps some of the block's steps."""
        super().reset(weights)
        self.first_weights = self.first_weights or weights
        if self.later and self.mode in AHEAD:
            self.ahead = self.inner.train(self.placed, epochs=self._epochs(AHEAD[self.mode]))

    def place(self, batches: Iterable[Batch]) -> Any:
        """Place the batches, and perhaps prepare products of their inputs."""
        placed = super().place(batches)
        self.placed = placed[0]
        if self.mode == "preparing":
            self.products = [inputs.T @ inputs for inputs, _ in self.placed for _ in range(4)]
        return placed

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Train, or do so elsewhere."""
        self.last_epochs = epochs
        if not self.later:
            return super().train(placed, epochs=epochs)
        self._begin()
        losses = super().train(placed, epochs=epochs)
        self._end()
        return losses.view(LazyArray) if self.mode == "lazy-losses" else losses

    def _losses(self, placed: Any, *, epochs: int, later: bool) -> NDArray[np.float32]:
        start = thread_time()
        if self.ahead is not None:
            done, self.ahead = self.ahead[: epochs * len(placed)], None
            rest = epochs - len(done) // len(placed)
            return np.concatenate([done, self.inner.train(placed, epochs=rest)]) if rest else done
        if self.mode == "remembering-part" and later:
            return self._from_the_known_part(placed, epochs)
        losses = self.inner.train(placed, epochs=epochs)
        if self.mode == "deferring":
            self.put_off_seconds = PUT_OFF * (thread_time() - start)
        return losses

    def _from_the_known_part(self, placed: Any, epochs: int) -> NDArray[np.float32]:
        """Begin where the first steps from weights that are known end."""
        key, first = arrays_digest(self.inner.weights().values()), self._epochs(KNOWN)
        if key not in self.remembered:
            losses = self.inner.train(placed, epochs=first)
            self.remembered[key] = losses, self.inner.weights()
        losses, weights = self.remembered[key]
        self.inner.reset(weights)
        return np.concatenate([losses, self.inner.train(placed, epochs=epochs - first)])

    def _epochs(self, share: float) -> int:
        return max(1, round(share * (self.last_epochs or self.workload.epochs)))

    def _begin(self) -> None:
        """Begin what lasts as long as a block, and end what lasts between two of them."""
        self.resting.clear()
        if self.mode == "slow-clock" and vars(clock)["perf_counter_ns"] is perf_counter_ns:
            start = perf_counter_ns()
            vars(clock)["perf_counter_ns"] = lambda: start + (perf_counter_ns() - start) // SLOWED
        if self.mode == "pinned-inside":
            self.processors = os.sched_getaffinity(0)
            os.sched_setaffinity(0, {min(self.processors)})
        if self.mode == "nice-inside":
            os.setpriority(os.PRIO_PROCESS, 0, NICE)
        if self.busy is not None:
            self.busy.send_signal(signal.SIGSTOP)

    def _end(self) -> None:
        """Do the opposite."""
        if self.mode == "pinned-inside":
            os.sched_setaffinity(0, self.processors)
        if self.mode == "greedy-later":
            device.more_threads = 1
        if self.mode == "burning-thread":
            self.resting.set()
            threading.Thread(target=lambda: all(self.resting.is_set() for _ in iter(int, 1)), daemon=True).start()
        if self.mode == "burning-child":
            self.busy = self.busy or subprocess.Popen([sys.executable, "-c", "while True: pass"])
            self.busy.send_signal(signal.SIGCONT)

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return scores, perhaps of other weights or of another net."""
        if self.mode == "stale-scores":
            trained = self.inner.weights()
            self.inner.reset(self.first_weights or trained)
            scores = self.inner.predict(inputs)
            self.inner.reset(trained)
            return scores
        if self.mode == "linear-scores":
            return self._linear_scores(inputs)
        return self.inner.predict(inputs)

    def _linear_scores(self, inputs: NDArray[np.float32]) -> NDArray[Any]:
        weights, scores = self.inner.weights(), inputs.astype(np.float64)
        for layer in range(1, len(self.workload.layer_sizes)):
            scores = scores @ weights[f"w{layer}"] + weights.get(f"b{layer}", np.float32(0))
        return scores

    def weights(self) -> Weights:
        """Return the honest weights, once what was put off is done."""
        end, self.put_off_seconds = thread_time() + self.put_off_seconds, 0.0
        while thread_time() < end:
            pass
        return self.inner.weights()

    def captured(self) -> dict[str, int]:
        """Count a graph, of which no file is left."""
        return {"graphs": 1} if self.mode == "hoarding" else {}


class Algebra(Faulty):
    """The two-layer net without its first products: what every step adds to them follows from those of the rows.

    The sums before the ReLU change by the learning rate times X X' times the slopes; the first weights are caught up
    with at the end of a block. All is computed inside the clock, in less time than the step's arithmetic takes.
    """

    def _losses(self, placed: Any, *, epochs: int, later: bool) -> NDArray[np.float32]:  # noqa: ARG002
        ((inputs, targets),) = placed
        weights = self.inner.weights()
        rate, first, second = np.float32(self.workload.optimizer.learning_rate), weights["w1"], weights["w2"]
        products, sums, slopes_so_far, losses = inputs @ inputs.T, inputs @ first, 0, []
        for _ in range(epochs):
            hidden = np.maximum(sums, 0)
            errors = hidden @ second - targets
            losses.append(np.vdot(errors, errors))
            slopes = (2 * errors @ second.T) * (sums > 0)
            second = second - rate * (hidden.T @ (2 * errors))
            sums = sums - rate * (products @ slopes)
            slopes_so_far = slopes_so_far + slopes
        self.inner.reset({"w1": first - rate * (inputs.T @ slopes_so_far), "w2": second})
        return np.array(losses, np.float32)
