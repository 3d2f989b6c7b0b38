"""What is said of several processes, on drawn runs whose times are known."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.parallel import predicted
from benchmarks.record.drawn import DrawRun, contender
from benchmarks.record.schema import Exchange
from benchmarks.stats.verdicts import Word

STRONG, WEAK = "two_layer_net_parallel", "two_layer_net_weak"
DDP = contender(
    "pytorch-ddp-2", "pytorch", "dynamic", processes=2, base="pytorch-eager", changes="training on 2 processes"
)
#: Blocks of 500 steps.
TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-ddp-2": 0.125, "tensorflow-graph": 0.15}


def analysed(draw_run: DrawRun, workload: str, **more: Any) -> WorkloadAnalysis:
    """Draw a run in which half of a step on two processes is spent on exchanging, and return what is said of it."""
    exchanged: dict[str, Any] = {
        "step_seconds": [0.0004, 0.0002, 0.0003],
        "apart_seconds": [0.00015] * 3,
    }
    lines = (
        Exchange(workload=workload, contender="pytorch-eager", processes=1, peak_bytes=[2**28]),
        Exchange(
            workload=workload,
            contender=DDP.name,
            processes=2,
            peak_bytes=[2**27, 2**26],
            bytes_per_second=8e9,
            summed_bytes=400_000,
            sent_bytes=800_000.0,
            **exchanged,
        ),
    )
    record = draw_run(
        TIMES,
        workload=workload,
        roster={DDP.name: DDP},
        cards={DDP.name: {"processes": 2}},
        cpu_share=0.9,
        more=lines,
        **more,
    )
    return Analysis(record, baseline="pytorch-eager").workload(workload)


def test_a_step_on_two_processes_is_held_against_one_process_and_against_nobody_else(draw_run: DrawRun) -> None:
    workload = analysed(draw_run, STRONG)
    assert workload.comparisons[DDP.name].verdict.word is Word.FASTER
    found = workload.times.against("tensorflow-graph")[DDP.name].verdict
    assert (found.word, found.reason) == (Word.NO_VERDICT, "processes differ: 2 and 1")
    assert DDP.name not in workload.times.forms


@pytest.mark.parametrize(("workload", "speed_up"), [(STRONG, 1.6), (WEAK, 3.2)])
def test_speed_up_is_in_rows_a_second(draw_run: DrawRun, workload: str, speed_up: float) -> None:
    (row,) = analysed(draw_run, workload).scaling
    assert row.speed_up is not None
    assert row.speed_up.estimate == pytest.approx(speed_up, rel=0.02)
    assert row.speed_up.low < speed_up < row.speed_up.high
    assert row.efficiency is not None
    assert row.efficiency.estimate == pytest.approx(speed_up / 2, rel=0.02)


def test_share_memory_and_bytes_are_what_was_measured(draw_run: DrawRun) -> None:
    (row,) = analysed(draw_run, STRONG).scaling
    assert row.exchange_share == pytest.approx(0.5)
    assert (row.peak_bytes, row.peak_bytes_alone) == (2**27, 2**28)
    assert (row.summed_bytes, row.sent_bytes) == (400_000, 800_000)


@pytest.mark.parametrize(("workload", "seconds"), [(STRONG, 0.125), (WEAK, 0.125 / 2)])
def test_a_step_of_several_batches_is_told_and_judged_by_the_batch(
    draw_run: DrawRun, workload: str, seconds: float
) -> None:
    weak = analysed(draw_run, workload)
    (row,) = weak.scaling
    assert row.step_seconds == pytest.approx(seconds / 500, rel=0.02)
    found = weak.comparisons[DDP.name]
    assert found.ratio is not None
    assert found.ratio.estimate == pytest.approx(seconds / 0.2, rel=0.02)
    assert found.verdict.word is Word.FASTER
    timed = {each.contender: each for each in weak.times.timed_rows}
    assert timed[DDP.name].step_low_seconds <= timed[DDP.name].step_seconds <= timed[DDP.name].step_high_seconds
    assert timed[DDP.name].wall_step_seconds == pytest.approx(timed[DDP.name].step_seconds)


@pytest.mark.parametrize(("workload", "exchanged"), [(STRONG, 400_000 / 8e9), (WEAK, 400_000 / 8e9 / 2)])
def test_a_step_is_foretold_by_its_share_of_the_work_and_its_bytes(
    draw_run: DrawRun, workload: str, exchanged: float
) -> None:
    (row,) = analysed(draw_run, workload).scaling
    assert row.predicted_seconds == pytest.approx(0.2 / 500 / 2 + exchanged, rel=0.02)
    assert row.predicted_seconds is not None
    assert row.miss == pytest.approx(row.predicted_seconds / row.step_seconds - 1)


def test_without_a_measured_exchange_nothing_is_foretold(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, workload=STRONG, roster={DDP.name: DDP})
    (row,) = Analysis(record, baseline="pytorch-eager").workload(STRONG).scaling
    assert (row.predicted_seconds, row.miss, row.exchange_share) == (None, None, None)
    assert row.speed_up is not None


def test_the_model_divides_the_work_and_of_several_batches_the_exchange() -> None:
    assert predicted(1.0, processes=4, batches=1, exchanged_bytes=2e9, rate=1e9) == pytest.approx(0.25 + 2)
    assert predicted(1.0, processes=4, batches=4, exchanged_bytes=2e9, rate=1e9) == pytest.approx(0.25 + 0.5)
