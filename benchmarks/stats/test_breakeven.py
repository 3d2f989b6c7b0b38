"""Where two trainings cross."""

import math

import pytest

from benchmarks.stats.breakeven import NEVER, State, break_even
from benchmarks.stats.ratios import Interval


def exactly(value: float) -> Interval:
    return Interval(estimate=value, low=value, high=value)


def about(value: float, reach: float) -> Interval:
    return Interval(estimate=value, low=value - reach, high=value + reach)


def test_a_start_ten_seconds_longer_pays_after_the_steps_that_save_ten_seconds() -> None:
    found = break_even(exactly(10), 2.0, exactly(0.5), 0.1)
    assert found.steps.estimate == pytest.approx(200)
    assert found.seconds == pytest.approx(2 + 200 * 0.1)
    assert not found.loses


def test_the_limits_combine_the_limits_of_start_and_ratio() -> None:
    found = break_even(about(10, 1), 0.0, about(0.5, 0.1), 0.1).steps
    assert found.low == pytest.approx(9 / 0.06)
    assert found.high == pytest.approx(11 / 0.04)


def test_a_ratio_whose_interval_reaches_one_may_never_pay() -> None:
    assert break_even(exactly(10), 0.0, about(0.95, 0.1), 0.1).steps.high == NEVER


def test_slower_steps_after_a_longer_start_never_pay() -> None:
    found = break_even(exactly(10), 0.0, exactly(1.2), 0.1)
    assert (found.steps.estimate, found.seconds) == (NEVER, NEVER)


def test_faster_steps_after_a_shorter_start_lead_from_the_first() -> None:
    assert break_even(exactly(-1), 0.0, exactly(0.8), 0.1).steps.estimate == 0


def test_slower_steps_after_a_shorter_start_lead_for_a_while() -> None:
    found = break_even(about(-1, 0.1), 3.0, about(1.5, 0.1), 0.1)
    assert found.loses
    assert found.steps.estimate == pytest.approx(20)
    assert found.steps.low < 20 < found.steps.high


def test_a_start_measured_once_leaves_the_ratio_its_limits() -> None:
    once = Interval(estimate=10, low=math.nan, high=math.nan)
    found = break_even(once, 0.0, about(0.5, 0.1), 0.1)
    assert found.steps.low < found.steps.estimate < found.steps.high
    assert found.once
    assert not break_even(exactly(10), 0.0, about(0.5, 0.1), 0.1).once


def test_a_proven_slower_form_may_be_ahead_as_long_as_its_start_may_be_shorter() -> None:
    found = break_even(about(1, 2), 0.0, about(1.2, 0.1), 0.1)
    assert (found.steps.estimate, found.steps.low) == (0, 0)
    assert found.steps.high == pytest.approx(1 / 0.01)


@pytest.mark.parametrize(
    ("start", "ratio", "settled", "state"),
    [
        (exactly(10), about(0.5, 0.1), True, State.PAYS),
        (exactly(10), about(0.5, 0.1), False, State.OPEN),
        (exactly(10), about(0.97, 0.05), False, State.OPEN),
        (exactly(10), exactly(1.02), False, State.OPEN),
        (exactly(10), about(1.2, 0.1), True, State.NEVER),
        # The step is proven slower, the start isn't proven apart, or as long to the digit.
        (about(1, 2), about(1.2, 0.1), True, State.NEVER),
        (about(1, 1), about(1.2, 0.1), True, State.NEVER),
        (exactly(0), about(1.2, 0.1), True, State.NEVER),
        (about(-0.01, 2), about(1.2, 0.1), True, State.NEVER),
        (about(1, 2), about(1.2, 0.1), False, State.OPEN),
        (Interval(estimate=1, low=math.nan, high=math.nan), about(1.2, 0.1), True, State.NEVER),
        (exactly(-1), about(0.8, 0.1), True, State.AHEAD),
        # It leads before the first step is over.
        (about(0.002, 0.5), about(0.5, 0.1), True, State.AHEAD),
        (about(0.06, 0.5), about(0.5, 0.1), True, State.PAYS),
        (exactly(-1), about(1.5, 0.1), True, State.LOSES),
        (exactly(-1), about(1.5, 0.6), False, State.OPEN),
        (exactly(10), Interval(estimate=0.5, low=math.nan, high=math.nan), False, State.OPEN),
    ],
)
def test_a_crossing_is_open_where_the_step_has_no_verdict(
    start: Interval, ratio: Interval, *, settled: bool, state: State
) -> None:
    assert break_even(start, 1.0, ratio, 0.1, settled=settled).state is state
