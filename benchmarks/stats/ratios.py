"""How much longer does one contender take than another? Paired rounds, and an interval over processes.

The rounds of one process share what its memory layout and its luck brought, so they are no independent repetitions:
pooled, they make intervals that are far too narrow. The unit is the process (Kalibera and Jones, Rigorous benchmarking
in reasonable time, ISMM 2013). Within a process only rounds of the same number are compared, which ran side by side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy

CONFIDENCE = 0.95

#: Seconds of timed blocks by process, and in each by round.
Blocks: TypeAlias = Mapping[int, Mapping[int, float]]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """An estimate between two limits; the limits are NaN where nothing is known about them."""

    estimate: float
    low: float
    high: float

    def inverse(self) -> Interval:
        """Return one over it, for positive numbers."""
        return Interval(estimate=1 / self.estimate, low=1 / self.high, high=1 / self.low)


@dataclass(frozen=True, kw_only=True)
class Ratio(Interval):
    """Time of one contender over time of another, with a 95 % interval.

    Attributes:
        logs: per process, the median over its rounds of the logarithm of the ratio.
    """

    logs: tuple[float, ...]

    @property
    def processes(self) -> int:
        """How many processes it rests on."""
        return len(self.logs)

    @property
    def half_width(self) -> float:
        """Half of the interval's width, on the scale of logarithms; infinite with one process."""
        width = math.log(self.high / self.low) / 2
        return width if math.isfinite(width) else math.inf

    @property
    def largest(self) -> float:
        """The largest ratio of any process, whichever way, minus one."""
        return math.expm1(max(abs(value) for value in self.logs))


def paired_ratio(blocks: Blocks, baseline: Blocks) -> Ratio | None:
    """Return time over baseline's time; None where they share no round of a process.

    With d[p, r] the logarithm of the ratio in round r of process p, m[p] is the median of d over r; the ratio is the
    exponential of the mean of m, with the interval of Student's t over processes.
    """
    logs = [
        float(np.median([math.log(blocks[p][r] / baseline[p][r]) for r in shared]))
        for p in sorted(blocks.keys() & baseline.keys())
        if (shared := blocks[p].keys() & baseline[p].keys())
    ]
    return ratio_of_logs(logs) if logs else None


def paired_ratios(blocks: Mapping[str, Blocks], baseline: str) -> dict[str, Ratio | None]:
    """Return the time of every contender but the baseline over the baseline's, by name; see ``paired_ratio``."""
    return {name: paired_ratio(own, blocks[baseline]) for name, own in blocks.items() if name != baseline}


def ratio_of_logs(logs: Sequence[float]) -> Ratio:
    """Return the ratio that independent logarithms of it, one a process, give."""
    found = mean_interval(logs)
    return Ratio(
        estimate=math.exp(found.estimate), low=math.exp(found.low), high=math.exp(found.high), logs=tuple(logs)
    )


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Return the mean of independent values with Student's t interval; the limits are NaN for a single value."""
    mean = float(np.mean(values))
    if len(values) == 1:
        return Interval(estimate=mean, low=math.nan, high=math.nan)
    reach = float(scipy.stats.t.ppf((1 + confidence) / 2, len(values) - 1) * scipy.stats.sem(values))
    return Interval(estimate=mean, low=mean - reach, high=mean + reach)


def difference(values: Sequence[float], others: Sequence[float]) -> Interval:
    """Return the difference of two means of independent samples with Welch's interval; NaN limits if one is single."""
    mean = float(np.mean(values) - np.mean(others))
    if min(len(values), len(others)) == 1:
        return Interval(estimate=mean, low=math.nan, high=math.nan)
    if np.ptp(values) == np.ptp(others) == 0:
        return Interval(estimate=mean, low=mean, high=mean)
    found = scipy.stats.ttest_ind(values, others, equal_var=False).confidence_interval(CONFIDENCE)
    return Interval(estimate=mean, low=float(found.low), high=float(found.high))
