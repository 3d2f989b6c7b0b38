"""How numbers are written."""

import math

import pytest

from benchmarks.reports.rounding import because, brief, compared, large, overtakes, quartiles, seconds, verdict
from benchmarks.stats.breakeven import BreakEven
from benchmarks.stats.ratios import Interval, ratio_of_logs
from benchmarks.stats.verdicts import Verdict, Word, judge


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123.4, "123 s"),
        (1.0, "1.00 s"),
        (0.12345, "123 ms"),
        (0.0123456, "12.3 ms"),
        (260.4e-6, "260 us"),
        (1.234e-6, "1.23 us"),
        (5e-8, "50.0 ns"),
        (99.96, "100 s"),
        (35_123.0, "35 100 s"),
        (0.0, "0 ns"),
        (0.9996, "1 000 ms"),
        (math.nan, "-"),
    ],
)
def test_a_duration_has_three_digits_and_a_unit(value: float, text: str) -> None:
    assert seconds(value) == text


def test_a_count_has_no_zeros_behind_its_point_and_a_rate_has() -> None:
    assert (large(72e6, "B"), large(20e9, "B/s"), large(math.inf, "B/s")) == ("72 MB", "20.0 GB/s", "inf TB/s")
    assert (brief("1.50 ms"), brief("10.0 us"), brief("100 s")) == ("1.5 ms", "10 us", "100 s")


def test_quartiles_have_one_unit() -> None:
    assert quartiles((0.0009, 0.00112)) == "0.900 to 1.12 ms"


@pytest.mark.parametrize(
    ("ratio", "reach", "floor", "text"),
    [
        (1.42, 0.01, 0.0, "1.42x slower [1.39, 1.46]"),
        (1 / 1.42, 0.01, 0.0, "1.42x faster [1.39, 1.46]"),
        (1.3, 0.3, 0.0, "about 1.3x slower [0.6, 2.7], not settled: the interval is too wide for a band of 3 %"),
        (1 / 1.3, 0.3, 0.0, "about 1.3x faster [0.6, 2.7], not settled: the interval is too wide for a band of 3 %"),
        (1.07, 0.003, 0.09, "about 1.070x slower [1.062, 1.078], not settled: identical code differed by 9.0 %"),
        (1.0, 0.1, 0.0, "about the same [0.78, 1.28], not settled: the interval is too wide for a band of 3 %"),
        (1.0, 0.003, 0.0, "same within 3 % [-0.7 %, +0.7 %]"),
    ],
)
def test_a_verdict_says_who_is_slower_by_how_much_and_whether_that_is_settled(
    ratio: float, reach: float, floor: float, text: str
) -> None:
    drawn = ratio_of_logs([math.log(ratio) - reach, math.log(ratio), math.log(ratio) + reach])
    assert verdict(judge(drawn, noise_floor=floor), drawn, 0.03) == text
    short = verdict(judge(drawn, noise_floor=floor), drawn, 0.03, with_limits=False)
    assert short == text.partition(" [")[0] + ", not settled" * ("not settled" in text)


@pytest.mark.parametrize(
    ("processes", "text"),
    [
        (None, "too wide"),
        (46, "too wide; about 46 processes would do, all else equal"),
        (464, "too wide; more than 100 processes would be needed, all else equal"),
    ],
)
def test_how_many_processes_it_would_take_is_said_where_it_is_known_well(processes: int | None, text: str) -> None:
    assert because(Verdict(word=Word.NO_VERDICT, reason="too wide", processes=processes)) == text


def test_what_was_never_timed_together_or_in_one_process_alone_is_not_settled() -> None:
    assert verdict(judge(None), None, 0.03) == "not settled: they were never timed side by side"
    single = ratio_of_logs([math.log(2)])
    assert verdict(judge(single), single, 0.03) == "about 2x slower, not settled: one process gives no interval"


def test_a_ratio_is_told_in_the_direction_that_is_above_one() -> None:
    assert compared(Interval(estimate=0.5, low=0.4, high=0.8)) == "2.0x faster [1.2, 2.5]"
    assert compared(Interval(estimate=2.0, low=1.25, high=2.5)) == "2.0x slower [1.2, 2.5]"


@pytest.mark.parametrize(
    ("low", "text"),
    [(1.04, "1.4x slower [1.04, 1.8]"), (1.031, "1.4x slower [1.031, 1.8]"), (1.1, "1.4x slower [1.1, 1.8]")],
)
def test_a_lower_limit_beyond_a_band_is_written_so_that_it_shows(low: float, text: str) -> None:
    interval = Interval(estimate=1.4, low=low, high=1.8)
    assert compared(interval, beyond=1.03) == text
    assert compared(interval) == f"1.4x slower [{low:.1f}, 1.8]"


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ((12.6, 15.3, 18.5), "15.3x slower [12.6, 18.5]"),
        ((48.9, 60.9, 76.0), "61x slower [49, 76]"),
        ((145.1, 161.7, 180.2), "162x slower [145, 180]"),
        ((367_551.1, 400_322.8, 436_016.5), "400 000x slower [370 000, 440 000]"),
        ((99.95, 100.0, 100.05), "100.00x slower [99.95, 100.05]"),
        ((1.0, 20.0, math.inf), "20x slower [1.0, inf]"),
    ],
)
def test_a_large_ratio_has_no_digits_that_its_interval_does_not_support(
    limits: tuple[float, float, float], text: str
) -> None:
    low, estimate, high = limits
    assert compared(Interval(estimate=estimate, low=low, high=high)) == text


@pytest.mark.parametrize(
    ("crossing", "text"),
    [
        (BreakEven(steps=Interval(estimate=34, low=19, high=50), seconds=1.0), "after 34 steps [19, 50]"),
        (BreakEven(steps=Interval(estimate=1, low=1, high=1), seconds=1.0), "after 1 step"),
        (BreakEven(steps=Interval(estimate=1.4, low=0.6, high=2), seconds=1.0), "after 1 step [1, 2]"),
        (
            BreakEven(steps=Interval(estimate=34, low=19, high=50), seconds=1.0, loses=True),
            "ahead only until 34 steps [19, 50]",
        ),
        (
            BreakEven(steps=Interval(estimate=290_000, low=1200, high=math.inf), seconds=1.0),
            "open: not before 1 200 steps, if ever",
        ),
        (BreakEven(steps=Interval(estimate=math.inf, low=0, high=math.inf), seconds=1.0), "open"),
        (BreakEven(steps=Interval(estimate=math.inf, low=math.inf, high=math.inf), seconds=1.0), "never"),
        (BreakEven(steps=Interval(estimate=0, low=0, high=0), seconds=1.0, loses=True), "never"),
        (BreakEven(steps=Interval(estimate=0, low=0, high=18), seconds=1.0, loses=True, once=True), "never"),
        (
            BreakEven(steps=Interval(estimate=0, low=0, high=18), seconds=1.0, loses=True),
            "never, perhaps ahead for the first 18 steps",
        ),
        (BreakEven(steps=Interval(estimate=0, low=0, high=0), seconds=1.0), "ahead from the first step"),
        (
            BreakEven(steps=Interval(estimate=0.04, low=0, high=18), seconds=1.0),
            "ahead within 18 steps at most, by estimate from the first",
        ),
        (BreakEven(steps=Interval(estimate=0, low=0, high=10), seconds=1.0, once=True), "ahead from the first step"),
        (
            BreakEven(steps=Interval(estimate=0, low=0, high=10), seconds=1.0),
            "ahead within 10 steps at most, by estimate from the first",
        ),
    ],
)
def test_a_crossing_is_written_as_far_as_it_is_settled(crossing: BreakEven, text: str) -> None:
    assert overtakes(crossing) == text
