"""Contenders whose true ratio is known: what a method that is tried on them has to find, and what it found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from benchmarks.analysis.times import Comparison
from benchmarks.stats.verdicts import Word

#: What all of them train.
WORKLOAD = "two_layer_net"


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A known difference.

    Attributes:
        mode: the fake contender.
        ratio: its true ratio to the baseline.
        count: how many of them each race has.
        right: the verdict that is right.
        exact: how far the mean ratio measured on a quiet machine may be from the true one, as a share; None for any
            distance.
    """

    mode: str
    ratio: float
    count: int
    right: Word
    exact: float | None = None

    def is_good(self, word: Word) -> bool:
        """Whether a verdict is right; of identical code, whether it isn't wrong."""
        return word not in {Word.FASTER, Word.SLOWER} if self.right is Word.SAME else word is self.right


PLANTED = (
    Planted(mode="honest", ratio=1.0, count=8, right=Word.SAME),
    Planted(mode="plus-5-percent", ratio=1.05, count=2, right=Word.SLOWER),
    Planted(mode="plus-10-percent", ratio=1.10, count=2, right=Word.SLOWER),
    Planted(mode="plus-25-percent", ratio=1.25, count=2, right=Word.SLOWER, exact=0.02),
)
#: By fake, the least share of right verdicts; for identical code, of verdicts that aren't wrong.
Bars: TypeAlias = Mapping[str, float]
#: Those of every effort on a quiet machine, and on a busy one.
QUIET_BARS: Mapping[str, Bars] = {
    "smoke": {},
    "fast": {"honest": 0.95, "plus-10-percent": 0.90, "plus-25-percent": 0.99},
    "standard": {"honest": 0.95, "plus-5-percent": 0.80, "plus-10-percent": 0.95, "plus-25-percent": 0.99},
    "rigorous": {"honest": 0.95, "plus-5-percent": 0.95, "plus-10-percent": 0.99, "plus-25-percent": 0.99},
}
BUSY_BARS: Mapping[str, Bars] = {
    "smoke": {},
    "fast": {"honest": 0.95},
    "standard": {"honest": 0.95, "plus-10-percent": 0.80},
    "rigorous": {"honest": 0.95, "plus-10-percent": 0.80},
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a planted difference.

    Attributes:
        planted: which.
        words: how many cells got each verdict.
        mean_ratio: of all cells; NaN without any.
        covered: how many cells' intervals have the true ratio in them; None where it isn't known well, as on a busy
            machine, whose wall clock shares are planted by.
        reached: the share of good verdicts.
        bar: the least share that is good enough; None where none is set.
        exact: how far the mean ratio may be from the true one, as a share; None for any distance.
    """

    planted: Planted
    words: Counter[Word]
    mean_ratio: float
    covered: int | None
    reached: float
    bar: float | None
    exact: float | None

    @property
    def passed(self) -> bool:
        """Whether the bar is reached, and the ratio as exact as it must be."""
        error = abs(self.mean_ratio / self.planted.ratio - 1)
        return self.bar is None or (self.reached >= self.bar and (self.exact is None or error <= self.exact))


def outcomes(comparisons: Sequence[Comparison], *, effort: str, busy: bool) -> list[Outcome]:
    """Return what became of every planted difference, given the comparisons of all races with the baseline."""
    bars = (BUSY_BARS if busy else QUIET_BARS)[effort]
    return [
        _outcome(
            planted,
            [one for one in comparisons if one.contender.rpartition("-")[0] == planted.mode],
            bar=bars.get(planted.mode),
            exact=None if busy else planted.exact,
            known=not busy or planted.right is Word.SAME,
        )
        for planted in PLANTED
    ]


def _outcome(
    planted: Planted, cells: Sequence[Comparison], *, bar: float | None, exact: float | None, known: bool
) -> Outcome:
    words = Counter(cell.verdict.word for cell in cells)
    ratios = [cell.ratio for cell in cells if cell.ratio]
    bounded = [ratio for ratio in ratios if math.isfinite(ratio.high)]
    good = sum(count for word, count in words.items() if planted.is_good(word))
    return Outcome(
        planted=planted,
        words=words,
        mean_ratio=float(np.mean([ratio.estimate for ratio in ratios])) if ratios else float("nan"),
        covered=sum(ratio.low <= planted.ratio <= ratio.high for ratio in bounded) if known and bounded else None,
        reached=good / len(cells) if cells else 0.0,
        bar=bar,
        exact=exact,
    )
