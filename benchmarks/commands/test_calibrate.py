"""The calibration counts what it says."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.analysis.times import Comparison
from benchmarks.commands.calibrate import PLANTED, outcomes, page_name
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


def test_every_effort_quiet_or_busy_has_a_page_of_its_own() -> None:
    assert page_name("standard", busy=False) == "calibration.md"
    assert page_name("fast", busy=False) == "calibration_fast.md"
    assert page_name("fast", busy=True) == "calibration_busy_fast.md"
