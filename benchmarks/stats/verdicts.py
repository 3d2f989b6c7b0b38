"""Faster, slower, the same, or no verdict: what an interval allows to say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy  # which loads its statistics when they are first used: workers, to whom settings bring this, need none

from benchmarks.stats.ratios import CONFIDENCE, Ratio

#: Ratios from 1 / (1 + band) to 1 + band are called the same.
BAND = 0.03
#: On a noisy machine an effect has to be so many times what identical code showed.
NOISY_TIMES = 2
#: More processes than this are not worth asking for.
MOST_PROCESSES = 1000
#: A run resolves a difference that it gives a verdict in this share of cases.
POWER = 0.80
#: Processes that are added when intervals are too wide are added until they are this share of the band.
WANTED_SHARE = 1 / 3


class Word(StrEnum):
    """The four things that can be said of a comparison."""

    FASTER = "faster"
    SLOWER = "slower"
    SAME = "same"
    NO_VERDICT = "no verdict"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What can be said, and where nothing can, why; ``processes`` is how many it would take (None: out of reach)."""

    word: Word
    reason: str = ""
    processes: int | None = None


def band_of(percent: str) -> float:
    """Return a band given in per cent, ``3`` or ``3%``, as a share; raises ValueError outside 0 to 100."""
    share = float(percent.removesuffix("%")) / 100
    if not 0 < share < 1:
        raise ValueError(percent)
    return share


def judge(
    ratio: Ratio | None,
    *,
    band: float = BAND,
    noise_floor: float = 0.0,
    noisy: bool = False,
    objections: Sequence[str] = (),
) -> Verdict:
    """Judge the ratio of a contender's time to the baseline's.

    Args:
        ratio: with its interval; None where nothing was timed side by side.
        band: what is called the same.
        noise_floor: how far timings of identical code were apart in this run, as a share.
        noisy: whether the machine was noisy while either was timed.
        objections: reasons for which no ratio counts, for example cards that differ.
    """
    if objections or ratio is None:
        return _none(objections[0] if objections else "they were never timed side by side")
    if not math.isfinite(ratio.low + ratio.high):
        return _none("one process gives no interval", 3)
    word = _word(ratio, band)
    if word is None:
        return _none(f"the interval is too wide for a band of {100 * band:g} %", processes_needed(ratio, band))
    doubt = "" if word is Word.SAME else _doubt(ratio, noise_floor=noise_floor, noisy=noisy)
    return _none(doubt) if doubt else Verdict(word=word)


def _doubt(ratio: Ratio, *, noise_floor: float, noisy: bool) -> str:
    if ratio.effect <= noise_floor:
        return f"identical code differed by {100 * noise_floor:.1f} %"
    if noisy and ratio.effect <= NOISY_TIMES * noise_floor:
        return f"the machine was noisy and identical code differed by {100 * noise_floor:.1f} %"
    return ""


def _none(reason: str, processes: int | None = None) -> Verdict:
    return Verdict(word=Word.NO_VERDICT, reason=reason, processes=processes)


def _word(ratio: Ratio, band: float) -> Word | None:
    if ratio.high < 1 / (1 + band):
        return Word.FASTER
    if ratio.low > 1 + band:
        return Word.SLOWER
    return Word.SAME if ratio.low >= 1 / (1 + band) and ratio.high <= 1 + band else None


def processes_needed(ratio: Ratio, band: float) -> int | None:
    """Return with how many processes the interval would no longer reach over an edge of the band, all else equal.

    None where even ``MOST_PROCESSES`` would not do: the ratio lies on the edge.
    """
    edge = math.log1p(band)
    distance = abs(abs(math.log(ratio.estimate)) - edge)
    counts = np.arange(ratio.processes + 1, MOST_PROCESSES + 1)
    degrees = ratio.degrees_of_freedom * (counts - 1) / (ratio.processes - 1)
    reach = (
        scipy.special.stdtrit(degrees, (1 + CONFIDENCE) / 2) * ratio.standard_error * np.sqrt(ratio.processes / counts)
    )
    enough = counts[reach < distance]
    return int(enough[0]) if enough.size else None


def resolution(ratios: Sequence[Ratio], *, band: float, noise_floor: float = 0.0, power: float = POWER) -> float | None:
    """Return the smallest difference, as a share, that gets a verdict in a given share of cases.

    A case is one of the comparisons: with its standard error and degrees of freedom, a true difference would be
    measured so that its interval clears the band, and it clears the noise floor. None without any interval.
    """
    bounded = [ratio for ratio in ratios if math.isfinite(ratio.low + ratio.high)]
    if not bounded:
        return None
    errors = np.array([max(ratio.standard_error, np.finfo(float).eps) for ratio in bounded])
    degrees = np.array([ratio.degrees_of_freedom for ratio in bounded])
    wanted = math.log1p(band) + scipy.special.stdtrit(degrees, (1 + CONFIDENCE) / 2) * errors
    needed = np.maximum(wanted, math.log1p(noise_floor))

    def missing(difference: float) -> float:
        return float(np.mean(scipy.special.stdtr(degrees, (difference - needed) / errors))) - power

    most = float(np.max(needed + scipy.special.stdtrit(degrees, power) * errors))
    return math.expm1(float(scipy.optimize.brentq(missing, 0.0, 2 * most)))


def is_too_wide(ratio: Ratio | None, band: float) -> bool:
    """Return whether more processes are worth their time. Only the width counts, never what the verdict would be.

    Adding processes until a result is significant finds differences where there are none.
    """
    return ratio is not None and ratio.half_width > math.log1p(band) * WANTED_SHARE
