"""Axes whose ticks are written as every other number of the suite is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

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
#: From this ratio of the largest to the smallest on, times stand on a logarithmic axis, else on one from zero.
FAR_APART = 5


def ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Return round numbers between two positive ones, neither too few nor too many where that is possible."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for steps in FINENESS:
        found = [step * 10.0**decade for decade in decades for step in steps if low <= step * 10.0**decade <= high]
        if len(found) >= (FEWEST_DECADES if steps == FINENESS[0] else FEWEST_TICKS):
            break
    return found[:: max(1, math.ceil(len(found) / most))]


def logarithmic(
    axes: Axes,
    which: Literal["x", "y"],
    low: float,
    high: float,
    *,
    text: Callable[[float], str],
    most: int = MOST_TICKS,
) -> None:
    """Make an axis logarithmic between two positive numbers; ``text`` writes its ticks, ``most`` of them at most."""
    at = ticks(low, high, most)
    labels = [text(value) for value in at]
    if which == "x":
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        axes.set_xticks(at, labels)
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        axes.set_yticks(at, labels)
        axes.yaxis.set_minor_locator(NullLocator())


def times(axes: Axes, seconds: Sequence[float]) -> None:
    """Let the horizontal axis hold times: from zero, or logarithmic where they are far apart."""
    low, high = min(seconds), max(seconds)
    if high / low > FAR_APART:
        logarithmic(axes, "x", low / 1.15, high * 1.15, text=rounding.seconds)
        return
    axes.set_xlim(0, 1.05 * high)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: rounding.seconds(value) if value else "0"))


def rows(axes: Axes, names: Sequence[str], said: Sequence[str]) -> None:
    """Give each contender a row, from the top, its name on the left and what is said of it on the right."""
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", linewidth=0.4)
    axes.spines["left"].set_visible(False)
    for row, text in enumerate(said):
        place = (1.02, row)
        axes.annotate(text, place, xycoords=("axes fraction", "data"), va="center_baseline", annotation_clip=False)


def text_of_ratio(value: float) -> str:
    """Return a tick of an axis of ratios."""
    return f"{value:.3g}x"
