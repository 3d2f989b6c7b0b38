"""Two clocks that go alike agree on their difference, however long a pipe takes; unseen weights come by drawing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.harness.runner.watch import DRIFT_SECONDS, CallTimes, Watch, drift_seconds
from benchmarks.plan.cells import Cell

CELLS = [Cell("two_layer_net", f"contender-{number}") for number in range(200)]
ROUNDS = 3

#: The blocks of others, a pipe on a busy machine, a block, and the pipe again.
DELAYS = np.tile([0.3, 0.008, 0.04, 0.008], (3, 1))


def calls(delays: NDArray[np.float64], *, rate: float = 1.0, offset: float = 1000.0) -> list[CallTimes]:
    """Return calls, a row of four delays each, of a worker whose clock is off by so much and goes at a rate."""
    moments = np.cumsum(delays).reshape(-1, 4)
    return [
        CallTimes(
            sent=sent, worker_received=offset + rate * received, worker_answered=offset + rate * done, answered=back
        )
        for sent, received, done, back in moments.tolist()
    ]


def test_an_honest_clock_is_never_accused_however_uneven_the_pipe() -> None:
    generator = np.random.default_rng(0)
    delays = generator.pareto(1.0, (500, 10, 4)) * 1e-3
    assert max(drift_seconds(calls(replicate)) for replicate in delays) < 1e-9


@pytest.mark.parametrize("rate", [0.5, 0.9, 1.1])
def test_a_clock_at_another_rate_is_found_through_a_slow_pipe(rate: float) -> None:
    assert drift_seconds(calls(DELAYS, rate=rate)) > DRIFT_SECONDS


def slowed_inside(cheated_seconds: float) -> Iterable[CallTimes]:
    """Yield calls of a worker whose clock loses so much in every block and goes right elsewhere."""
    lost = pairwise(cheated_seconds * np.arange(len(DELAYS) + 1))
    for call, (before, after) in zip(calls(DELAYS), lost, strict=True):
        yield CallTimes(
            sent=call.sent,
            answered=call.answered,
            worker_received=call.worker_received - before,
            worker_answered=call.worker_answered - after,
        )


def test_a_clock_that_is_slow_in_blocks_alone_is_found_once_it_lost_more_than_the_pipe_takes() -> None:
    assert drift_seconds(calls(DELAYS)) == 0
    # What two blocks lost, less both ways through the pipe.
    assert drift_seconds([*slowed_inside(0.02)]) == pytest.approx(0.02 - 0.016)


class Calls:
    """A context whose workers, all of them this process, say only whether a block from unseen weights comes first."""

    def __init__(self) -> None:
        """Have been asked nothing."""
        self.asked: list[tuple[Cell, bool]] = []
        self.roster = {cell.contender: None for cell in CELLS}
        self.workers = self

    def process_id(self, contender: object) -> int:
        """Return this process."""
        assert contender is None
        return os.getpid()

    def call(self, cell: Cell, name: str, *, unseen: bool) -> dict[str, Any]:
        """Answer at once."""
        assert name in {"block", "verify"}
        self.asked.append((cell, unseen))
        return {"clock_seconds": (perf_counter(), perf_counter())}


@pytest.mark.parametrize("rounds", [1, ROUNDS])
def test_first_processes_meet_unseen_weights_once_and_half_of_all_others_do(rounds: int) -> None:
    met = {}
    for first in (True, False):
        calls = Calls()
        watch = Watch(calls, rounds=rounds, first=first)  # type: ignore[arg-type]
        for number in range(rounds):
            for cell in CELLS:
                watch.block(cell, number)
        for cell in CELLS:
            watch.verify(cell)
        met[first] = [cell for cell, unseen in calls.asked if unseen]
    assert sorted(met[True]) == sorted(CELLS)
    assert len({*met[False]}) == len(met[False])
    # The chance of fewer or more is below one in ten million.
    assert 60 < len(met[False]) < 140
