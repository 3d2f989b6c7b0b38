"""Which clock results rest on: the wall's, unless contenders waited for a processor, and what else is billed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.clocks import READY_SHARE, leaves_out_waiting, lost_seconds, lost_shares
from benchmarks.analysis.times import Times
from benchmarks.record.drawn import WORKLOAD, DrawRun
from benchmarks.record.record import Record
from benchmarks.record.schema import Block
from benchmarks.stats.verdicts import Word

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.22, "tensorflow-eager": 0.21}


def block(*, wall: float, cpu: float, waited: float | None, longest: float | None = None) -> Block:
    return Block(
        workload=WORKLOAD,
        contender="numpy",
        replicate=0,
        round=0,
        place=0,
        block_seconds=wall,
        cpu_seconds=cpu,
        ready_wait_seconds=waited,
        longest_ready_wait_seconds=waited if longest is None else longest,
        start_residual_seconds=0.0,
        end_residual_seconds=0.0,
        traces=0,
        final_loss=None,
        loss_error=None,
    )


def times_of(record: Record) -> Times:
    return Analysis(record, band=0.03).workload(WORKLOAD).times


@pytest.mark.parametrize(
    ("held", "threads", "lost"),
    [
        (block(wall=3.0, cpu=1.0, waited=2.0), 1, 2.0),
        # It slept for a second, too, which is its own affair.
        (block(wall=4.0, cpu=1.0, waited=2.0), 1, 2.0),
        # One thread waited while the other one computed: nothing was lost.
        (block(wall=2.0, cpu=2.0, waited=1.5), 1, 0.0),
        # Threads that hand on to each other wait in turn.
        (block(wall=3.0, cpu=1.0, waited=2.0, longest=1.2), 1, 2.0),
        # Two threads that wait at once hold up each other once.
        (block(wall=3.0, cpu=2.0, waited=4.0, longest=2.0), 2, 2.0),
        (block(wall=3.0, cpu=1.0, waited=None), 1, None),
    ],
)
def test_only_waiting_for_a_processor_is_lost_and_never_what_was_computed(
    held: Block, threads: int, lost: float | None
) -> None:
    assert lost_seconds(held, threads) == lost


def test_the_wall_stays_below_the_threshold_on_a_device_of_its_own_and_where_a_block_does_not_say() -> None:
    assert leaves_out_waiting({"a": 0.0, "b": 2 * READY_SHARE}, device="cpu")
    assert not leaves_out_waiting({"a": READY_SHARE / 2}, device="cpu")
    assert not leaves_out_waiting({"b": 0.5}, device="gpu")
    assert not leaves_out_waiting(
        lost_shares({"a": [block(wall=2.0, cpu=1.0, waited=None)]}, threads={"a": 1}), device="cpu"
    )


def test_contenders_that_waited_get_their_verdicts_by_the_clock_that_leaves_it_out(draw_run: DrawRun) -> None:
    busy = draw_run(TIMES, waiting=1.0)
    times = times_of(busy)
    assert times.leaves_out_waiting
    quiet = times_of(draw_run(TIMES, name="quiet"))
    assert not quiet.leaves_out_waiting
    assert times.step_seconds == pytest.approx(quiet.step_seconds, rel=0.02)
    row = next(row for row in times.rows if row.contender == "pytorch-eager")
    assert row.wall_step_seconds > 1.3 * row.step_seconds
    assert times.against("pytorch-eager")["pytorch-compile"].verdict.word is Word.SLOWER
    silent = [replace(line, ready_wait_seconds=None) if isinstance(line, Block) else line for line in busy.lines]
    by_the_wall = times_of(Record(silent, busy.file))
    assert not by_the_wall.leaves_out_waiting
    assert by_the_wall.against("pytorch-eager")["pytorch-compile"].verdict.word is Word.NO_VERDICT
