"""The articles' claim has a direction: a difference the other way round is none that they saw."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.analysis.accuracy import GridAccuracy
from benchmarks.plan.questions import GRID
from benchmarks.reports.claims import Answer, Settled
from benchmarks.reports.claims.initial_weights import CLAIM

ROSTER = {"one": SimpleNamespace(framework="pytorch"), "other": SimpleNamespace(framework="tensorflow")}


def row(weights: str, vocabulary: str, contender: str, mean: float, spread: float = 0.0) -> GridAccuracy:
    return GridAccuracy(
        weights=weights,
        vocabulary=vocabulary,
        contender=contender,
        mean=mean,
        lowest=mean - spread / 2,
        highest=mean + spread / 2,
        seeds=3,
        seconds=1.0,
    )


def settled(one: tuple[float, float], other: tuple[float, float], spread: float = 0.0) -> Settled:
    """Return what is said where each reaches these with the one kind of weights and with the other."""
    grid = [
        row(weights, vocabulary, name, means[weights == "standard_normal"], spread)
        for weights, vocabulary in GRID.values()
        for name, means in (("one", one), ("other", other))
    ]
    analysis: Any = SimpleNamespace(grid=grid, record=SimpleNamespace(roster=ROSTER))
    said = CLAIM.settle(analysis)
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0.91, 0.91), (0.75, 0.75), Answer.CONFIRMED),
        ((0.75, 0.75), (0.91, 0.91), Answer.REFUTED),
        ((0.91, 0.75), (0.92, 0.74), Answer.REFUTED),
        ((0.91, 0.91), (0.75, 0.91), Answer.OPEN),
        ((0.91, 0.75), (0.75, 0.60), Answer.OPEN),
    ],
)
def test_the_claim_is_about_who_is_better(
    one: tuple[float, float], other: tuple[float, float], expected: Answer
) -> None:
    assert settled(one, other).answer is expected


@pytest.mark.parametrize(("spread", "expected"), [(0.07, Answer.REFUTED), (0.3, Answer.OPEN)])
def test_what_weights_make_stands_beside_what_seeds_make_of_single_runs(spread: float, expected: Answer) -> None:
    said = settled((0.91, 0.75), (0.915, 0.74), spread)
    assert said.answer is expected
    assert "the means of PyTorch and TensorFlow over 3 seeds differ by 1.0 points at most, with other" in said.evidence
    assert "other weights each framework's, averaged over vocabularies, by 16.0 to 17.5; single runs" in said.evidence
    assert f"in their seed alone are up to {100 * spread:.1f} points apart" in said.evidence


def test_where_one_of_both_is_missing_nothing_is_settled() -> None:
    grid = [row(weights, vocabulary, "one", 0.9) for weights, vocabulary in GRID.values()]
    analysis: Any = SimpleNamespace(grid=grid, record=SimpleNamespace(roster=ROSTER))
    assert CLAIM.settle(analysis) is None
