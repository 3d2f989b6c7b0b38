"""Did a contender become slower between two runs? Each is held against the control of its own run.

Raw times of two runs do not compare: between them the machine has become slower or faster. A contender's time over the
control's, which was timed in the same rounds, does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.stats.ratios import Interval, Ratio, t_quantile

#: A change has to be beyond this to count.
LEAST_CHANGE = 0.05


class Change(StrEnum):
    """What can be said of a contender between two runs."""

    REGRESSION = "regression"
    SUSPECTED = "suspected regression"
    FASTER = "faster"
    UNCHANGED = "unchanged"
    NO_VERDICT = "no verdict"


@dataclass(frozen=True, kw_only=True)
class RunComparison:
    """A contender's time in the later run over its time in the earlier one, both relative to the control's."""

    ratio: Interval
    change: Change


def change_of(earlier: Ratio, later: Ratio) -> Interval:
    """Return how many times as long a contender took in the later run, given its ratios to the control in both.

    The processes of two runs are independent samples: standard errors add by their squares, with the degrees of freedom
    of Welch and Satterthwaite. The limits are NaN where either run had one process.
    """
    change = math.log(later.estimate / earlier.estimate)
    error = reach = math.hypot(earlier.standard_error, later.standard_error)
    if error > 0:
        degrees = error**4 / sum(ratio.standard_error**4 / ratio.degrees_of_freedom for ratio in (earlier, later))
        reach = t_quantile(degrees) * error
    return Interval(estimate=math.exp(change), low=math.exp(change - reach), high=math.exp(change + reach))


def compare(earlier: Ratio, later: Ratio, again: Ratio | None = None, *, least: float = LEAST_CHANGE) -> RunComparison:
    """Compare a contender between two runs.

    Args:
        earlier: its time over the control's in the first run.
        later: the same in the second.
        again: the same in a run that measured the second one's subject once more; a regression needs it.
        least: what counts as unchanged, as a share.

    Returns:
        ``regression`` if the whole interval lies beyond ``least``, in the second run and when measured again;
        ``suspected`` if nothing was measured again.
    """
    ratio = change_of(earlier, later)
    if ratio.low > 1 + least:
        confirmed = again is not None and change_of(earlier, again).low > 1 + least
        refuted = again is not None and not confirmed
        change = Change.REGRESSION if confirmed else Change.NO_VERDICT if refuted else Change.SUSPECTED
    elif ratio.high < 1 / (1 + least):
        change = Change.FASTER
    elif ratio.low >= 1 / (1 + least) and ratio.high <= 1 + least:
        change = Change.UNCHANGED
    else:
        change = Change.NO_VERDICT
    return RunComparison(ratio=ratio, change=change)
