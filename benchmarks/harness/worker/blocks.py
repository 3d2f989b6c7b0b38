"""The timed blocks of a workload under test: warm-up, blocks, and the verification after the last one."""

from __future__ import annotations

import gc
import secrets
from dataclasses import asdict
from statistics import median_low
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.card import card
from benchmarks.harness.worker.clock import BlockError, Timing, now_seconds, time_block
from benchmarks.harness.worker.outside import (
    Spent,
    check_resets,
    check_rests,
    family_cpu_seconds,
    least_cpu_seconds,
    make_ready,
    spent,
    waking_seconds,
)
from benchmarks.harness.worker.parity import array_problems, check_losses
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.scores import ScoreCheck
from benchmarks.harness.worker.subject import Subject
from benchmarks.harness.worker.verification import TimedBlock, check_deferred, check_trained, check_unseen, known_ratio
from impls.interface import Weights
from impls.weights import initial_weights

#: How complaints name it.
WHOLE = "the whole"


class BlockTimer:
    """Times blocks of a subject."""

    def __init__(self, subject: Subject, reference: Reference, *, processes: int = 1) -> None:
        """Take the subject, the reference that every block is held against, and the processes.

        ``timings``, ``resets`` and ``rests`` are of this process's blocks so far, those from unseen weights among the
        resets; ``wakings`` are copies of the weights that the harness makes before each; ``found`` is what else the
        card says of them.
        """
        self.subject = subject
        self.reference = reference
        self.processes = processes
        self.warm_up_steps = 0
        self.timings: list[Timing] = []
        self.wakings: list[Spent] = []
        self.resets: list[Spent] = []
        self.rests: list[Spent] = []
        self.found: dict[str, float | None] = {}
        #: The known block that was compared with one from unseen weights.
        self._compared: Timing | None = None
        self._left: tuple[float, float] | None = None
        #: Whether what was trained last began from the weights that the reference begins from.
        self._knows = True
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

    def block(self, *, unseen: bool) -> dict[str, Any]:
        """Time one block from the initial weights and check it against the reference's losses.

        Args:
            unseen: whether a block from weights that nobody has seen before comes first, called in the same manner: who
                remembers results is slow there, and can't tell which of both will count.

        Raises:
            BlockError: the device was still busy, something was traced, or the losses are wrong or remembered.
        """
        rest = self._rest()
        traces = self.subject.implementation.traces()
        first = self._unseen() if unseen else None
        known = self._known()
        new_traces = self.subject.implementation.traces() - traces
        losses, timing = known
        if new_traces:
            raise BlockError("something was traced or compiled inside the clock")
        error = self._check(losses, "a timed block")
        reset_cpu_seconds = self.resets[-1].cpu_seconds
        self._check_unseen(first, known)
        self.timings.append(timing)
        return {
            **asdict(timing),
            "traces": new_traces,
            "final_loss": float(losses[-1]),
            "loss_error": error,
            "reset_cpu_seconds": reset_cpu_seconds,
            "rest_seconds": rest and rest.wall_seconds,
            "rest_cpu_seconds": rest and rest.cpu_seconds,
        }

    def _check_unseen(self, first: TimedBlock | None, known: TimedBlock) -> None:
        """Compare a block from unseen weights with the known one after it; what is trained last is a known one."""
        if first is not None:
            self._compared = known[1]
            self.found["unseen_ratio"] = check_unseen(
                first,
                known,
                train_unseen=self._unseen,
                train_known=self._known,
                waits=self._waits,
                earlier=self.timings,
            )
        if not self._knows:
            self._known()

    def leave(self) -> None:
        """Let the process's rest begin: until its next call it has nothing to do."""
        self._left = now_seconds(), family_cpu_seconds()

    def _check(self, losses: NDArray[np.float32], whose: str) -> float:
        """Return the largest error of a block's losses, or of the whole's; raise BlockError if they are wrong."""
        whole = whose == WHOLE
        expected, floors = (self.whole_losses, self.whole_floors) if whole else (self.losses, self.floors)
        error, failures = check_losses(losses, expected, floors)
        failures = (*array_problems(losses), *failures)
        if failures:
            raise BlockError(f"{whose}'s {failures[0]}")
        return error

    def whole(self) -> list[dict[str, Any]]:
        """Time a block and then the whole, of which it is the beginning, on the single batch that is placed.

        Side by side, so that a neighbour who comes or goes is told from steps that take longer later on.

        Raises:
            BlockError: the device was still busy, or the losses are wrong.
        """
        block = self._known()
        self.subject.implementation.reset(self.subject.initial)
        whole = time_block(self.subject.module, self.subject.train_whole, further=self.subject.further)
        return [self._part(block, "the block before the whole"), self._part(whole, WHOLE)]

    def _part(self, timed: TimedBlock, whose: str) -> dict[str, Any]:
        losses, timing = timed
        error = self._check(losses, whose)
        return {
            "steps": len(losses),
            "block_seconds": timing.block_seconds,
            "cpu_seconds": timing.cpu_seconds,
            "ready_wait_seconds": timing.ready_wait_seconds,
            "longest_ready_wait_seconds": timing.longest_ready_wait_seconds,
            "loss_error": error,
        }

    def verify(self, *, unseen: bool) -> dict[str, Any]:
        """Check what the timed blocks left behind and what was done outside the clock, and fill in the fairness card.

        Args:
            unseen: whether a block from weights that nobody has seen comes first, since none came before a timed one.

        Raises:
            BlockError: the last block's work wasn't done, or work was done where no clock saw it.
        """
        self._rest()
        if unseen:
            self._check_unseen(self._unseen(), self._known())
        if self._compared:
            self.found["known_ratio"] = known_ratio(self._compared, self.timings, waits=self._waits)
        subject = self.subject
        trained, deferred = self._deferred()
        check_trained(trained, self.reference, subject.initial, steps=subject.block_steps)
        block_seconds = median_low(timing.block_seconds for timing in self.timings)
        copying = least_cpu_seconds(lambda: [array.copy() for array in subject.initial.values()])
        waking = waking_seconds(self.wakings, least_cpu_seconds(lambda: make_ready(subject.initial)))
        check_resets(
            self.resets,
            copying,
            parameters=len(subject.initial),
            copied_bytes=sum(array.nbytes for array in subject.initial.values()),
            block_seconds=block_seconds,
            waking_seconds=waking,
            processes=self.processes,
        )
        check_rests(self.rests)
        if subject.workload.training_epochs:
            # The blocks are over; scores need a batch of their own beside everybody else's.
            subject.forget_batches()
            check = ScoreCheck(subject.workload, subject.dataset)
            self.found["score_error"] = check.check_predictions(subject.implementation, trained)
        return (
            self.found
            | {"deferred_seconds": deferred, "waking_seconds": waking}
            | card(
                subject.workload,
                subject.module,
                initial=subject.initial,
                trained=trained,
                batches=subject.batches,
                steps=subject.block_steps,
                warm_up=self.warm_up_steps,
            )
            | {"processes": self.processes}
        )

    @property
    def _waits(self) -> bool:
        """Whether the process may wait for a device while it has nothing to compute itself."""
        return self.subject.device != "cpu"

    def _rest(self) -> Spent | None:
        """Return what this process and its children spent since it was left, and keep it; None where it wasn't."""
        if self._left is None:
            return None
        (wall, cpu), self._left = self._left, None
        rest = Spent(wall_seconds=now_seconds() - wall, cpu_seconds=max(0.0, family_cpu_seconds() - cpu))
        self.rests.append(rest)
        return rest

    def _known(self) -> TimedBlock:
        self._knows = True
        return self._train_from(self.subject.initial)

    def _unseen(self) -> TimedBlock:
        self._knows = False
        return self._train_from(initial_weights(self.subject.workload, seed=secrets.randbits(32)))

    def _train_from(self, weights: Weights) -> TimedBlock:
        """Reset to weights, synchronise, and time a block; what the reset took of the processor is kept."""

        def take() -> None:
            self.subject.implementation.reset(weights)
            self.subject.module.synchronize()

        self.wakings.append(spent(lambda: make_ready(self.subject.initial)))
        self.resets.append(self.subject.spent(take))
        return time_block(self.subject.module, self.subject.train_block, further=self.subject.further)

    def _deferred(self) -> tuple[Weights, float]:
        """Return the weights as the last block left them, and the seconds that were put off until they were asked for.

        The first of all tries is about a timed block.
        """
        asked: list[Weights] = []

        def ask() -> Spent:
            make_ready(self.subject.initial)
            # What a block has left to the collector is nothing that the weights wait for.
            gc.disable()
            try:
                return spent(lambda: asked.append(self.subject.implementation.weights()))
            finally:
                gc.enable()

        deferred = check_deferred(ask, lambda: self._known()[1], self.timings[-1], waits=self._waits)
        return asked[0], deferred
