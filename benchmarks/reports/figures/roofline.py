"""The figure of a step under the machine's measured ceilings."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.drawings.axes import apart
from benchmarks.reports.drawings.palette import Look, looks_of
from benchmarks.reports.drawings.roofline import Column, Roofline, roofline
from benchmarks.reports.figures import WorkloadFigure
from benchmarks.reports.figures.axes import show
from benchmarks.reports.figures.sheet import sheet
from benchmarks.reports.figures.style import FAINT, GRID, INK, points

#: Inches of the panel, how many labels fit above one another, and how far the axis goes on to the right for them.
HEIGHT, LABELS, ROOM = 3.6, 19, 30
#: Points of the roof.
FINENESS = 200


def draw(workload: WorkloadAnalysis) -> Figure | None:
    """Return a workload's steps under the measured ceilings; None where either is unknown."""
    drawing = roofline([workload], room=ROOM)
    if drawing is None:
        return None
    (column,) = drawing.columns
    sentence = (
        "Operations a second against operations a byte, both counted from the model. Slope and flat: the best copy and "
        "the best float32 matrix product measured in this run. The bar is what they allow kernel by kernel, and each "
        "share is of that."
    )
    title = f"{workload.name}: under the machine's ceilings"
    figure, (axes,) = sheet(workload.record, title, sentence, height=HEIGHT)
    _roof(axes, drawing)
    axes.axvline(column.intensity, color=FAINT, linewidth=0.8, linestyle=":")
    across, up = [column.intensity / 1.25, column.intensity * 1.25], [column.allowed] * 2
    axes.plot(across, up, color=INK, linewidth=2.5, solid_capstyle="butt")
    _steps(axes, column, looks_of(workload.record), math.log(drawing.rate.high / drawing.rate.low) / LABELS)
    show(axes, "x", drawing.intensity)
    show(axes, "y", drawing.rate)
    return figure


def _roof(axes: Axes, drawing: Roofline) -> None:
    """Draw the ceilings with their numbers."""
    ceilings, left, right = drawing.ceilings, drawing.intensity.low, drawing.intensity.high
    across = np.geomspace(left, right, FINENESS)
    roof = np.minimum(across * ceilings.bytes_per_second, ceilings.flop_per_second)
    axes.plot(across, roof, color=INK, linewidth=1.8)
    axes.fill_between(across, roof, np.full_like(roof, drawing.rate.high), color=GRID, alpha=0.6, linewidth=0)
    peak = (right, ceilings.flop_per_second)
    axes.annotate(rounding.rate(ceilings.flop_per_second), peak, (0, 4), textcoords="offset points", ha="right")
    middle = math.sqrt(left * drawing.ridge)
    slope, place = rounding.large(ceilings.bytes_per_second, "B/s"), (middle, middle * ceilings.bytes_per_second)
    axes.annotate(slope, place, (7, -7), textcoords="offset points", va="top")


def _steps(axes: Axes, column: Column, looks: dict[str, Look], distance: float) -> None:
    """Draw each contender's point, and its label to the right, so far from others on the scale of logarithms."""
    arrow = {"arrowstyle": "-", "color": FAINT, "linewidth": 0.6, "relpos": (0, 0.5), "shrinkA": 1, "shrinkB": 5}
    ordered = sorted(column.steps, key=lambda step: step.flop_per_second)
    places = apart([math.log(step.flop_per_second) for step in ordered], distance)
    for step, place in zip(ordered, places, strict=True):
        axes.plot([column.intensity], [step.flop_per_second], **points(looks[step.contender]))
        axes.annotate(
            f"{step.contender}  {step.text}",
            (column.intensity, step.flop_per_second),
            (column.intensity * 1.7, math.exp(place)),
            va="center",
            fontsize=8,
            arrowprops=arrow,
        )


FIGURE = WorkloadFigure(place=60, suffix="roofline", draw=draw)
