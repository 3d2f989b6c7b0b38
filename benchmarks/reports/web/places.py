"""Where marks lie on the page, in per cent of a drawing's width and height, so that it fits any screen."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import count, pairwise, starmap

from benchmarks.reports.drawings.axes import Axis, every

#: Digits of a place; a hundredth of a per cent is far below a pixel.
DIGITS = 2
#: Free space at either end of an axis, in per cent, so that labels at its ends stay on a telephone's screen.
MARGIN = 4
#: What a character of a label takes of an axis across, in per cent, on the narrowest telephone, and what stays free.
CHARACTER, GAP = 3.0, 2.0
#: A place in per cent, and the label there.
Label = tuple[float, str]


def at(axis: Axis, value: float) -> float:
    """Return a value's place in per cent from an axis' lower end."""
    return round(MARGIN + (100 - 2 * MARGIN) * axis.at(value), DIGITS)


def down(axis: Axis, value: float) -> float:
    """Return a value's place in per cent from the top, as the vertical axis of a drawing counts."""
    return round(100 - at(axis, value), DIGITS)


def path(x: Axis, y: Axis, values: Iterable[tuple[float, float]]) -> str:
    """Return a line through values as a path, in per cent from the upper left corner; unknown ones are left out."""
    return "M" + "L".join(
        f"{at(x, across):g} {down(y, up):g}" for across, up in values if math.isfinite(across) and math.isfinite(up)
    )


def labels(axis: Axis) -> list[Label]:
    """Return the places of an axis' ticks, and how they are written."""
    return [(at(axis, tick.value), tick.text) for tick in axis.ticks]


def thinned(axis: Axis) -> list[Label]:
    """Return as many ticks of an axis across as have room on a telephone: all, every second, every third..."""
    ticks = {tick.value: (at(axis, tick.value), tick.text) for tick in axis.ticks}
    strides = ([ticks[value] for value in every([*ticks], stride)] for stride in count(1))
    return next(kept for kept in strides if all(starmap(_clear, pairwise(kept))))


def _clear(label: Label, following: Label) -> bool:
    return following[0] - label[0] >= CHARACTER * (len(label[1]) + len(following[1])) / 2 + GAP
