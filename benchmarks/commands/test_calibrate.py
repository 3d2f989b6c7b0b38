"""The calibration counts what it says, and goes on where it was broken off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.calibration import PLANTED, outcomes
from benchmarks.analysis.times import Comparison
from benchmarks.commands.calibrate import RACES, page_name
from benchmarks.commands.parser import main
from benchmarks.plan.places import RESULTS
from benchmarks.record.drawn import DrawRun
from benchmarks.reports.pages.calibration import page_of
from benchmarks.reports.render.markdown import markdown
from benchmarks.stats.ratios import ratio_of_logs
from benchmarks.stats.verdicts import Verdict, Word


def cell(mode: str, number: int, ratio: float, word: Word) -> Comparison:
    return Comparison(
        contender=f"{mode}-{number}",
        baseline="honest",
        ratio=replace(ratio_of_logs([0.0, 0.0]), estimate=ratio),
        verdict=Verdict(word=word),
        flags=(),
    )


PERFECT = [cell(planted.mode, number, planted.ratio, planted.right) for planted in PLANTED for number in range(20)]


def passed(cells: list[Comparison], *, effort: str = "standard", busy: bool = False) -> list[bool]:
    return [outcome.passed for outcome in outcomes(cells, effort=effort, busy=busy)]


def test_a_perfect_method_passes_and_no_cells_pass_nothing() -> None:
    assert all(passed(PERFECT))
    assert not any(passed([]))


def test_identical_code_that_is_called_different_too_often_misses_its_bar() -> None:
    wrong = [cell("honest", 20 + number, 1.1, Word.SLOWER) for number in range(2)]
    assert passed([*PERFECT, *wrong]) == [False, True, True, True]


def test_identical_code_without_a_verdict_is_not_wrong() -> None:
    assert all(passed([*PERFECT, *[cell("honest", 20, 1.0, Word.NO_VERDICT)] * 20]))


def test_a_planted_quarter_that_is_measured_inexactly_misses_its_bar() -> None:
    off = [cell("plus-25-percent", number, 1.29, Word.SLOWER) for number in range(20)]
    others = [comparison for comparison in PERFECT if "25" not in comparison.contender]
    assert passed([*others, *off]) == [True, True, True, False]


def test_the_default_effort_need_not_find_what_standard_must_and_a_busy_machine_need_not_be_exact() -> None:
    missed = [cell("plus-5-percent", 20 + number, 1.05, Word.NO_VERDICT) for number in range(20)]
    assert passed([*PERFECT, *missed]) == [True, False, True, True]
    assert all(passed([*PERFECT, *missed], effort="fast"))
    off = [cell("plus-25-percent", 20 + number, 1.4, Word.SLOWER) for number in range(20)]
    assert passed([*PERFECT, *off]) == [True, True, True, False]
    assert all(passed([*PERFECT, *off], busy=True))


def test_intervals_with_the_true_ratio_in_them_are_counted_where_it_is_known() -> None:
    wide = replace(ratio_of_logs([0.0, 0.0]), estimate=1.1, low=1.0, high=1.2)
    cells = [replace(one, ratio=wide) for one in PERFECT]
    assert [outcome.covered for outcome in outcomes(cells, effort="fast", busy=False)] == [20, 20, 20, 0]
    assert [outcome.covered for outcome in outcomes(cells, effort="fast", busy=True)] == [20, None, None, None]


def test_a_page_begins_with_whether_the_method_holds_and_names_the_bar_that_it_misses(draw_run: DrawRun) -> None:
    analysis = Analysis(draw_run({"numpy": 0.1}, name="race", command="benchmarks calibrate"))
    wrong = [cell("honest", 20 + number, 1.1, Word.SLOWER) for number in range(2)]
    for cells, begins in (
        (PERFECT, "The method keeps all its bars here: of 20 cells of identical code 0 were called different, +5"),
        (
            [*PERFECT, *wrong],
            "The method misses its bar for identical code: of 22 cells of identical code 2 were",
        ),
    ):
        page = markdown(page_of(outcomes(cells, effort="standard", busy=False), [analysis], busy=False))
        assert page.split("\n")[2].startswith(begins)


def test_every_effort_quiet_or_busy_has_a_page_of_its_own() -> None:
    assert page_name("standard", busy=False) == "calibration.md"
    assert page_name("fast", busy=False) == "calibration_fast.md"
    assert page_name("fast", busy=True) == "calibration_busy_fast.md"


def test_a_calibration_goes_on_from_the_races_that_there_are(
    draw_run: DrawRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(RACES):
        draw_run({"numpy": 0.1}, name=f"race-{number}", seed=number, command="benchmarks calibrate")
    added = [argument for number in range(RACES) for argument in ("--add", str(tmp_path / f"race-{number}"))]
    main(["calibrate", "--results", str(tmp_path), *added])
    page = (tmp_path / page_name("standard", busy=False)).read_text(encoding="utf-8")
    assert capsys.readouterr().out == page
    assert "race-0, race-1, race-2, race-3, race-4" in page


@pytest.mark.parametrize(("effort", "busy"), [("fast", False), ("standard", False), ("standard", True)])
def test_the_committed_pages_are_what_their_races_give(tmp_path: Path, effort: str, *, busy: bool) -> None:
    name = page_name(effort, busy=busy)
    committed = (RESULTS / name).read_text(encoding="utf-8")
    races = committed.partition("- all records: ")[2].partition("\n")[0].split(", ")
    added = [argument for race in races for argument in ("--add", str(RESULTS / "runs" / race))]
    assert main(["calibrate", "--effort", effort, *["--busy"] * busy, "--results", str(tmp_path), *added]) == 0
    assert (tmp_path / name).read_text(encoding="utf-8") == committed


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("pytest", "is no finished race of a calibration"),
        ("benchmarks calibrate --busy", "was raced on a busy machine at effort standard"),
    ],
)
def test_a_run_that_belongs_to_no_calibration_is_refused_in_a_sentence(
    draw_run: DrawRun, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, said: str
) -> None:
    draw_run({"numpy": 0.1}, name="other", command=command)
    assert main(["calibrate", "--results", str(tmp_path), "--add", str(tmp_path / "other")]) == 2
    assert said in capsys.readouterr().err


def test_no_race_counts_twice(draw_run: DrawRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw_run({"numpy": 0.1}, name="once", command="benchmarks calibrate")
    twice = ["--add", str(tmp_path / "once")] * 2
    assert main(["calibrate", "--results", str(tmp_path), *twice]) == 2
    assert "is added twice" in capsys.readouterr().err
