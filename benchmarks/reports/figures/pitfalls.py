"""The figure of mistakes made on purpose: how far each moved its ratio."""

from __future__ import annotations

from matplotlib.figure import Figure

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.drawings.axes import logarithmic
from benchmarks.reports.figures import RunFigure
from benchmarks.reports.figures.axes import rows, show
from benchmarks.reports.figures.sheet import ROW, sheet
from benchmarks.reports.figures.style import FAINT, INK
from benchmarks.reports.sections.pitfalls import BANNER

#: Inches that title and axis take, and what a row takes of that of a contender.
AROUND, DENSE = 0.6, 0.72


def draw(analysis: Analysis) -> Figure | None:
    """Return a row a mistake that moved one ratio; None where none was made."""
    moved = {shown.pitfall.name: shown.moved for shown in analysis.pitfalls if shown.moved is not None}
    if not moved:
        return None
    ends = [limit for ratio in moved.values() for limit in (ratio.estimate, ratio.low, ratio.high)]
    axis = logarithmic(
        min(0.95, *ends) / 1.1, max(1.05, *ends) * 1.1, label="unfair ratio over the honest one", text=rounding.times
    )
    sentence = f"{BANNER}. Each row is one mistake beside the honest measurement; bars are 95 % intervals."
    figure, (axes,) = sheet(
        analysis.record, "How far does each mistake move a ratio?", sentence, height=AROUND + DENSE * ROW * len(moved)
    )
    axes.axvline(1, color=FAINT, linewidth=0.8)
    for place, ratio in enumerate(moved.values()):
        axes.plot([ratio.low, ratio.high], [place, place], color=INK, linewidth=2.2, solid_capstyle="butt")
        axes.plot([ratio.estimate], [place], marker="o", linestyle="none", color=INK)
    rows(axes, [*moved], [rounding.ratio(ratio) for ratio in moved.values()])
    show(axes, "x", axis)
    axes.set_xlabel(axis.label)
    return figure


FIGURE = RunFigure(place=8, name="pitfalls", draw=draw)
