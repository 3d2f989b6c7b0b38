"""The figure of all timed blocks."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.drawings.palette import Look, looks_of
from benchmarks.reports.drawings.step_times import BlockRow, step_times
from benchmarks.reports.figures import WorkloadFigure
from benchmarks.reports.figures.axes import rows, show
from benchmarks.reports.figures.sheet import FILLING, row_height, sheet
from benchmarks.reports.figures.style import INK, points

#: The part of a row that its points take.
SPREAD = 0.6


def draw(workload: WorkloadAnalysis) -> Figure | None:
    """Return all blocks of every timed contender, one line of points a process; None if none was timed."""
    drawing = step_times(workload)
    if drawing is None:
        return None
    sentence = (
        "Every point is a timed block, divided by its steps; every line of points a process of its own. The bar is the "
        f"step, which stands on the right. {FILLING}"
    )
    title, height = f"{workload.name}: time of a step", row_height(len(drawing.rows))
    figure, (axes,) = sheet(workload.record, title, sentence, height=height)
    looks = looks_of(workload.record)
    for place, row in enumerate(drawing.rows):
        _row(axes, place, row, looks[row.contender])
    rows(axes, [row.contender for row in drawing.rows], [row.step for row in drawing.rows])
    show(axes, "x", drawing.axis)
    axes.set_xlabel(drawing.axis.label)
    return figure


def _row(axes: Axes, place: int, row: BlockRow, look: Look) -> None:
    for number, seconds in enumerate(row.processes):
        height = place + SPREAD * ((number + 0.5) / len(row.processes) - 0.5)
        axes.plot(seconds, [height] * len(seconds), **points(look) | {"markersize": 3, "markeredgewidth": 0.6})
    step, ends = [row.step_seconds] * 2, [place - 0.42, place + 0.42]
    axes.plot(step, ends, color=INK, linewidth=2, solid_capstyle="butt", zorder=1.5)


FIGURE = WorkloadFigure(place=10, suffix="steps", draw=draw)
