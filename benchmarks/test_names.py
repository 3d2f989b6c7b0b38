"""A name that went over to another form is never read as that form: old records speak of whom they measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.commands.compare import MISSING
from benchmarks.commands.parser import main
from benchmarks.plan.places import RESULTS
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, draw
from benchmarks.record.files import SAMPLES
from benchmarks.record.schema import PitfallSample
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.markdown import markdown
from impls.contenders import FRAMEWORKS, contenders, framework, name_today

TIMES = {"numpy": 0.010, "pytorch-eager": 0.020, "pytorch-compile": 0.015}
#: The contender as records of before declare it, and one that is it but for one thing.
FORMER = {
    declared.name: declared
    for declared in (
        contender("pytorch-compile", "pytorch", "static", mode="compile"),
        contender("pytorch-compile-step", "pytorch", "static", mode="compile-step", base="pytorch-compile"),
    )
}
#: As they declare it since.
PRESENT = {"pytorch-compile": contender("pytorch-compile", "pytorch", "static", mode="compile-train")}


def test_an_older_record_is_read_by_the_names_of_today(draw_run: DrawRun) -> None:
    times = {**TIMES, "pytorch-compile-step": 0.010}
    record = draw_run(times, roster=FORMER, settings={"baseline": "pytorch-compile"})
    assert record.roster["pytorch-compile-func-step"].base == "pytorch-compile-func"
    assert Analysis(record).baseline == "pytorch-compile-func"
    assert {*Analysis(record).workload(WORKLOAD).times.timed} == {
        *("numpy", "pytorch-eager", "pytorch-compile-func", "pytorch-compile-func-step")
    }
    said = markdown(page(Analysis(record)), folder="results")
    assert "pytorch-compile-func was called pytorch-compile" in said
    assert "| pytorch-compile " not in said


def test_a_mistake_made_with_an_older_form_is_told_of_that_form(draw_run: DrawRun) -> None:
    sample = PitfallSample(
        workload=WORKLOAD,
        contender="compiling-in-clock",
        replicate=0,
        round=0,
        version="honest",
        role="subject",
        player="pytorch-compile",
        value=1.0,
    )
    (line,) = draw_run(TIMES, roster=FORMER, more=(sample,)).of(PitfallSample)
    assert (line.contender, line.player) == ("compiling-in-clock", "pytorch-compile-func")


def test_a_record_of_today_keeps_its_names(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, roster=PRESENT)
    assert "pytorch-compile" in record.roster
    assert "was called" not in markdown(page(Analysis(record)), folder="results")


@pytest.fixture
def compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Return a function that holds drawn run b against a through the gate: its exit status, and what it says."""

    def call() -> tuple[int, str]:
        status = main(["compare", "a", "b", f"--results={tmp_path}", "--gate"])
        said = capsys.readouterr()
        return status, " ".join((said.out + said.err).split())

    return call


def test_the_new_form_is_not_held_against_the_one_that_had_its_name(
    tmp_path: Path, compare: Callable[..., tuple[int, str]]
) -> None:
    draw(tmp_path / "runs", name="a", times=TIMES, roster=FORMER)
    draw(tmp_path / "runs", name="b", times={**TIMES, "pytorch-compile": 0.030}, roster=PRESENT, seed=1)
    status, said = compare()
    assert status == MISSING
    assert "regression" not in said
    assert f"{WORKLOAD} pytorch-compile-func: not measured" in said
    assert f"New in the second run; in the first {WORKLOAD} pytorch-compile: not measured" in said


def test_a_name_that_went_over_unsaid_is_found_by_its_mode(
    tmp_path: Path, compare: Callable[..., tuple[int, str]]
) -> None:
    other = {"pytorch-compile": contender("pytorch-compile", "pytorch", "static", mode="yet another")}
    draw(tmp_path / "runs", name="a", times=TIMES, roster=PRESENT)
    draw(tmp_path / "runs", name="b", times={**TIMES, "pytorch-compile": 0.030}, roster=other, seed=1)
    status, said = compare()
    assert status == MISSING
    assert "regression" not in said
    assert "pytorch-compile: its name stands for another form there" in said


def test_no_mode_that_had_another_name_is_used_again() -> None:
    for folder in FRAMEWORKS:
        modes = {declared.mode for declared in framework(folder).contenders}
        assert not modes & {mode for _, mode in framework(folder).renamed}


@pytest.mark.parametrize("file", sorted((RESULTS / "runs").glob(f"*/{SAMPLES}")), ids=lambda file: file.parent.name)
def test_whom_a_published_record_names_as_today_ran_the_mode_of_today(file: Path) -> None:
    with file.open(encoding="utf-8") as lines:
        roster = json.loads(next(lines))["roster"]
    today = contenders()
    for name, declared in roster.items():
        told = contender(name, declared["framework"], declared["graph"], mode=declared["mode"])
        now = name_today(told)
        assert now != name or now not in today or today[now].mode == declared["mode"], name
