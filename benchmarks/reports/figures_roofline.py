"""The figure of a step under the machine's measured ceilings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from benchmarks.reports import resources, rounding
from benchmarks.reports.figures_axes import logarithmic
from benchmarks.reports.figures_sheet import sheet
from benchmarks.reports.figures_style import FAINT, GRID, INK, look
from benchmarks.reports.summary import Record
from benchmarks.stats.roofline import Ceilings

#: Inches of the panel, and how many labels fit above one another.
HEIGHT, LABELS = 3.6, 19


def roofline(lines: Sequence[Record], workload: str) -> Figure | None:
    """Return a workload's steps under the measured ceilings; None where either is unknown."""
    limits, kernels = resources.ceilings(lines), resources.work(lines, workload)
    frame = resources.resources(lines, workload) if limits and kernels else pd.DataFrame()
    if limits is None or frame.empty:
        return None
    intensity = frame["flop_per_step"].iloc[0] / sum(kernel.moved for kernel in kernels)
    ridge = limits.flop_per_second / limits.bytes_per_second
    sentence = (
        "Operations a second against operations a byte, both counted from the model. Slope and flat: the best copy and "
        "the best float32 matrix product measured in this run. The bar is what they allow kernel by kernel, and each "
        "share is of that."
    )
    figure, (axes,) = sheet(lines, f"{workload}: under the machine's ceilings", sentence, height=HEIGHT)
    across = np.geomspace(min(intensity, ridge) / 4, max(intensity, ridge) * 30, 200)
    top = _roof(axes, across, limits)
    axes.axvline(intensity, color=FAINT, linewidth=0.8, linestyle=":")
    allowed = float((frame["flop_per_second"] / frame["ceiling_share"]).iloc[0])
    axes.plot([intensity / 1.25, intensity * 1.25], [allowed, allowed], color=INK, linewidth=2.5, solid_capstyle="butt")
    low = min(frame["flop_per_second"].min(), across[0] * limits.bytes_per_second) / 1.6
    _label_steps(axes, lines, frame, intensity, float(np.log(top / low)) / LABELS)
    logarithmic(axes, "x", across[0], across[-1], text=lambda value: rounding.large(value, "FLOP/B"))
    logarithmic(axes, "y", low, top, text=lambda value: rounding.large(value, "FLOP/s"))
    return figure


def _roof(axes: Axes, across: NDArray[np.float64], limits: Ceilings) -> float:
    """Draw the ceilings with their numbers; return how far up the panel goes."""
    roof = np.minimum(across * limits.bytes_per_second, limits.flop_per_second)
    top = 1.9 * limits.flop_per_second
    axes.plot(across, roof, color=INK, linewidth=1.8)
    axes.fill_between(across, roof, np.full_like(roof, top), color=GRID, alpha=0.6, linewidth=0)
    flat, slope = rounding.large(limits.flop_per_second, "FLOP/s"), rounding.large(limits.bytes_per_second, "B/s")
    axes.annotate(flat, (across[-1], limits.flop_per_second), (0, 4), textcoords="offset points", ha="right")
    middle = float(np.sqrt(across[0] * limits.flop_per_second / limits.bytes_per_second))
    at = (middle, middle * limits.bytes_per_second)
    axes.annotate(slope, at, (7, -7), textcoords="offset points", va="top")
    return top


def _label_steps(axes: Axes, lines: Sequence[Record], frame: pd.DataFrame, intensity: float, distance: float) -> None:
    """Draw each contender's point, and its label to the right, so far from others on the scale of logarithms."""
    ordered = frame.sort_values("flop_per_second")
    places = apart(list(np.log(ordered["flop_per_second"])), distance)
    for row, place in zip(ordered.to_dict("records"), places, strict=True):
        rate, share = row["flop_per_second"], row["ceiling_share"]
        axes.plot([intensity], [rate], **look(lines, row["contender"]).points)
        axes.annotate(
            f"{row['contender']}  {rounding.large(rate, 'FLOP/s')}, {rounding.percent(share)}",
            (intensity, rate),
            (intensity * 1.7, float(np.exp(place))),
            va="center",
            fontsize=8,
            arrowprops={
                "arrowstyle": "-",
                "color": FAINT,
                "linewidth": 0.6,
                "relpos": (0, 0.5),
                "shrinkA": 1,
                "shrinkB": 5,
            },
        )


def apart(wanted: Sequence[float], distance: float) -> list[float]:
    """Return places as near as may be to wanted ones, which ascend, each so far from the one before at least.

    Neighbours that are too near share out around the mean of what they want.
    """
    groups: list[list[float]] = []
    for place in wanted:
        groups.append([place])
        while len(groups) > 1 and _first(groups[-1], distance) - _last(groups[-2], distance) < distance:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_first(group, distance) + number * distance for group in groups for number in range(len(group))]


def _first(group: Sequence[float], distance: float) -> float:
    return float(np.mean(group)) - distance * (len(group) - 1) / 2


def _last(group: Sequence[float], distance: float) -> float:
    return float(np.mean(group)) + distance * (len(group) - 1) / 2
