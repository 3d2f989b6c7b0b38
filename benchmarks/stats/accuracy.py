"""Do two contenders reach the same accuracy, and how long do they take to reach a given one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.stats.ratios import Interval, mean_interval

#: Accuracies within so much of each other are equivalent.
MARGIN = 0.01
#: Two one-sided tests at 5 % are one 90 % interval (Schuirmann, J. Pharmacokin. Biopharm. 15, 1987).
EQUIVALENCE_CONFIDENCE = 0.90
#: The test accuracy whose reaching is timed: one that most seeds don't reach in their first epoch, or it would be the
#: time of an epoch. After the first epoch the records of 21 November 2026 are at 0.93 on average, and later ones wander
#: about it; 0.94 was reached in the first epoch by 2 of 5 seeds, by the third epoch by 4.
TARGET = 0.94


@dataclass(frozen=True, kw_only=True)
class Equivalence:
    """The mean difference of paired accuracies with its 90 % interval, and what it says."""

    difference: Interval
    word: str


def equivalence(accuracies: Sequence[float], baseline: Sequence[float], *, margin: float = MARGIN) -> Equivalence:
    """Compare accuracies of the same seeds, in the same order, by two one-sided tests.

    Returns:
        ``equivalent`` if the interval lies within the margin, ``different`` if it lies outside it, else ``no verdict``.
    """
    differences = np.subtract(accuracies, baseline)
    found = mean_interval([float(value) for value in differences], EQUIVALENCE_CONFIDENCE)
    if found.low >= -margin and found.high <= margin:
        word = "equivalent"
    elif found.low > margin or found.high < -margin:
        word = "different"
    else:
        word = "no verdict"
    return Equivalence(difference=found, word=word)


@dataclass(frozen=True, kw_only=True)
class TimeToAccuracy:
    """Means over the seeds that are left when the fastest and the slowest are dropped; NaN where too few are left.

    Attributes:
        seconds, steps: until the target was reached, seconds of training only.
        seeds: how many were trained.
        missed: how many of them never reached the target; a miss counts as slowest.
    """

    seconds: float
    steps: float
    seeds: int
    missed: int


#: Fewer seeds than this leave nothing to drop the best and the worst of.
FEWEST_SEEDS = 3


def time_to_accuracy(reached: Sequence[tuple[float, float] | None]) -> TimeToAccuracy:
    """Summarise (seconds, steps) until the target, one a seed, None where it was never reached.

    The fastest and the slowest seed are dropped, as MLPerf Training does (Mattson et al., arXiv:1910.01500).
    """
    missed = sum(found is None for found in reached)
    ordered = sorted(reached, key=lambda found: np.inf if found is None else found[0])
    left = ordered[1:-1] if len(ordered) >= FEWEST_SEEDS else []
    kept = [found for found in left if found is not None]
    if not kept or len(kept) < len(left):
        return TimeToAccuracy(seconds=np.nan, steps=np.nan, seeds=len(reached), missed=missed)
    seconds, steps = np.mean(kept, axis=0)
    return TimeToAccuracy(seconds=float(seconds), steps=float(steps), seeds=len(reached), missed=missed)
