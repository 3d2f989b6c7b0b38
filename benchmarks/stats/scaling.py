"""How a step's time grows with its work: overhead, rate and bandwidth of a contender, fitted over sizes.

A step takes t = overhead + operations / rate + bytes / bandwidth. The three are never negative and are fitted by least
squares of relative errors, so that a step of microseconds counts as much as one of a second.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import nnls

from benchmarks.stats.ratios import CONFIDENCE

#: The coefficients, in the order of the columns that they are fitted to.
OVERHEAD, FLOP, BYTES = NAMES = ("overhead", "operations", "bytes")
#: Fewer sizes than this don't determine three numbers.
FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Size:
    """The work of a step of one size."""

    flop: float
    moved: float


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """A contender's fitted line.

    Attributes:
        overhead_seconds: what a step costs however small it is.
        seconds_per_flop, seconds_per_byte: one over rate and bandwidth; 0 where the fit needs none.
        error: the typical relative error of the fit (root mean square).
        unresolved: which of the three can't be told from 0, and their inverse from infinity, by the 95 % interval of
            least squares without the bound at 0.
    """

    overhead_seconds: float
    seconds_per_flop: float
    seconds_per_byte: float
    error: float
    unresolved: frozenset[str] = frozenset()

    @property
    def flop_per_second(self) -> float:
        """The rate; infinite where bytes explain all."""
        return 1 / self.seconds_per_flop if self.seconds_per_flop else math.inf

    @property
    def bytes_per_second(self) -> float:
        """The bandwidth; infinite where operations explain all."""
        return 1 / self.seconds_per_byte if self.seconds_per_byte else math.inf

    def seconds(self, size: Size) -> float:
        """Return the time of a step of a size."""
        return self.overhead_seconds + size.flop * self.seconds_per_flop + size.moved * self.seconds_per_byte


def fit(sizes: Sequence[Size], seconds: Sequence[float]) -> Scaling:
    """Fit a contender's times of steps of several sizes.

    Raises:
        ValueError: fewer than five sizes.
    """
    if len(sizes) < FEWEST:
        raise ValueError(f"{len(sizes)} sizes don't determine overhead, rate and bandwidth: take {FEWEST} at least")
    times = np.asarray(seconds)
    columns = np.array([[1.0, size.flop, size.moved] for size in sizes]) / times[:, None]
    scale = columns.max(axis=0)
    found, residual = nnls(columns / scale, np.ones(len(sizes)))
    overhead, per_flop, per_byte = (float(value) for value in found / scale)
    return Scaling(
        overhead_seconds=overhead,
        seconds_per_flop=per_flop,
        seconds_per_byte=per_byte,
        error=float(residual) / math.sqrt(len(sizes)),
        unresolved=_unresolved(columns / scale, found, float(residual)),
    )


def _unresolved(columns: NDArray[np.float64], found: NDArray[np.float64], residual: float) -> frozenset[str]:
    """Return the names of coefficients whose interval reaches 0."""
    freedom = len(columns) - len(NAMES)
    variances = np.diag(np.linalg.pinv(columns.T @ columns)) * residual**2 / freedom
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * np.sqrt(variances)
    return frozenset(name for name, value, half in zip(NAMES, found, reach, strict=True) if value <= half)


def left_out(sizes: Sequence[Size], seconds: Sequence[float]) -> list[float]:
    """Return, for each size, the relative error by which the fit to all others predicts its time."""
    errors = []
    for index, size in enumerate(sizes):
        rest = [each for number, each in enumerate(sizes) if number != index]
        times = [each for number, each in enumerate(seconds) if number != index]
        errors.append(fit(rest, times).seconds(size) / seconds[index] - 1)
    return errors


def crossover(dynamic: Scaling, static: Scaling, sizes: Sequence[Size], *, share: float) -> Size | None:
    """Return the smallest of the sizes, by operations, from which on static saves less than a share of the step.

    None where it still saves more at the largest size.
    """
    ordered = sorted(sizes, key=lambda size: size.flop)
    saves = [static.seconds(size) < (1 - share) * dynamic.seconds(size) for size in ordered]
    last = max((index for index, saving in enumerate(saves) if saving), default=-1)
    return ordered[last + 1] if last + 1 < len(ordered) else None
