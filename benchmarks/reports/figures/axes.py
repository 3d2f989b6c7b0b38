"""Axes of drawings as Matplotlib's, and rows of contenders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from benchmarks.reports.drawings.axes import Axis


def show(axes: Axes, which: Literal["x", "y"], axis: Axis) -> None:
    """Give a panel an axis with its ends and ticks, and no other ticks."""
    shown = axes.xaxis if which == "x" else axes.yaxis
    scale, limit = (axes.set_xscale, axes.set_xlim) if which == "x" else (axes.set_yscale, axes.set_ylim)
    if axis.logarithmic:
        scale("log")
    limit(axis.low, axis.high)
    shown.set_ticks([tick.value for tick in axis.ticks], [tick.text for tick in axis.ticks])
    shown.set_minor_locator(NullLocator())


def rows(axes: Axes, names: Sequence[str], texts: Sequence[str]) -> None:
    """Give each contender a row, from the top, its name on the left and what is said of it on the right."""
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", linewidth=0.4)
    axes.spines["left"].set_visible(False)
    for row, text in enumerate(texts):
        place = (1.02, row)
        axes.annotate(text, place, xycoords=("axes fraction", "data"), va="center_baseline", annotation_clip=False)
