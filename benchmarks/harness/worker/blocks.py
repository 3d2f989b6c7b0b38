"""The timed blocks of a workload under test: warm-up, blocks, and the verification after the last one."""

from __future__ import annotations

import gc
import math
import secrets
from dataclasses import asdict
from statistics import median_low
from time import perf_counter_ns, process_time
from typing import Any

from benchmarks.harness.worker.card import card
from benchmarks.harness.worker.clock import BlockError, Timing, now_seconds, time_block
from benchmarks.harness.worker.outside import (
    Spent,
    check_resets,
    check_rests,
    family_cpu_seconds,
    least_cpu_seconds,
    spent,
)
from benchmarks.harness.worker.parity import array_problems, check_losses
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.scores import ScoreCheck
from benchmarks.harness.worker.subject import Subject
from benchmarks.harness.worker.verification import TimedBlock, check_deferred, check_trained, check_unseen
from impls.interface import Weights
from impls.weights import initial_weights

#: CUDA graphs record in their third call.
FEWEST_WARM_STEPS = 3
#: A warm-up ends after about so many seconds.
WARM_SECONDS = 1.0


class BlockTimer:
    """Times blocks of a subject."""

    def __init__(self, subject: Subject, reference: Reference) -> None:
        """Take the subject, and the reference that every block is held against.

        ``timings``, ``resets`` and ``rests`` are of this process's blocks so far, those from unseen weights among the
        resets; ``found`` is what else the card says of them.
        """
        self.subject = subject
        self.reference = reference
        self.warm_up_steps = 0
        self.timings: list[Timing] = []
        self.resets: list[float] = []
        self.rests: list[Spent] = []
        self.found: dict[str, float] = {}
        self._left: tuple[float, float] | None = None
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

    def block(self, *, unseen: bool) -> dict[str, Any]:
        """Time one block from the initial weights and check it against the reference's losses.

        Args:
            unseen: whether a block from weights that nobody has seen before comes first, called in the same manner: who
                remembers results is slow there, and can't tell which of both will count.

        Raises:
            BlockError: the device was still busy, something was traced, or the losses are wrong or remembered.
        """
        rest = self._rest()
        first = self._unseen() if unseen else None
        traces = self.subject.implementation.traces()
        known = self._known()
        new_traces = self.subject.implementation.traces() - traces
        losses, timing = known
        if new_traces:
            raise BlockError("something was traced or compiled inside the clock")
        error, failures = check_losses(losses, self.losses, self.floors)
        failures = (*array_problems(losses), *failures)
        if failures:
            raise BlockError(f"a timed block's {failures[0]}")
        self.timings.append(timing)
        reset_cpu_seconds = self.resets[-1]
        self._check_unseen(first, known)
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
        if first is not None:
            self.found["unseen_ratio"] = check_unseen(
                first, known, train_unseen=self._unseen, train_known=self._known, waits=self._waits
            )

    def leave(self) -> None:
        """Let the process's rest begin: until its next call it has nothing to do."""
        self._left = now_seconds(), family_cpu_seconds()

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
        subject = self.subject
        trained, deferred = self._deferred()
        check_trained(trained, self.reference, subject.initial, steps=subject.block_steps)
        block_seconds = median_low(timing.block_seconds for timing in self.timings)
        copying = least_cpu_seconds(lambda: [array.copy() for array in subject.initial.values()])
        check_resets(self.resets, copying, parameters=len(subject.initial), block_seconds=block_seconds)
        check_rests(self.rests)
        if subject.workload.training_epochs:
            check = ScoreCheck(subject.workload, subject.dataset)
            self.found["score_error"] = check.check_predictions(subject.implementation, trained)
        return (
            self.found
            | {"deferred_seconds": deferred}
            | card(
                subject.workload,
                subject.module,
                initial=subject.initial,
                trained=trained,
                batches=subject.batches,
                steps=subject.block_steps,
                warm_up=self.warm_up_steps,
            )
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
        return self._train_from(self.subject.initial)

    def _unseen(self) -> TimedBlock:
        return self._train_from(initial_weights(self.subject.workload, seed=secrets.randbits(32)))

    def _train_from(self, weights: Weights) -> TimedBlock:
        """Reset to weights, synchronise, and time a block; what the reset took of the processor is kept."""
        cpu_start = process_time()
        self.subject.implementation.reset(weights)
        self.subject.module.synchronize()
        self.resets.append(process_time() - cpu_start)
        return time_block(self.subject.module, self.subject.train_block)

    def _deferred(self) -> tuple[Weights, float]:
        """Return the weights as the last block left them, and the seconds that were put off until they were asked for.

        The first of all tries is about a timed block.
        """
        asked: list[Weights] = []

        def ask() -> Spent:
            return spent(lambda: asked.append(self.subject.implementation.weights()))

        deferred = check_deferred(ask, lambda: self._known()[1], self.timings[-1], waits=self._waits)
        return asked[0], deferred
