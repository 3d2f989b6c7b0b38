"""The figure of the time that a word of a sequence takes."""

from __future__ import annotations

from matplotlib.figure import Figure

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.drawings.palette import looks_of
from benchmarks.reports.drawings.words import words
from benchmarks.reports.figures import WorkloadFigure
from benchmarks.reports.figures.axes import rows, show
from benchmarks.reports.figures.sheet import FILLING, row_height, sheet
from benchmarks.reports.figures.style import points


def draw(workload: WorkloadAnalysis) -> Figure | None:
    """Return the time of a word in every form; None where rows aren't sequences."""
    drawing = words(workload)
    if drawing is None:
        return None
    sentence = (
        "A block's time over its words. Beside it: how batches are padded, and the share of positions that hold "
        f"no word. {FILLING}"
    )
    title, height = f"{workload.name}: time of a word", row_height(len(drawing.rows))
    figure, (axes,) = sheet(workload.record, title, sentence, height=height)
    looks = looks_of(workload.record)
    for place, row in enumerate(drawing.rows):
        axes.plot([row.word_seconds], [place], **points(looks[row.contender]))
    rows(axes, [row.contender for row in drawing.rows], [row.text for row in drawing.rows])
    show(axes, "x", drawing.axis)
    axes.set_xlabel(drawing.axis.label)
    return figure


FIGURE = WorkloadFigure(place=30, suffix="words", draw=draw)
