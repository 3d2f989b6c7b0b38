"""Where a value lies on an axis, in per cent of its length, and which ticks the axis has."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

#: Free space at either end of an axis, as a share of its length.
MARGIN = 0.04
#: Digits of a position; a hundredth of a per cent is far below a pixel.
DIGITS = 2
#: More labelled ticks than this stand too close on a telephone.
MOST_TICKS = 6
Tick = tuple[float, str]
#: What a character of a label takes of an axis across, in per cent, on the narrowest telephone, and what stays free.
CHARACTER, GAP = 3.0, 2.0


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A straight or logarithmic axis between two values, with a little space at both ends."""

    low: float
    high: float
    logarithmic: bool = True

    def at(self, value: float) -> float:
        """Return a value's place in per cent of the axis, 0 at its lower end; beyond its ends the end."""
        if value == math.inf:
            return 100.0
        if self.logarithmic and value <= 0:
            return 0.0
        low, high, found = (math.log(each) if self.logarithmic else each for each in (self.low, self.high, value))
        share = 0.5 if high <= low else MARGIN + (1 - 2 * MARGIN) * (found - low) / (high - low)
        return round(100 * min(1.0, max(0.0, share)), DIGITS)

    def down(self, value: float) -> float:
        """Return a value's place in per cent from the top, as the vertical axis of a plot counts."""
        return round(100 - self.at(value), DIGITS)

    def ticks(self, text: Callable[[float], str]) -> list[Tick]:
        """Return places and labels of round values, at most six."""
        values = _logarithmic(self.low, self.high) if self.logarithmic else _straight(self.low, self.high)
        return [(self.at(value), text(value)) for value in values]


def thinned(ticks: Iterable[Tick]) -> list[Tick]:
    """Return those ticks of an axis across whose labels don't touch each other on a telephone."""
    kept: list[Tick] = []
    for place, text in sorted(ticks):
        wide = CHARACTER * (len(text) + len(kept[-1][1] if kept else "")) / 2 + GAP
        if not kept or place - kept[-1][0] >= wide:
            kept.append((place, text))
    return kept


def axis_of(values: Iterable[float], *, logarithmic: bool = True) -> Axis | None:
    """Return the axis that holds all finite (and, on a logarithmic one, positive) values; None without any."""
    held = [value for value in values if math.isfinite(value) and (value > 0 or not logarithmic)]
    return Axis(low=min(held), high=max(held), logarithmic=logarithmic) if held else None


def _logarithmic(low: float, high: float) -> list[float]:
    """Return powers of ten, or 1-2-5 or 1 to 9 times them, whichever gives two ticks or more and not too many."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    inside: list[float] = []
    for factors in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8)):
        inside = [f * 10.0**e for e in range(first, last + 1) for f in factors if low <= f * 10.0**e <= high]
        if len(inside) > 2:  # noqa: PLR2004  two ticks are an axis, three show its kind
            break
    if len(inside) < 2:  # noqa: PLR2004
        return _straight(low, high)
    return inside[:: math.ceil(len(inside) / MOST_TICKS)]


def _straight(low: float, high: float) -> list[float]:
    if high <= low:
        return [low]
    rough = (high - low) / (MOST_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(f * power for f in (1, 2, 5, 10) if f * power >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def spread(places: Iterable[float], *, apart: float, most: float) -> list[float]:
    """Return places moved just so far that neighbours are ``apart`` at least and none is beyond ``most``.

    The order stays. Where there is no room for all at that distance, they are evenly spread.
    """
    wanted = list(places)
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    apart = min(apart, most / max(1, len(wanted)))
    moved = [wanted[index] for index in order]
    for number, (before, here) in enumerate(pairwise(range(len(moved))), start=1):
        moved[number] = max(moved[here], moved[before] + apart)
    limit = most
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - apart
    found = [0.0] * len(wanted)
    for index, place in zip(order, moved, strict=True):
        found[index] = round(place, DIGITS)
    return found
