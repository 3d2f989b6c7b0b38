"""How much longer does one contender take than another? Paired rounds, and an interval over processes.

The rounds of one process share what its memory layout and its luck brought, so they are no independent repetitions:
pooled, they make intervals that are far too narrow. The unit is the process (Kalibera and Jones, Rigorous benchmarking
in reasonable time, ISMM 2013). Within a process only rounds of the same number are compared, which ran side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy

CONFIDENCE = 0.95

#: Seconds of timed blocks by process, and in each by round.
Blocks: TypeAlias = Mapping[int, Mapping[int, float]]
#: By the same, at which place of its round a block ran.
Places: TypeAlias = Mapping[int, Mapping[int, int]]


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
        logs: the logarithm of the ratio in each process.
        standard_error: of their mean; NaN with one process.
        degrees_of_freedom: of the standard error.
    """

    logs: tuple[float, ...]
    standard_error: float
    degrees_of_freedom: float

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
    def effect(self) -> float:
        """How far the ratio is from 1, whichever way, as a share."""
        return math.expm1(abs(math.log(self.estimate)))


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


def ratio_of_logs(logs: Sequence[float]) -> Ratio:
    """Return the ratio that independent logarithms of it, one a process, give, with Student's t interval."""
    error = float(scipy.stats.sem(logs)) if len(logs) > 1 else math.nan
    return ratio_of(logs, standard_error=error, degrees_of_freedom=len(logs) - 1)


def ratio_of(logs: Iterable[float], *, standard_error: float, degrees_of_freedom: float) -> Ratio:
    """Return the ratio whose logarithm is the mean of logarithms, one a process, with such a standard error."""
    held = tuple(float(value) for value in logs)
    mean, reach = float(np.mean(held)), t_quantile(degrees_of_freedom) * standard_error
    return Ratio(
        estimate=math.exp(mean),
        low=math.exp(mean - reach),
        high=math.exp(mean + reach),
        logs=held,
        standard_error=standard_error,
        degrees_of_freedom=degrees_of_freedom,
    )


def t_quantile(degrees_of_freedom: float, confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors a two-sided interval reaches; NaN without a degree of freedom."""
    return (
        float(scipy.special.stdtrit(degrees_of_freedom, (1 + confidence) / 2)) if degrees_of_freedom > 0 else math.nan
    )


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Return the mean of independent values with Student's t interval; the limits are NaN for a single value."""
    mean = float(np.mean(values))
    if len(values) == 1:
        return Interval(estimate=mean, low=math.nan, high=math.nan)
    reach = t_quantile(len(values) - 1, confidence) * float(scipy.stats.sem(values))
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
