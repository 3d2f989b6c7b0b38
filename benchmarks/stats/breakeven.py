"""After how many steps has a graph that is built first, or compiled, paid for its start?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.stats.ratios import Interval

NEVER = math.inf


class State(StrEnum):
    """What can be said of a crossing."""

    AHEAD = "ahead from the first step"
    PAYS = "overtakes"
    LOSES = "ahead only until"
    NEVER = "never"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """Where two straight lines of seconds over steps cross.

    Attributes:
        steps: how many steps until the contender has overtaken; infinite where it never does, below 1 where it leads
            from the first step on. The upper limit is infinite where it isn't settled whether they ever cross; both
            limits are NaN where the ratio has none.
        seconds: of the baseline's training at that point, infinite where there is none.
        loses: the contender steps more slowly, and starts sooner or may do so: it is ahead only up to ``steps``.
        settled: whether there is a verdict that the contender's step is faster, or slower.
        once: whether a start was measured once: then nobody knows how far such starts scatter, and the limits, which
            are the ratio's alone, are too narrow to be shown.
    """

    steps: Interval
    seconds: float
    loses: bool = False
    settled: bool = True
    once: bool = False

    @property
    def state(self) -> State:
        """What can be said, by verdict and limits; every table and sentence asks here."""
        if self.settled and math.isinf(self.steps.low):
            return State.NEVER
        if not self.settled or not math.isfinite(self.steps.low + self.steps.high):
            return State.OPEN
        if self.steps.estimate < 1:  # training goes on by whole steps
            return State.NEVER if self.loses else State.AHEAD
        return State.LOSES if self.loses else State.PAYS


def break_even(
    start: Interval,
    baseline_start: float,
    ratio: Interval,
    baseline_step: float,
    *,
    settled: bool = True,
    noise_floor: float = 0.0,
) -> BreakEven:
    """Return where a contender's training overtakes the baseline's.

    Both are straight lines: the seconds until training runs steadily, and from there on so many seconds a step.

    Args:
        start: what the contender's start takes longer than the baseline's, in seconds.
        baseline_start: seconds of the baseline's start: a mean where ``start`` is a difference of means.
        ratio: the contender's step time over the baseline's.
        baseline_step: seconds of the baseline's step.
        settled: whether there is a verdict that the contender's step is faster, or slower; without one, it is open
            whether the lines cross at all.
        noise_floor: how far apart identical code was, as a share: the ratio is uncertain by that much at least.

    Returns:
        The crossing. Its limits combine the limits of start and ratio, which is cautious: both would have to be at
        their limits at once.
    """
    ratio = _widened(ratio, noise_floor)
    sooner = start.estimate <= 0 or (settled and start.low <= 0)
    loses = ratio.estimate > 1 and sooner

    def steps(extra: float, relative: float) -> float:
        gained = (1 - relative) * baseline_step
        if loses:
            extra, gained = -extra, -gained
        if math.isnan(extra + gained):
            return math.nan
        if extra <= 0:
            return 0.0
        return extra / gained if gained > 0 else NEVER

    once = not math.isfinite(start.low)
    starts = (start.estimate, start.estimate) if once else (start.low, start.high)
    ratios = (ratio.high, ratio.low) if loses else (ratio.low, ratio.high)
    cheap, dear = (starts[1], starts[0]) if loses else starts
    low, high = steps(cheap, ratios[0]), steps(dear, ratios[1])
    if not settled and not math.isnan(high):
        high = NEVER
    found = Interval(estimate=steps(start.estimate, ratio.estimate), low=low, high=high)
    seconds = baseline_start + found.estimate * baseline_step
    return BreakEven(steps=found, seconds=seconds, loses=loses, settled=settled, once=once)


def _widened(ratio: Interval, share: float) -> Interval:
    """Return a ratio whose limits lie at least such a share away from its estimate; unknown ones stay unknown."""
    low, high = ratio.estimate / (1 + share), ratio.estimate * (1 + share)
    return Interval(estimate=ratio.estimate, low=min(ratio.low, low), high=max(ratio.high, high))
