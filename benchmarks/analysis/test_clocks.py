"""Which clock results rest on: the wall's, unless contenders waited for a processor, and what else is billed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.clocks import (
    OTHERS_SHARE,
    READY_SHARE,
    leaves_out_waiting,
    lost_seconds,
    lost_shares,
    others_shares,
)
from benchmarks.analysis.times import Times
from benchmarks.record.drawn import WORKLOAD, DrawRun
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Line
from benchmarks.stats.verdicts import Word

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.22, "tensorflow-eager": 0.21}


def block(
    *,
    wall: float,
    cpu: float,
    waited: float | None,
    longest: float | None = None,
    foreign: float | None = None,
    stolen: float | None = None,
) -> Block:
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
        foreign_seconds=foreign,
        stolen_seconds=stolen,
        start_residual_seconds=0.0,
        end_residual_seconds=0.0,
        traces=0,
        final_loss=None,
        loss_error=None,
    )


def times_of(record: Record) -> Times:
    return Analysis(record, band=0.03).workload(WORKLOAD).times


BUSY = 1.0


@pytest.mark.parametrize(
    ("held", "threads", "others", "lost"),
    [
        (block(wall=3.0, cpu=1.0, waited=2.0), 1, BUSY, 2.0),
        # It slept for a second, too, which is its own affair.
        (block(wall=4.0, cpu=1.0, waited=2.0), 1, BUSY, 2.0),
        # One thread waited while the other one computed: nothing was lost.
        (block(wall=2.0, cpu=2.0, waited=1.5), 1, BUSY, 0.0),
        # Threads that hand on to each other wait in turn.
        (block(wall=3.0, cpu=1.0, waited=2.0, longest=1.2), 1, BUSY, 2.0),
        # Two threads that wait at once hold up each other once.
        (block(wall=3.0, cpu=2.0, waited=4.0, longest=2.0), 2, BUSY, 2.0),
        # Others can have held up two threads for no longer than they computed: the rest was its own.
        (block(wall=3.0, cpu=2.0, waited=4.0, longest=2.0), 2, 0.25, 0.75),
        # So little are ticks.
        (block(wall=3.0, cpu=2.0, waited=4.0, longest=2.0), 2, OTHERS_SHARE, 0.0),
        # With one thread to compute in, too: whoever asks and whoever computes may take turns on one processor.
        (block(wall=3.0, cpu=1.0, waited=2.0), 1, 0.0, 0.0),
        (block(wall=3.0, cpu=1.0, waited=2.0), 1, None, 2.0),
        (block(wall=3.0, cpu=1.0, waited=2.0), 2, None, None),
        (block(wall=3.0, cpu=1.0, waited=None), 1, BUSY, None),
        (block(wall=3.0, cpu=1.0, waited=None), 2, BUSY, None),
    ],
)
def test_only_waiting_for_a_processor_is_lost_and_never_what_was_computed(
    held: Block, threads: int, others: float | None, lost: float | None
) -> None:
    assert lost_seconds(held, threads, others) == (None if lost is None else pytest.approx(lost))


def test_what_others_had_is_told_by_the_middle_contender_and_no_single_one_makes_a_neighbour() -> None:
    quiet = [block(wall=1.0, cpu=1.0, waited=0.0, foreign=0.02), block(wall=1.0, cpu=1.0, waited=0.0, foreign=0.0)]
    seeming = [block(wall=1.0, cpu=0.7, waited=0.2, foreign=0.3)]
    assert others_shares({"a": quiet, "b": quiet, "c": seeming}) == {0: pytest.approx(0.01)}
    stolen = [block(wall=2.0, cpu=1.0, waited=1.0, foreign=0.5, stolen=0.5)]
    assert others_shares({"a": stolen}) == {0: pytest.approx(0.5)}
    assert others_shares({"a": quiet, "b": [block(wall=1.0, cpu=1.0, waited=0.0)]}) == {}


def test_the_wall_stays_below_the_threshold_on_a_device_of_its_own_and_where_a_block_does_not_say() -> None:
    assert leaves_out_waiting({"a": 0.0, "b": 2 * READY_SHARE}, device="cpu")
    assert not leaves_out_waiting({"a": READY_SHARE / 2}, device="cpu")
    assert not leaves_out_waiting({"b": 0.5}, device="gpu")
    assert not leaves_out_waiting(
        lost_shares({"a": [block(wall=2.0, cpu=1.0, waited=None)]}, threads={"a": 1}, others={}), device="cpu"
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


@pytest.mark.parametrize("threads", [1, 2])
def test_who_waits_for_its_own_threads_is_billed_for_that(draw_run: DrawRun, threads: int) -> None:
    """``pytorch-compile`` waits for a thread of its own a third of the time, and the machine is quiet."""
    drawn = draw_run(TIMES, settings={"threads": threads})

    def alone(line: Line) -> Line:
        if not isinstance(line, Block) or line.contender != "pytorch-compile":
            return line
        waited = 0.35 * line.block_seconds
        # What others had is what ticks show on a quiet machine.
        return replace(
            line,
            cpu_seconds=0.6 * line.block_seconds,
            ready_wait_seconds=waited,
            longest_ready_wait_seconds=waited,
            foreign_seconds=0.01,
        )

    found = Analysis(Record([alone(line) for line in drawn.lines], drawn.file), band=0.03).workload(WORKLOAD)
    assert not found.times.leaves_out_waiting
    assert found.times.step_seconds == times_of(drawn).step_seconds
    assert found.times.lost_shares is not None
    assert not any(found.times.lost_shares.values())


def test_what_neighbours_took_of_several_threads_is_left_out_and_no_more_than_they_had(draw_run: DrawRun) -> None:
    quiet = draw_run(TIMES, settings={"threads": 2}, spread=1e-4)

    def beside(line: Line, waited: float) -> Line:
        """Return a block that took half as long again, as others had that much, and waited so many times as long."""
        if not isinstance(line, Block):
            return line
        taken = 0.5 * line.block_seconds
        return replace(
            line,
            block_seconds=line.block_seconds + taken,
            ready_wait_seconds=2 * waited * taken,
            longest_ready_wait_seconds=waited * taken,
            foreign_seconds=taken,
        )

    for waited in (1.0, 1.9):
        lines = [beside(line, waited) for line in quiet.lines]
        found = Analysis(Record(lines, quiet.file), band=0.03).workload(WORKLOAD)
        assert found.times.leaves_out_waiting
        assert found.times.step_seconds == pytest.approx(times_of(quiet).step_seconds)
        assert found.times.lost_shares is not None
        assert max(found.times.lost_shares.values()) == pytest.approx(1 / 3, rel=0.01)
