"""What starting early or late did to levels, and levels without it.

On some machines a process is the slower or the quicker for having been started first, whatever it runs: on a virtual
machine identical code started last took 2 to 5 % less than what was started first, in five races alike (runs
20261127T040748-cpu-standard to 20261127T042031-cpu-standard). Where the order is drawn anew for the processes of each
contender, that is scatter, and an analysis of covariance takes it out again (Cochran, Analysis of covariance: its
nature and uses, Biometrics 13, 1957): one slope for all, from who is started first to who is last. In those races it
leaves 0.67 to 0.81 of the standard deviation between processes.

Where the order was the same in all processes, slope and contenders can't be told apart, and nothing is taken out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.stats.ratios import Interval, t_quantile

#: So much of the places' variation has to be between processes of one contender; drawn orders leave nearly all of it
#: there, one order for all nothing.
LEAST_OWN_SHARE = 0.5
#: A slope costs a degree of freedom, and with few it is mostly chance.
FEWEST_DEGREES = 10


@dataclass(frozen=True, kw_only=True)
class Slope:
    """How much longer a process takes that is started last than one that is started first, as a logarithm.

    Attributes:
        estimate: the slope; negative where starting late is the quicker.
        standard_error: of it.
        degrees_of_freedom: of the standard error.
    """

    estimate: float
    standard_error: float
    degrees_of_freedom: int

    @property
    def ratio(self) -> Interval:
        """Return the time of a process started last over that of one started first."""
        reach = t_quantile(self.degrees_of_freedom) * self.standard_error
        low, estimate, high = (math.exp(self.estimate + sign * reach) for sign in (-1, 0, 1))
        return Interval(estimate=estimate, low=low, high=high)


def relative_places(starts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places in the order of starting, from -1/2, the first, to 1/2, the last.

    Args:
        starts: numbers that grow from who was started first to who was last, (contenders, processes).
    """
    ranks = starts.argsort(axis=0, kind="stable").argsort(axis=0)
    places: NDArray[np.float64] = ranks / max(len(ranks) - 1, 1) - 0.5
    return places


def is_one_order(places: NDArray[np.float64]) -> bool:
    """Return whether relative places tell hardly more than who is who: all processes started in about one order."""
    within = places - places.mean(0)
    return float((without_means(places) ** 2).sum()) < LEAST_OWN_SHARE * float((within**2).sum())


def slope_of(levels: NDArray[np.float64], places: NDArray[np.float64], variances: NDArray[np.float64]) -> Slope | None:
    """Return the slope of levels over relative places; None where it can't be told from the contenders, or from chance.

    Args:
        levels: logarithms of seconds, (contenders, processes).
        places: relative ones, of that shape.
        variances: of each contender between processes; who scatters says less of what all have in common.
    """
    degrees = (levels.shape[0] - 1) * (levels.shape[1] - 1) - 1
    if degrees < FEWEST_DEGREES or is_one_order(places) or not variances.all():
        return None
    own = without_means(places)
    weighted = own / variances[:, np.newaxis]
    information = float((weighted * own).sum())
    return Slope(
        estimate=float((weighted * without_means(levels)).sum()) / information,
        standard_error=math.sqrt(1 / information),
        degrees_of_freedom=degrees,
    )


def without_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what an additive model of rows and columns leaves of values."""
    rest: NDArray[np.float64] = values - values.mean(1, keepdims=True) - values.mean(0, keepdims=True) + values.mean()
    return rest
