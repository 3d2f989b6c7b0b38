"""The figure of planted faults: a matrix of fault by mode."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports.drawings.faults import Shows, fault_matrix
from benchmarks.reports.figures import RunFigure
from benchmarks.reports.figures.sheet import AXIS, sheet
from benchmarks.reports.figures.style import FAINT, GROUND, INK

#: Inches of a fault's row.
ROW = 0.21
#: How each is drawn: full, hollow, a small dot, and nothing.
STYLES: dict[Shows, dict[str, Any]] = {
    Shows.NAMED: {"marker": "o", "markersize": 7, "markerfacecolor": INK, "markeredgecolor": INK},
    Shows.RAISED: {"marker": "o", "markersize": 7, "markerfacecolor": GROUND, "markeredgecolor": INK},
    Shows.NOTHING: {"marker": ".", "markersize": 3, "markerfacecolor": FAINT, "markeredgecolor": FAINT},
}


def draw(analysis: Analysis) -> Figure | None:
    """Return a mark for every fault and mode; None where no fault was planted."""
    matrix = fault_matrix(analysis.record)
    if matrix is None:
        return None
    sentence = (
        "Full: what is raised names the user's line. Hollow: something is raised that doesn't name it. Dot: nothing is "
        "raised. Empty: not tried there."
    )
    figure, (axes,) = sheet(
        analysis.record, "Who says what went wrong?", sentence, height=AXIS + ROW * len(matrix.rows)
    )
    for down, shows in enumerate(matrix.rows.values()):
        for across, what in enumerate(shows):
            if what in STYLES:
                axes.plot([across], [down], linestyle="none", **STYLES[what])
    axes.set_xlim(-0.6, len(matrix.modes) - 0.4)
    axes.set_ylim(len(matrix.rows) - 0.4, -0.6)
    axes.set_xticks(range(len(matrix.modes)), matrix.modes, rotation=25, ha="right")
    axes.set_yticks(range(len(matrix.rows)), [*matrix.rows])
    axes.tick_params(length=0)
    return figure


FIGURE = RunFigure(place=7, name="faults", draw=draw)
