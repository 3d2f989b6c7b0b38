"""The timed blocks of a workload under test: warm-up, blocks, and the verification after the last one."""

from __future__ import annotations

import gc
import math
from dataclasses import asdict
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.card import card
from benchmarks.harness.worker.clock import BlockError, time_block
from benchmarks.harness.worker.parity import check_losses
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.subject import Subject
from benchmarks.harness.worker.verification import check_trained, check_unseen
from impls.weights import initial_weights

#: CUDA graphs record in their third call.
FEWEST_WARM_STEPS = 3
#: A warm-up ends after about so many seconds.
WARM_SECONDS = 1.0


class BlockTimer:
    """Times blocks of a subject."""

    def __init__(self, subject: Subject, reference: Reference) -> None:
        """Take the subject, and the reference that every block is held against."""
        self.subject = subject
        self.reference = reference
        self.warm_up_steps = 0
        self.fastest_seconds = math.inf
        losses, floors = reference.losses(subject.workload.loss_floor)
        self.losses, self.floors = losses[: subject.block_steps], floors[: subject.block_steps]

    def warm_up(self) -> dict[str, float]:
        """Take as many steps as a block on the first batch, or a second's worth, three at least; settle the collector.

        Where batches differ in shape, passes over a block take the place of the first batch.

        The collector is off as it is inside a block: what a block leaves to it makes memory grow, and the first time
        that costs far more than ever after.

        Returns:
            The number of steps, and the seconds that a block will take by them.
        """
        self.subject.implementation.reset(self.subject.initial)
        size = self.subject.first_batches
        fewest = math.ceil(FEWEST_WARM_STEPS / size)
        gc.disable()
        seconds = self._warm(fewest)
        passes, left = fewest, self.subject.block_steps // size - fewest
        more = min(left, int(WARM_SECONDS * fewest / seconds))
        if more > 0:
            seconds, passes = self._warm(more), more
        gc.enable()
        self.subject.first_batch = None
        self.warm_up_steps = (fewest + max(0, more)) * size
        gc.collect()
        gc.freeze()
        expected = seconds * self.subject.block_steps / (passes * size)
        return {"warm_up_steps": self.warm_up_steps, "expected_block_seconds": expected}

    def _warm(self, passes: int) -> float:
        start = perf_counter_ns()
        self.subject.implementation.train(self.subject.first_batch, epochs=passes)
        return (perf_counter_ns() - start) / 1e9

    def block(self) -> dict[str, Any]:
        """Time one block from the initial weights and check it against the reference's losses.

        Raises:
            BlockError: the device was still busy, something was traced, or the losses are wrong.
        """
        self.subject.implementation.reset(self.subject.initial)
        traces = self.subject.implementation.traces()
        losses, timing = time_block(self.subject.module, self.subject.train_block)
        new_traces = self.subject.implementation.traces() - traces
        if new_traces:
            raise BlockError("something was traced or compiled inside the clock")
        error, failures = check_losses(losses, self.losses, self.floors)
        if failures:
            raise BlockError(f"a timed block's {failures[0]}")
        self.fastest_seconds = min(self.fastest_seconds, timing.block_seconds)
        return {**asdict(timing), "traces": new_traces, "final_loss": float(losses[-1]), "loss_error": error}

    def verify(self, *, unseen: bool) -> dict[str, Any]:
        """Check that the last timed block's work was done, and fill in the fairness card.

        Args:
            unseen: whether to train a block from other weights too, which unmasks cached results.

        Raises:
            BlockError: it wasn't.
        """
        trained = self.subject.implementation.weights()
        check_trained(trained, self.reference, self.subject.initial, steps=self.subject.block_steps)
        if unseen:
            check_unseen(self._train_unseen, self._train_known, self.losses, fastest_seconds=self.fastest_seconds)
        return card(
            self.subject.workload,
            self.subject.module,
            initial=self.subject.initial,
            trained=trained,
            batches=self.subject.batches,
            steps=self.subject.block_steps,
            warm_up=self.warm_up_steps,
        )

    def _train_unseen(self, number: int) -> NDArray[np.float32]:
        seed = self.subject.seed + 1 + number
        return self.subject.train_block_from(initial_weights(self.subject.workload, seed=seed))

    def _train_known(self) -> NDArray[np.float32]:
        return self.subject.train_block_from(self.subject.initial)
