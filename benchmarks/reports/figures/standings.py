"""The figure at the head of a page: of every question that it asks, the plain and the best form of each framework."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.drawings.standings import StandRows, of_page
from benchmarks.reports.figures import RunFigure
from benchmarks.reports.figures.axes import rows, show
from benchmarks.reports.figures.sheet import ROW, sheet
from benchmarks.reports.figures.style import FAINT, GRID, INK, points

#: Inches that a panel's title and axis take.
AROUND = 0.55
#: Rows are nearer to each other than where each has a figure's width of points; titles begin where the figure does.
DENSE, LEFT = 0.72, 0.015
#: Points that a title stands above its panel.
ABOVE = 5


def draw(analysis: Analysis) -> Figure | None:
    """Return a panel a question; None where the record has times of none."""
    drawings = of_page(analysis)
    if not drawings:
        return None
    sentence = (
        "Each framework's plain form and its fastest current one, as times the time of the fastest, with 95 % "
        f"intervals over processes. Outside the grey band of {rounding.band(analysis.band)} is real, inside "
        "it the same, across its edge not settled, with grey words. Hollow: dynamic graphs, and the control."
    )
    heights = [len(drawing.rows) * DENSE * ROW + AROUND for drawing in drawings]
    figure, axes = sheet(
        analysis.record,
        "Who is fastest?",
        sentence,
        height=sum(heights),
        nrows=len(drawings),
        gridspec_kw={"height_ratios": heights},
    )
    for panel, drawing in zip(axes, drawings, strict=True):
        _panel(panel, drawing)
    axes[-1].set_xlabel(drawings[-1].axis.label)
    return figure


def _panel(axes: Axes, drawing: StandRows) -> None:
    axes.axvspan(*drawing.band, color=GRID, linewidth=0)
    axes.axvline(1, color=FAINT, linewidth=0.8)
    for place, row in enumerate(drawing.rows):
        if row.limits:
            axes.plot(row.limits, [place, place], color=row.look.colour.light, linewidth=2.2, solid_capstyle="butt")
        axes.plot([row.ratio], [place], **points(row.look))
    names = [f"{row.name} ({row.role})" for row in drawing.rows]
    rows(axes, names, [f"{row.seconds}  {row.verdict}" for row in drawing.rows])
    for text, row in zip(axes.texts, drawing.rows, strict=True):
        text.set_color(INK if row.settled else FAINT)
    show(axes, "x", drawing.axis)
    _title(axes, f"{drawing.title} (time of a {drawing.unit}){drawing.failed and f'; {drawing.failed} failed'}")


def _title(axes: Axes, text: str) -> None:
    """Begin a panel's title at the figure's left, wherever the longest label lets the panel begin."""
    # An empty one keeps its height.
    empty = axes.set_title(" ", loc="left")
    axes.annotate(
        text,
        (LEFT, 1),
        xycoords=("figure fraction", "axes fraction"),
        xytext=(0, ABOVE),
        textcoords="offset points",
        fontsize=empty.get_fontsize(),
        annotation_clip=False,
    ).set_in_layout(False)


FIGURE = RunFigure(place=5, name="standings", draw=draw)
