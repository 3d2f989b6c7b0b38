"""The figure of all ratios to the baseline, with intervals and verdicts."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.drawings.palette import Look, looks_of
from benchmarks.reports.drawings.ratios import RatioRow, ratios
from benchmarks.reports.figures import WorkloadFigure
from benchmarks.reports.figures.axes import rows, show
from benchmarks.reports.figures.sheet import FILLING, row_height, sheet
from benchmarks.reports.figures.style import FAINT, GRID, INK, points


def draw(workload: WorkloadAnalysis) -> Figure | None:
    """Return the intervals of all ratios to the baseline, the band, and the verdicts; None where there are none."""
    drawing = ratios(workload, workload.baseline)
    shown = [row for row in drawing.rows if row.ratio or row.comparison is None] if drawing else []
    if drawing is None or len(shown) == 1:
        return None
    sentence = (
        f"Time over the time of {drawing.baseline}, with 95 % intervals over processes; left is faster. Shaded: the "
        f"band of {rounding.band(workload.band)}, called the same. Dotted: identical code was "
        f"{rounding.percent(workload.times.noise_floor)} apart. {FILLING}"
    )
    title = f"{workload.name}: against {drawing.baseline}"
    figure, (axes,) = sheet(workload.record, title, sentence, height=row_height(len(shown)))
    axes.axvspan(*drawing.band, color=GRID, linewidth=0)
    axes.axvline(1, color=FAINT, linewidth=0.8)
    for edge in drawing.noise_floor:
        axes.axvline(edge, color=FAINT, linewidth=0.8, linestyle=":")
    looks = looks_of(workload.record)
    for place, row in enumerate(shown):
        _interval(axes, place, row, looks[row.contender])
    rows(axes, [row.contender for row in shown], [row.text for row in shown])
    for text, row in zip(axes.texts, shown, strict=True):
        text.set_color(FAINT if row.unclear or row.comparison is None else INK)
    show(axes, "x", drawing.axis)
    axes.set_xlabel(drawing.axis.label)
    return figure


def _interval(axes: Axes, place: int, row: RatioRow, look: Look) -> None:
    ratio = row.ratio
    estimate = ratio.estimate if ratio else 1.0
    limits = [value for value in (ratio.low, ratio.high) if math.isfinite(value)] if ratio else []
    ends = [min(estimate, *limits), max(estimate, *limits)] if limits else [estimate] * 2
    axes.plot(ends, [place, place], color=look.colour.light, linewidth=2.2, solid_capstyle="butt")
    axes.plot([estimate], [place], **points(look))


FIGURE = WorkloadFigure(place=20, suffix="ratios", draw=draw)
