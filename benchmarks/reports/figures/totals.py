"""The figure of what starting costs: total time against steps, and where static graphs overtake dynamic ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.drawings.palette import Look, looks_of, variants
from benchmarks.reports.drawings.totals import Panel, TotalLine, panels
from benchmarks.reports.figures import WorkloadFigure
from benchmarks.reports.figures.axes import show
from benchmarks.reports.figures.sheet import named, sheet
from benchmarks.reports.figures.style import INK, marked, points

#: Inches of a panel, and the points of a line.
HEIGHT, FINENESS = 2.35, 300


def draw(workload: WorkloadAnalysis) -> Figure | None:
    """Return total time against steps, a panel a framework; None where no static form and its dynamic one started."""
    drawings = panels(workload)
    if not drawings:
        return None
    sentence = (
        "Seconds after so many steps, from the import on, which the forms of one framework share. Dashed and hollow: "
        "dynamic. Outlined markers are where static forms overtake, bars through them 95 % intervals. Dotted: with a "
        "warm compile cache."
    )
    title, count = f"{workload.name}: when does a static graph pay?", len(drawings)
    figure, axes = sheet(workload.record, title, sentence, height=HEIGHT * count, nrows=count)
    plain = looks_of(workload.record)
    for panel, drawing in zip(axes, drawings, strict=True):
        _panel(panel, drawing, variants({line.contender: plain[line.contender] for line in drawing.lines}))
    axes[-1].set_xlabel(drawings[-1].steps.label)
    return figure


def _panel(axes: Axes, drawing: Panel, looks: dict[str, Look]) -> None:
    steps = np.geomspace(1, drawing.steps.high, FINENESS)
    handles = []
    for line in drawing.lines:
        style = marked(looks[line.contender]) | _dotted(line)
        ends = {"markersize": 4, "markevery": [0, -1], "clip_on": False}
        axes.plot(steps, line.seconds(steps), **style | ends)
        handles.append(Line2D([], [], **style))
    for line in drawing.lines:
        _crossing(axes, drawing.lines[0], line, looks[line.contender], drawing.steps.high)
    show(axes, "x", drawing.steps)
    show(axes, "y", drawing.seconds)
    axes.set_ylabel(drawing.seconds.label)
    axes.legend(handles, [named(line.text) for line in drawing.lines], loc="upper left", bbox_to_anchor=(1.0, 1.04))


def _dotted(line: TotalLine) -> dict[str, Any]:
    return {"linestyle": ":"} if line.warm else {}


def _crossing(axes: Axes, dynamic: TotalLine, line: TotalLine, look: Look, last: float) -> None:
    """Mark where a form crosses the dynamic one, and its interval, as far as the axis goes."""
    if line.crossing is None:
        return
    steps = line.crossing.steps
    if not math.isnan(steps.low) and steps.low < last and steps.estimate >= 1:
        ends = [max(1.0, steps.low), min(last, max(1.0, steps.high))]
        height = float(dynamic.seconds(min(last, max(1.0, steps.estimate))))
        axes.plot(ends, [height, height], color=INK, linewidth=1.1, marker="|", markersize=6, zorder=4)
        if steps.high > last:
            axes.plot([last], [height], color=INK, marker=">", markersize=5, clip_on=False, zorder=4)
    if 1 <= steps.estimate <= last:
        place, outlined = [steps.estimate], {"markeredgecolor": INK, "markeredgewidth": 0.7}
        axes.plot(place, [float(dynamic.seconds(steps.estimate))], **points(look) | outlined, zorder=5)


FIGURE = WorkloadFigure(place=40, suffix="starts", draw=draw)
