"""Ceilings are the best that any framework reached, and steps are held against them."""

from __future__ import annotations

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.resources import arithmetic_shares, ceilings_of
from benchmarks.record.drawn import STEPS, WORKLOAD, DrawRun, contender
from benchmarks.record.schema import Ceilings as CeilingsLine
from benchmarks.record.schema import Memory
from benchmarks.stats.roofline import Ceilings

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}
REACHED = (
    CeilingsLine(framework="pytorch", matmul_flop_per_second=3e12, copy_bytes_per_second=1e10),
    CeilingsLine(framework="tensorflow", matmul_flop_per_second=2e12, copy_bytes_per_second=5e10),
)


def test_the_machines_ceilings_are_the_largest_whoever_reaches_them(draw_run: DrawRun) -> None:
    assert ceilings_of(draw_run(TIMES, more=REACHED)) == Ceilings(flop_per_second=3e12, bytes_per_second=5e10)
    # Without any measurement there are none.
    assert ceilings_of(draw_run(TIMES, name="none")) is None


def test_every_timed_contender_is_placed_and_has_its_last_memory(draw_run: DrawRun) -> None:
    held = [
        Memory(workload=WORKLOAD, contender="numpy", baseline_bytes=0, peak_bytes=peak_bytes, device_peak_bytes=None)
        for peak_bytes in (1, 2)
    ]
    workload = Analysis(draw_run(TIMES, more=(*REACHED, *held), spread=1e-4)).workload(WORKLOAD)
    rows = {row.contender: row for row in workload.resources}
    assert list(rows) == ["numpy", "pytorch-eager"]
    placement = rows["pytorch-eager"].placement
    assert placement is not None
    assert placement.flop_per_second == pytest.approx(workload.work.flop / (0.2 / STEPS), rel=0.01)
    assert [row.peak_bytes for row in rows.values()] == [2, None]
    unplaced = Analysis(draw_run(TIMES, name="none")).workload(WORKLOAD)
    assert [row.placement for row in unplaced.resources] == [None, None]
    assert unplaced.update_floor is None


def test_who_has_more_threads_than_the_ceilings_is_not_placed_under_them(draw_run: DrawRun) -> None:
    twin = contender("pytorch-eager-all-threads", "pytorch", "dynamic", base="pytorch-eager", threads=2)
    record = draw_run({**TIMES, twin.name: 0.1}, roster={twin.name: twin}, more=REACHED)
    workload = Analysis(record).workload(WORKLOAD)
    placed = {row.contender: row.placement is not None for row in workload.resources}
    assert placed == {"numpy": True, "pytorch-eager": True, twin.name: False}
    shares = arithmetic_shares(workload.times, workload.work, workload.run.ceilings)
    assert shares[twin.name] == pytest.approx(shares["pytorch-eager"], rel=0.03)


def test_sparse_inputs_leave_the_update_of_all_weights(draw_run: DrawRun) -> None:
    sparse = "text_classifier_sparse"
    record = draw_run(TIMES, workload=sparse, data={"nonzeros_per_row": 50.0}, more=REACHED)
    floor, work = Analysis(record).workload(sparse).update_floor, Analysis(record).workload(sparse).work
    assert floor is not None
    assert floor.seconds == floor.moved_bytes / 5e10
    assert 0 < floor.moved_bytes < work.moved_bytes
    fewer = draw_run(TIMES, workload=sparse, data={"nonzeros_per_row": 25.0}, name="fewer")
    assert Analysis(fewer).workload(sparse).work.flop < work.flop
