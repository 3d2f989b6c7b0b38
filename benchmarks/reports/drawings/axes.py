"""Axes: where they end, which ticks they have, and where a value lies; labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.reports import rounding

#: Ticks within a decade, from coarse to fine: the coarsest of which there are enough is taken.
FINENESS = (
    (1.0,),
    (1.0, 2.0, 5.0),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 1.1, 1.2, 1.3, 1.5, 1.7, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0),
    (1.0, 1.02, 1.04, 1.06, 1.08, 1.1, 8.0, 8.2, 8.4, 8.6, 8.8, 9.0, 9.2, 9.4, 9.6, 9.8),
)
FEWEST_DECADES, FEWEST_TICKS, MOST_TICKS = 4, 5, 9
#: Steps between the ticks of a straight axis, times a power of ten, and how many steps it has at most.
STEPS, MOST_STEPS = (1, 2, 5, 10), 6
#: From this ratio of the largest to the smallest on, times stand on a logarithmic axis, else on one from zero.
FAR_APART = 5


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A marked value of an axis, and how it is written."""

    value: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A straight or logarithmic axis between two values."""

    label: str
    low: float
    high: float
    logarithmic: bool
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Return a value's place as a share of the axis, 0 at its lower end; beyond its ends the end."""
        if value == math.inf:
            return 1.0
        if self.logarithmic and value <= 0:
            return 0.0
        low, high, place = (math.log(number) if self.logarithmic else number for number in (self.low, self.high, value))
        return 0.5 if high <= low else min(1.0, max(0.0, (place - low) / (high - low)))


def _ticks(values: Iterable[float], text: Callable[[float], str]) -> tuple[Tick, ...]:
    return tuple(Tick(value=value, text=rounding.brief(text(value))) for value in values)


def logarithmic(low: float, high: float, *, label: str, text: Callable[[float], str], most: int = MOST_TICKS) -> Axis:
    """Return a logarithmic axis between two positive numbers; ``text`` writes its ticks, ``most`` of them at most."""
    ticks = _ticks(logarithmic_ticks(low, high, most), text)
    return Axis(label=label, low=low, high=high, logarithmic=True, ticks=ticks)


def straight(
    low: float,
    high: float,
    *,
    label: str,
    text: Callable[[float], str],
    most: int = MOST_STEPS,
    least_step: float = 0.0,
) -> Axis:
    """Return a straight axis between two numbers, whose ticks are ``least_step`` apart at least."""
    ticks = _ticks(straight_ticks(low, high, most, least_step), text)
    return Axis(label=label, low=low, high=high, logarithmic=False, ticks=ticks)


def times(seconds: Iterable[float], *, label: str) -> Axis:
    """Return an axis of times: from zero, or logarithmic where they are far apart."""
    held = list(seconds)
    low, high = min(held), max(held)
    if high / low > FAR_APART:
        return logarithmic(low / 1.15, high * 1.15, label=label, text=rounding.seconds)
    return straight(0, 1.05 * high, label=label, text=lambda value: rounding.seconds(value) if value else "0")


def logarithmic_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Return round numbers between two positive ones, neither too few nor too many where that is possible."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for steps in FINENESS:
        inside = [step * 10.0**decade for decade in decades for step in steps if low <= step * 10.0**decade <= high]
        ticks = max(ticks, inside, key=len)
        if len(ticks) >= (FEWEST_DECADES if steps == FINENESS[0] else FEWEST_TICKS):
            break
    return every(ticks, max(1, math.ceil(len(ticks) / most)))


def every(ticks: Sequence[float], stride: int) -> list[float]:
    """Return every so many of the ticks of an axis; 1, which ratios are read by, stays where it is one of them."""
    return list(ticks[ticks.index(1.0) % stride if 1.0 in ticks else 0 :: stride])


def straight_ticks(low: float, high: float, most: int = MOST_STEPS, least_step: float = 0.0) -> list[float]:
    """Return round numbers between two, at most so many steps apart; the one value of an axis without length."""
    if high <= low:
        return [low]
    rough = max((high - low) / most, least_step)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in STEPS if factor * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def apart(wanted: Sequence[float], distance: float, *, low: float = -math.inf, high: float = math.inf) -> list[float]:
    """Return places as near as may be to wanted ones, each so far from its neighbours at least; the order stays.

    Neighbours that are too near share out around the mean of what they want. Between ``low`` and ``high`` there is
    room for all: the distance shrinks where there isn't.
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    distance = min(distance, (high - low) / max(1, len(wanted) - 1))
    groups: list[list[float]] = []
    for place in order:
        groups.append([wanted[place]])
        while len(groups) > 1 and (
            _first(groups[-1], distance, low, high) - _last(groups[-2], distance, low, high) < distance
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    moved = [_first(group, distance, low, high) + number * distance for group in groups for number in range(len(group))]
    return [moved[order.index(place)] for place in range(len(wanted))]


def _first(group: Sequence[float], distance: float, low: float, high: float) -> float:
    reach = distance * (len(group) - 1)
    return max(low, min(float(np.mean(group)) - reach / 2, high - reach))


def _last(group: Sequence[float], distance: float, low: float, high: float) -> float:
    return _first(group, distance, low, high) + distance * (len(group) - 1)
