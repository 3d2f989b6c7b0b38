"""The timed blocks of a workload under test: warm-up, blocks, and the verification after the last one."""

from __future__ import annotations

import gc
import math
from dataclasses import asdict
from time import perf_counter_ns, process_time_ns
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

#: A pilot takes one step, and then as many as fit so many seconds.
PILOT_SECONDS = 0.1


def pilot(subject: Subject, *, device: str) -> dict[str, float]:
    """Take a few steps on the first batch, from which follows how long a block is; nothing is checked.

    Returns:
        The ``step_seconds`` of wall time, and of them the ``working_seconds``: on a CPU no more than the processor's,
        since a busy machine would make steps look long, and blocks too short.
    """

    def seconds_of(steps: int) -> tuple[float, float]:
        cpu_start, start = process_time_ns(), perf_counter_ns()
        subject.implementation.train(subject.first_batch, epochs=steps)
        return (perf_counter_ns() - start) / 1e9, (process_time_ns() - cpu_start) / 1e9

    subject.implementation.reset(subject.initial)
    steps, (wall, cpu) = 1, seconds_of(1)
    fitting = int(PILOT_SECONDS / wall)
    if fitting > 1:
        steps, (wall, cpu) = fitting, seconds_of(fitting)
    working = min(wall, cpu) if device == "cpu" else wall
    return {"step_seconds": wall / steps, "working_seconds": working / steps}


class BlockTimer:
    """Times blocks of a subject."""

    def __init__(self, subject: Subject, reference: Reference) -> None:
        """Take the subject, and the reference that every block is held against."""
        self.subject = subject
        self.reference = reference
        self.warm_up_steps = 0
        self.fastest_seconds = math.inf
        losses, floors = reference.losses(subject.workload.loss_floor)
        # The proof of a short workload goes on beyond its whole, to the last checkpoint.
        self.whole_losses, self.whole_floors = losses[: subject.whole_steps], floors[: subject.whole_steps]
        self.losses, self.floors = (array[: subject.block_steps] for array in (self.whole_losses, self.whole_floors))

    def warm_up(self) -> dict[str, float]:
        """Train a block like every timed one and check its losses, then settle the collector.

        The collector is off as it is inside a timed block: what a block leaves to it makes memory grow, and the first
        time that costs far more than ever after.

        Returns:
            The number of steps, and the seconds that they took.

        Raises:
            BlockError: the losses are wrong.
        """
        self.subject.implementation.reset(self.subject.initial)
        gc.disable()
        start = perf_counter_ns()
        losses = self.subject.train_block()
        seconds = (perf_counter_ns() - start) / 1e9
        gc.enable()
        self._check(losses, "the warm-up")
        gc.collect()
        gc.freeze()
        self.warm_up_steps = self.subject.block_steps
        return {"warm_up_steps": self.warm_up_steps, "expected_block_seconds": seconds}

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
        error = self._check(losses, "a timed block")
        self.fastest_seconds = min(self.fastest_seconds, timing.block_seconds)
        return {**asdict(timing), "traces": new_traces, "final_loss": float(losses[-1]), "loss_error": error}

    def _check(self, losses: NDArray[np.float32], whose: str) -> float:
        error, failures = check_losses(losses, self.losses, self.floors)
        if failures:
            raise BlockError(f"{whose}'s {failures[0]}")
        return error

    def whole(self) -> dict[str, Any]:
        """Time the whole once, of which a block is the beginning, on the single batch that is placed.

        Raises:
            BlockError: the device was still busy, or the losses are wrong.
        """
        self.subject.implementation.reset(self.subject.initial)
        losses, timing = time_block(self.subject.module, self.subject.train_whole)
        error, failures = check_losses(losses, self.whole_losses, self.whole_floors)
        if failures:
            raise BlockError(f"the whole's {failures[0]}")
        return {
            "steps": self.subject.whole_steps,
            "block_seconds": timing.block_seconds,
            "cpu_seconds": timing.cpu_seconds,
            "ready_wait_seconds": timing.ready_wait_seconds,
            "longest_ready_wait_seconds": timing.longest_ready_wait_seconds,
            "loss_error": error,
        }

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
