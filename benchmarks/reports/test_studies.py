"""What a page says of a study: who is far behind, how sure its intervals are, and what its columns mean."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.sweep import OWN_SIZE
from benchmarks.plan.questions import AGAIN
from benchmarks.record.drawn import WORKLOAD, DrawRun, study
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Latency, Line, Sample
from benchmarks.reports.document import plain
from benchmarks.reports.pages.heading import facts
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections import studies

CASE: dict[str, Any] = {"workload": "inference", "net": "text_classifier", "case": "batch of 1"}
WAYS = {"recording": 2e-3, "no_grad": 1e-3}


def drawn(draw_run: DrawRun, ways: dict[str, float], *more: Line) -> Analysis:
    record = draw_run(
        {},
        name=f"of-{len(ways)}",
        more=(*(study(CASE["workload"], CASE["net"], CASE["case"], ways) if ways else ()), *more),
    )
    return Analysis(Record([line for line in record.lines if not isinstance(line, Block)], record.file))


def latencies(contender: str, name: str, p50: float, calls: int = 60) -> list[Latency]:
    """Return what single calls of a way took in two processes, the second of which made one call more."""
    times: dict[str, Any] = {"p50_seconds": p50, "p95_seconds": 2 * p50, "p99_seconds": 3 * p50}
    return [
        Latency(**CASE, contender=contender, name=name, replicate=replicate, calls=calls + replicate, **times)
        for replicate in range(2)
    ]


@pytest.mark.parametrize(("p50", "told"), [(1.02e-3, True), (1.4e-3, False)])
def test_where_single_calls_do_not_part_whom_the_turns_do_both_are_said(
    draw_run: DrawRun, p50: float, *, told: bool
) -> None:
    other = study(CASE["workload"], CASE["net"], CASE["case"], {"graph": 1.4e-3}, framework="tensorflow")
    single = [*latencies("pytorch", "no_grad", 1e-3), *latencies("tensorflow", "graph", p50)]
    (said,) = studies.headlines(drawn(draw_run, WAYS, *other, *single), "inference")
    assert "TensorFlow's best, graph, is 1.4" in said
    assert ("don't part them: PyTorch 1.00 ms (no_grad), TensorFlow 1.02 ms (graph)." in said) is told


def test_every_frameworks_way_far_behind_its_best_is_named_and_the_plain_way_is_not(draw_run: DrawRun) -> None:
    other = study(
        CASE["workload"], CASE["net"], CASE["case"], {"plain": 1, "far": 0.5, "graph": 3e-3}, framework="tensorflow"
    )
    (said,) = studies.headlines(drawn(draw_run, {**WAYS, "predict": 0.06}, *other), "inference")
    assert said.endswith(" More than 50 times its framework's best: PyTorch predict, 60.1 ms; TensorFlow far, 501 ms.")


@pytest.mark.parametrize(
    ("slow", "end"), [(0.06, " More than 50 times its framework's best: PyTorch predict, 60.1 ms."), (0.04, ".")]
)
def test_a_way_far_behind_its_frameworks_best_is_named_with_why(draw_run: DrawRun, slow: float, end: str) -> None:
    (said,) = studies.headlines(drawn(draw_run, {**WAYS, "predict": slow}), "inference")
    assert said.endswith(end)
    assert ("predict" in said) is (slow > 0.05)


def test_how_many_intervals_are_expected_to_miss_and_how_far_identical_code_was_are_said(draw_run: DrawRun) -> None:
    said = studies.certainty(drawn(draw_run, {**WAYS, "compile": 3e-3}), "inference")
    assert said.startswith("The tables have 2 intervals of 95 % over processes: about 0.1 of them are expected to miss")
    assert "clear the band of 3 %, its estimate the noise floor of its case" in said
    assert said.endswith("in the median, by 0.0 % at most (pytorch, text_classifier, batch of 1).")


def test_without_a_repeat_no_noise_floor_is_said_and_without_an_interval_nothing(draw_run: DrawRun) -> None:
    record = drawn(draw_run, WAYS).record
    once = [line for line in record.lines if not (isinstance(line, Sample) and line.name.endswith(AGAIN))]
    assert studies.certainty(Analysis(Record(once, record.file)), "inference").endswith("clear the band of 3 %.")
    assert studies.certainty(drawn(draw_run, {"recording": 2e-3}), "inference") == ""


@pytest.mark.parametrize(
    ("calls", "shown"),
    [(59, ["1.00 ms", "-", "-"]), (60, ["1.00 ms", "2.00 ms", "-"]), (300, ["1.00 ms", "2.00 ms", "3.00 ms"])],
)
def test_a_percentile_with_too_few_calls_behind_it_is_not_shown(
    draw_run: DrawRun, calls: int, shown: list[str]
) -> None:
    analysis = drawn(draw_run, WAYS, *latencies("pytorch", "no_grad", 1e-3, calls))
    table = studies.table(analysis.study("inference").ways, band=0.03).set_index("way")
    assert [*table.loc["no_grad", ["p50", "p95", "p99"]]] == shown
    assert "single calls one after another, apart from the turns, each the median over" in markdown(page(analysis))


def test_what_a_way_took_to_be_made_is_explained(draw_run: DrawRun) -> None:
    text = markdown(page(drawn(draw_run, WAYS)))
    assert "*Built in* is what it took to make the way, *first call* its first call; a way may use what" in text
    assert "single calls" not in text


def test_how_often_each_was_timed_is_told_by_what_a_page_measured(draw_run: DrawRun) -> None:
    def effort(record: Record) -> str:
        return plain(facts(record)["effort"])

    race = effort(draw_run({"numpy": 0.1}, name="race", workload=WORKLOAD, processes=4))
    assert race.endswith(", with each workload stands what it did; fresh processes a contender, at least: 4")
    sweep = effort(draw_run({"numpy": 0.1}, name="sweep", workload=OWN_SIZE, processes=1))
    assert sweep.partition("; ")[2] == "fresh processes a contender and size of the sweep, at least: 1"
    ways = effort(drawn(draw_run, WAYS).record)
    assert ways.partition("; ")[2] == "fresh processes a framework of inference, at least: 5"
    assert ";" not in effort(drawn(draw_run, {}).record)
