"""Levels of several contenders that raced side by side, and variances that they lend each other.

A handful of processes tells little of a contender's variance: with two, Student's t is 12.7. Contenders of one workload
scatter alike, though, so each one's variance is moderated, drawn towards the mean of all, and counts for more degrees
of freedom (Smyth, Linear models and empirical Bayes methods for assessing differential expression in microarray
experiments, Statistical Applications in Genetics and Molecular Biology 3, 2004; the ``limma`` package).

Three things differ from Smyth's use, each because simulation found it better (``test_moderated.py``). What is moderated
is the variance of each contender about all of them, in an additive model of contenders and processes, not that of its
differences from a common baseline: such differences share the baseline's errors, and their variances agree more than
they are true. The prior variance is the arithmetic mean, which is above the median of scattered variances, so intervals
are rather too wide than too narrow. And a prior counts for no more than ``MOST_PRIOR_DEGREES``.

The model is additive, so ratios follow from levels: A over B times B over C is A over C, and whatever is derived from
levels, steps, ratios, break-even, can't contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
import scipy
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from benchmarks.stats.ratios import Blocks, Places, Ratio, ratio_of
from benchmarks.stats.starting import Slope, is_one_order, relative_places, slope_of, without_means

#: What contenders are told apart by.
Name = TypeVar("Name")

#: Degrees of freedom that a prior counts for at most. Two or three processes can't tell how alike variances are. The
#: logarithms of variances in 20 workloads of published runs scattered by 0.63 (a variance) more than their number of
#: processes explains, which is trigamma(4.1 / 2).
MOST_PRIOR_DEGREES = 4.0
#: The mood of a block is told by so many blocks on either side. In the 24 races of the 17 runs that ``results/runs``
#: held up to ``20261126T165421-cpu-fast``, on three machines, intervals are 0.61 to 1.16 times as wide as with the
#: moods of rounds, a quarter of them 0.85 times or less, 0.98 in the median; 3 and 5 do about as well.
NEIGHBOURS = 4
#: Levels and moods are taken in turns so often at most, or until no level moves by more than this, as a logarithm.
MOST_PASSES, SETTLED = 20, 1e-6
#: Variances below this share of their median count as this much, as in ``limma``: their logarithms mean nothing.
LEAST_SHARE = 1e-5


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What all contenders' variances say of any one's: a variance, and how many degrees of freedom that is worth."""

    variance: float
    degrees: float


def prior_of(variances: NDArray[np.float64], degrees: float) -> Prior:
    """Return the prior of variances that each have so many degrees of freedom.

    By the moments of their logarithms, whose variance is trigamma(degrees / 2) by chance alone; what they scatter more
    is trigamma(prior degrees / 2).
    """
    variances = np.maximum(variances, LEAST_SHARE * np.median(variances))
    mean = float(np.mean(variances))
    if len(variances) == 1 or not mean:
        return Prior(variance=mean, degrees=MOST_PRIOR_DEGREES)
    scatter = float(np.var(np.log(np.maximum(variances, np.finfo(float).tiny)), ddof=1))
    more = scatter - float(scipy.special.polygamma(1, degrees / 2))
    worth = 2 * trigamma_inverse(more) if more > 0 else math.inf
    return Prior(variance=mean, degrees=min(worth, MOST_PRIOR_DEGREES))


def trigamma_inverse(value: float) -> float:
    """Return the positive number whose trigamma is a positive value, by Newton's method (Smyth 2004, appendix)."""
    found = 0.5 + 1 / value
    for _ in range(50):
        trigamma = float(scipy.special.polygamma(1, found))
        step = trigamma * (1 - trigamma / value) / float(scipy.special.polygamma(2, found))
        found += step
        if -step / found < 1e-8:  # noqa: PLR2004  far below what any estimate is good for
            break
    return found


class Levels(Generic[Name]):
    """Levels of contenders, as logarithms of seconds, by process; and the ratio of any two with its interval.

    Only rounds and processes that all contenders share count. Within a process a contender's level is the median over
    rounds of its logarithms less the machine's mood, which is a median of how far blocks of all contenders were from
    their own levels: of those that ran just before and after, where it is known who did (``levels_in_time``), else of
    the round (``levels_by_round``). What starting early or late did is taken out where it can be told
    (``starting.py``).
    """

    def __init__(
        self,
        blocks: Mapping[Name, Blocks],
        places: Mapping[Name, Places] | None = None,
        starts: Mapping[Name, Mapping[int, int]] | None = None,
    ) -> None:
        """Take the seconds of every contender's blocks, by its name, and at which place of its round each ran.

        ``starts`` are numbers that grow from whose process was started first to whose was last, by process.
        """
        self.names = list(blocks)
        shared = _shared_rounds(blocks)
        self.processes = list(shared)
        columns = []
        for process, numbers in shared.items():
            logs = np.log([[blocks[name][process][number] for number in numbers] for name in blocks])
            if places is None:
                columns.append(levels_by_round(logs))
            else:
                own_places = np.array([[places[name][process][number] for number in numbers] for name in blocks])
                columns.append(levels_in_time(logs, own_places))
        #: Contenders by processes.
        self.logs: NDArray[np.float64] = np.array(columns).reshape(len(columns), len(self.names)).T
        #: What starting last instead of first did to all, and was taken out; None where nothing was.
        self.slope: Slope | None = None
        #: Whether that can't be told, because all processes were started in one order.
        self.in_one_order = False
        if starts is not None and self._degrees > 0:
            self._take_out(np.array([[starts[name][process] for process in self.processes] for name in self.names]))

    def _take_out(self, starts: NDArray[np.float64]) -> None:
        """Take out what starting early or late did: all levels become those of a start in the middle.

        In two passes, since the first one's variances still hold what it takes out.
        """
        places, given = relative_places(starts), self.logs
        self.in_one_order = is_one_order(places)
        self._mean_places = places.mean(1)
        for _ in range(2):
            variances, _ = self._moderated
            slope = slope_of(given, places, variances)
            if slope:
                self.slope, self.logs = slope, given - slope.estimate * places
            del self._moderated

    def seconds(self, name: Name) -> float:
        """Return a contender's block: the geometric mean of its levels; NaN where no process has all contenders."""
        return math.exp(float(np.mean(self.logs[self.names.index(name)]))) if self.processes else math.nan

    def ratio(self, name: Name, baseline: Name) -> Ratio | None:
        """Return a contender's time over a baseline's; None where no process has all contenders."""
        if not self.processes:
            return None
        at, other = self.names.index(name), self.names.index(baseline)
        variance, degrees = self._variance(at, other)
        return ratio_of(
            self.logs[at] - self.logs[other],
            standard_error=math.sqrt(variance / len(self.processes)),
            degrees_of_freedom=degrees,
        )

    def _variance(self, at: int, other: int) -> tuple[float, float]:
        """Return the variance of the difference of two contenders in a process, and its degrees of freedom.

        The sum of the two moderated variances with the degrees of Welch and Satterthwaite, which are no more than the
        degrees that all contenders have together.
        """
        if len(self.processes) == 1:
            return math.nan, math.nan
        variances, degrees = self._moderated
        first, second = variances[at], variances[other]
        total = first + second
        if not total:
            return 0.0, float(self._degrees)
        own_degrees = degrees * total**2 / (first**2 + second**2)
        return float(total + self._variance_of_slope(at, other)), float(min(self._degrees, own_degrees))

    def _variance_of_slope(self, at: int, other: int) -> float:
        """Return what the slope's error adds to that, where the two did not start equally early on the whole."""
        if self.slope is None:
            return 0.0
        apart = float(self._mean_places[at] - self._mean_places[other])
        return len(self.processes) * (apart * self.slope.standard_error) ** 2

    @property
    def _degrees(self) -> int:
        """Degrees of freedom that all contenders have together."""
        return max(len(self.names) - 1, 0) * max(len(self.processes) - 1, 0) - (self.slope is not None)

    @cached_property
    def _moderated(self) -> tuple[NDArray[np.float64], float]:
        """Every contender's moderated variance between processes, and the degrees of freedom of each."""
        contenders, processes = self.logs.shape
        # The factor makes up for the mean over contenders, of which each is a part, and for the slope.
        degrees = processes - 1
        variances = (without_means(self.logs) ** 2).sum(1) * contenders / self._degrees
        prior = prior_of(variances, degrees)
        moderated = (prior.degrees * prior.variance + degrees * variances) / (prior.degrees + degrees)
        return moderated, prior.degrees + degrees


def _shared_rounds(blocks: Mapping[Name, Blocks]) -> dict[int, list[int]]:
    """Return the rounds that all contenders share, by process; processes without any are left out."""
    if not blocks:
        return {}
    processes = sorted(set.intersection(*(set(own) for own in blocks.values())))
    rounds = {
        process: sorted(set.intersection(*(set(own[process]) for own in blocks.values()))) for process in processes
    }
    return {process: numbers for process, numbers in rounds.items() if numbers}


def levels_by_round(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return every contender's level in one process, given its logarithms by round.

    The mood of a round is the median over contenders of how far each was from its own median; for two contenders the
    difference of levels is the median of paired differences.
    """
    moods = np.median(logs - np.median(logs, axis=1, keepdims=True), axis=0)
    levels: NDArray[np.float64] = np.median(logs - moods, axis=1)
    return levels


def levels_in_time(logs: NDArray[np.float64], places: NDArray[np.int_]) -> NDArray[np.float64]:
    """Return the same, where it is known who ran when: a machine changes in the middle of rounds, too.

    A median polish (Tukey, Exploratory Data Analysis, 1977) of contenders and time: levels and moods in turns, each as
    medians of what the other leaves. The mood of a block is that of its ``NEIGHBOURS`` before and after.

    Args:
        logs: logarithms of seconds, (contenders, rounds).
        places: at which place of its round each block ran, of the same shape.
    """
    levels = np.median(logs, axis=1)
    order = np.lexsort((places.ravel(), np.broadcast_to(np.arange(logs.shape[1]), logs.shape).ravel()))
    who, in_time = order // logs.shape[1], logs.ravel()[order]
    if len(order) == 1:
        return levels
    around = np.full(len(order) + 2 * NEIGHBOURS, np.nan)
    for _ in range(MOST_PASSES):
        around[NEIGHBOURS:-NEIGHBOURS] = in_time - levels[who]
        windows = np.delete(sliding_window_view(around, 2 * NEIGHBOURS + 1), NEIGHBOURS, axis=1)
        moods = np.empty(logs.size)
        moods[order] = np.nanmedian(windows, axis=1)
        better = np.median(logs - (moods - np.median(moods)).reshape(logs.shape), axis=1)
        if np.abs(better - levels).max() < SETTLED:
            break
        levels = better
    return levels
