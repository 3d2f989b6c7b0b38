"""What float32 can't tell of a class that is all but certain lies between the reference's doubles."""

from __future__ import annotations

import numpy as np
import pytest

from impls.reference.losses import cross_entropy
from impls.reference.training import DOUBT

TARGETS = np.array([0])
#: Two roundoffs of a probability to either side.
REACH = 4 * 2.0**-24


def own_slope(scores: np.ndarray, doubt: float = 0.0) -> float:
    return float(cross_entropy(scores, TARGETS, doubt=doubt)[1][0, 0])


@pytest.mark.parametrize("margin", [0.0, 1.0, 4.0, 8.0, 12.0, 14.0, 15.0, 16.0, 16.5, 17.0, 18.0, 24.0, 80.0])
def test_the_derivative_by_a_certain_class_is_between_the_doubles(margin: float) -> None:
    scores = np.array([[margin, 0.25, -0.5]])
    low, high = sorted(own_slope(scores, doubt) for doubt in DOUBT.values() if doubt)
    exact, rounded = own_slope(scores), own_slope(scores.astype(np.float32))
    assert low <= rounded <= high
    assert low <= exact <= high <= 0
    # Of a class that is far from certain they say what the reference says, to float32's rounding.
    assert high - low <= REACH
    assert high - low == pytest.approx(min(REACH, -2 * exact))
