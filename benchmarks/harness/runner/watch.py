"""What the harness sees of timed blocks from outside, where no contender can change what is read."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from time import perf_counter
from typing import Any, TypeAlias

from benchmarks.harness.machine.processor import affinity, niceness
from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.process import WorkerError
from benchmarks.plan.cells import Cell

#: By how much two clocks may seem to go astray from each other. Honest ones don't at all, however busy the machine.
DRIFT_SECONDS = 1e-3

#: Of further processes, the share in which a contender meets weights that it has never seen.
AUDITED_SHARE = 0.5

#: The processors that a process may use, and how nice it is to others; None where the system doesn't say.
Scheduling: TypeAlias = tuple[list[int] | None, int | None]


@dataclass(frozen=True, kw_only=True)
class CallTimes:
    """When a call was sent and answered by the harness's clock, and received and answered by the worker's; seconds."""

    sent: float
    answered: float
    worker_received: float
    worker_answered: float


def drift_seconds(calls: Sequence[CallTimes]) -> float:
    """Return how far at least a worker's clock went astray from the harness's over its calls; 0 for not at all.

    A call is received after it was sent, and its answer arrives after it was given. So the difference between both
    clocks lies between what either end of a call shows, whatever the pipe takes, and if no one difference lies within
    the limits of all calls, it has changed (Marzullo and Owicki, Maintaining the Time in a Distributed System, 1983).
    """
    highest = min(call.answered - call.worker_answered for call in calls)
    lowest = max(call.sent - call.worker_received for call in calls)
    return max(0.0, lowest - highest)


class Watch:
    """Watches the timed blocks of one replicate of a workload.

    It times every call by its own clock, draws the round in which contenders meet weights that they have never seen
    (all of them in a workload's first processes, later each by the toss of a coin), and looks once into the midst of a
    block at what the scheduler says of the process: one that is pinned or reniced inside its blocks alone shows it to
    nobody else.
    """

    def __init__(self, context: RunContext, *, rounds: int, first: bool) -> None:
        """Watch workers of a run over so many rounds, which may be the workload's first."""
        self._context, self.rounds, self._first = context, rounds, first
        # Nobody has anything to remember in the first round; a single one is followed by the weights not seen before.
        self._unseen_round = random.randrange(1, rounds) if rounds > 1 else None  # noqa: S311  no secret
        self._calls: dict[Cell, list[CallTimes]] = defaultdict(list)
        self._inside: dict[Cell, Scheduling] = {}

    def block(self, cell: Cell, number: int) -> dict[str, Any]:
        """Let the cell's worker time a block of this round, and return its answer.

        Raises:
            WorkerError: the call failed, or the process was scheduled otherwise inside the block than outside.
        """
        process = self._context.workers.process_id(self._context.roster[cell.contender])
        outside, seen = _scheduling(process), list[Scheduling]()
        known = [call.answered - call.sent for call in self._calls[cell]]
        # Half of the call is within the block for whoever has more to compute than to copy.
        halfway = threading.Timer(median_low(known or [0.0]) / 2, lambda: seen.append(_scheduling(process)))
        if known:
            halfway.start()
        try:
            answer = self._timed(cell, "block", unseen=number == self._unseen_round and self._audits())
        finally:
            halfway.cancel()
        for inside in seen:
            self._inside[cell] = inside
            if inside != outside:
                raise WorkerError(
                    f"inside a block it ran on processors {inside[0]} at niceness {inside[1]}, outside on {outside[0]} "
                    f"at {outside[1]}"
                )
        return answer

    def verify(self, cell: Cell) -> dict[str, Any]:
        """Let the cell's worker verify its blocks, and return its card with what was seen from outside.

        Raises:
            WorkerError: the call failed, or the worker's clock went astray.
        """
        card = self._timed(cell, "verify", unseen=self._unseen_round is None and self._audits())
        drift = drift_seconds(self._calls[cell])
        if drift > DRIFT_SECONDS:
            raise WorkerError(
                f"its clock went astray from the harness's by {drift:.1e} s over its blocks (allowed "
                f"{DRIFT_SECONDS:.0e} s): its times are not to be trusted"
            )
        processors, nice = self._inside.get(cell, (None, None))
        return card | {"affinity_inside": processors, "nice_inside": nice, "clock_drift_seconds": drift}

    def _audits(self) -> bool:
        """Whether a contender meets weights that it has never seen in this process, which costs a block."""
        return self._first or random.random() < AUDITED_SHARE  # noqa: S311  no secret

    def _timed(self, cell: Cell, name: str, **arguments: Any) -> dict[str, Any]:
        """Call the cell's worker, and keep the times of both clocks."""
        sent = perf_counter()
        answer: dict[str, Any] = self._context.call(cell, name, **arguments)
        answered = perf_counter()
        received, given = answer.pop("clock_seconds")
        self._calls[cell].append(
            CallTimes(sent=sent, answered=answered, worker_received=received, worker_answered=given)
        )
        return answer


def _scheduling(process: int) -> Scheduling:
    return affinity(process), niceness(process)
