"""Pages are counted by what was measured; contenders that shared too few processors get no verdict."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.analysis.absences import is_answered
from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.cells import Cell, cells_of
from benchmarks.plan.questions import GRID, roster
from benchmarks.plan.settings import EFFORTS
from benchmarks.record.drawn import WORKLOAD, DrawRun, study, training
from benchmarks.record.schema import Failure
from benchmarks.reports.pages.heading import warnings
from benchmarks.reports.pages.page import page
from benchmarks.reports.pages.terminal_tables import tables
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.render.terminal import text
from benchmarks.stats.verdicts import Word

TIMES = {"numpy": 0.010, "pytorch-eager": 0.020, "tensorflow-graph": 0.015}
BRIDGE = study("bridge", "text_classifier", "one array", {"copy": 0.01, "view": 0.001})


def absent(workload: str, contender: str, status: str = "not run", reason: str = "torch is not installed") -> Failure:
    known: dict[str, Any] = {"workload": workload, "contender": contender, "status": status, "reason": reason}
    return Failure(**known)


@pytest.mark.parametrize("page_name", ["inference", "numpy_bridge", "debuggability"])
def test_a_page_of_absences_alone_is_not_answered(page_name: str, draw_run: DrawRun) -> None:
    cells = cells_of(page_name, EFFORTS["standard"])
    lines = tuple(absent(cell.workload, cell.contender) for cell in cells)
    assert not is_answered(draw_run(TIMES, roster=roster(), more=lines), cells)


def test_a_workload_that_the_control_alone_ran_is_not_answered(draw_run: DrawRun) -> None:
    cells = {Cell(WORKLOAD, name) for name in TIMES}
    alone = tuple(absent(WORKLOAD, name) for name in TIMES if name != "numpy")
    assert not is_answered(draw_run(TIMES, name="alone", more=alone), cells)
    assert is_answered(draw_run(TIMES, name="all", more=alone[:1]), cells)


def test_a_pair_of_the_grid_that_nobody_trained_costs_the_races_of_its_page_nothing(draw_run: DrawRun) -> None:
    first, *others = GRID
    cells = {Cell(WORKLOAD, "pytorch-eager"), *(Cell(pair, "pytorch-eager") for pair in GRID)}
    failed = [absent(pair, "pytorch-eager", "failed", "failed the parity gate") for pair in others]
    trained = training(first, "pytorch-eager", [0.9])
    assert is_answered(draw_run(TIMES, name="a pair", more=(trained, *failed)), cells)
    nobody = absent(first, "pytorch-eager", "failed", "failed the parity gate")
    assert not is_answered(draw_run(TIMES, name="none", more=(nobody, *failed)), cells)


def test_a_study_without_one_framework_is_answered_and_says_who_is_missing_and_why(draw_run: DrawRun) -> None:
    lines = (*BRIDGE, absent("bridge", "tensorflow", "failed", "the worker died"))
    record = draw_run(TIMES, roster=roster(), more=lines)
    assert is_answered(record, {Cell("bridge", "pytorch"), Cell("bridge", "tensorflow")})
    said = "bridge, tensorflow: failed: the worker died"
    assert f"- {said}" in markdown(page(Analysis(record)))
    assert said in " ".join(text(tables(Analysis(record))).split())


CROWDED = ({"usable_cores": 1}, {"usable_cores": 8, "container_cores_limit": 1.5})


@pytest.mark.parametrize("machine", CROWDED)
def test_more_threads_than_processors_head_the_page_and_get_no_verdict(
    machine: dict[str, float], draw_run: DrawRun
) -> None:
    analysis = Analysis(draw_run(TIMES, settings={"threads": 2}, machine=machine, more=BRIDGE, roster=roster()))
    words = [comparison.verdict for comparison in analysis.workload(WORKLOAD).comparisons.values()]
    words += [way.verdict for way in analysis.study("bridge").ways if way.verdict]
    assert {verdict.word for verdict in words} == {Word.NO_VERDICT}
    assert {verdict.reason for verdict in words} == {words[0].reason}
    assert words[0].reason.startswith("contenders had 2 threads, and 1")
    assert words[0].reason in warnings(analysis.record)[0]


def test_as_many_threads_as_processors_are_judged(draw_run: DrawRun) -> None:
    analysis = Analysis(draw_run(TIMES, settings={"threads": 2}, machine={"usable_cores": 2}))
    assert Word.FASTER in {one.verdict.word for one in analysis.workload(WORKLOAD).comparisons.values()}
