"""Equivalence and time to accuracy."""

import math

import pytest

from benchmarks.stats.accuracy import equivalence, time_to_accuracy

BASELINE = [0.90, 0.92, 0.94, 0.93, 0.91]


def test_accuracies_that_agree_per_seed_are_equivalent_however_far_the_seeds_are_apart() -> None:
    found = equivalence([a + d for a, d in zip(BASELINE, (0.001, -0.002, 0, 0.001, 0), strict=True)], BASELINE)
    assert found.word == "equivalent"
    assert found.difference.estimate == pytest.approx(0, abs=1e-3)


def test_a_difference_of_three_points_is_a_difference() -> None:
    spread = (0.030, 0.031, 0.029, 0.030, 0.032)
    assert equivalence([a + d for a, d in zip(BASELINE, spread, strict=True)], BASELINE).word == "different"


def test_too_few_or_too_different_seeds_give_no_verdict() -> None:
    assert equivalence([0.9], [0.9]).word == "no verdict"
    assert equivalence([0.95, 0.85, 0.95, 0.85, 0.93], BASELINE).word == "no verdict"


def test_best_and_worst_are_dropped() -> None:
    found = time_to_accuracy([(1, 10), (2, 20), (3, 30), (4, 40), (100, 1000)])
    assert (found.seconds, found.steps, found.seeds, found.missed) == (3, 30, 5, 0)


def test_a_seed_that_never_arrives_counts_as_slowest() -> None:
    found = time_to_accuracy([(1, 10), None, (3, 30), (2, 20), (4, 40)])
    assert (found.seconds, found.missed) == (3, 1)


def test_two_seeds_that_never_arrive_leave_no_mean() -> None:
    found = time_to_accuracy([(1, 10), None, None, (2, 20), (4, 40)])
    assert math.isnan(found.seconds)
    assert found.missed == 2


def test_two_seeds_are_too_few_to_drop_any() -> None:
    assert math.isnan(time_to_accuracy([(1, 10), (2, 20)]).seconds)
