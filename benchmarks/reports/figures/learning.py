"""The figure of full trainings: test accuracy by epoch, mean and range over seeds."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.drawings.learning import Learning, LearningCurve, learning
from benchmarks.reports.drawings.palette import Look, looks_of
from benchmarks.reports.figures import WorkloadFigure
from benchmarks.reports.figures.axes import show
from benchmarks.reports.figures.sheet import sheet
from benchmarks.reports.figures.style import FAINT, marked

#: Panels in a row, and inches of a row of panels.
COLUMNS, HEIGHT = 4, 1.75


def draw(workload: WorkloadAnalysis) -> Figure | None:
    """Return learning curves, a panel a contender; None where no training was scored every epoch."""
    drawing = learning(workload)
    if drawing is None:
        return None
    sentence = (
        f"Test accuracy after each epoch; line: mean over seeds ({drawing.seeds}), shaded: lowest to highest. Same "
        f"initial weights and batches by seed. Grey, for comparison: the mean of {workload.baseline}."
    )
    count = len(drawing.curves)
    columns = min(COLUMNS, count)
    rows = math.ceil(count / columns)
    shape = {"nrows": rows, "ncols": columns, "sharex": True, "sharey": True}
    title = f"{workload.name}: learning curves"
    figure, axes = sheet(workload.record, title, sentence, height=0.25 + HEIGHT * rows, **shape)
    looks = looks_of(workload.record)
    for panel, curve in zip(axes, drawing.curves, strict=False):
        _panel(panel, drawing, curve, looks[curve.contender])
    for panel in axes[count:]:
        panel.set_axis_off()
    for panel in axes[count - columns : count]:
        panel.tick_params(labelbottom=True)
        panel.set_xlabel(drawing.epochs.label)
    return figure


def _panel(axes: Axes, drawing: Learning, curve: LearningCurve, look: Look) -> None:
    baseline, epochs, accuracies = drawing.baseline, curve.epochs, curve.accuracies
    if baseline is not None:
        axes.plot(baseline.epochs, baseline.mean, color=FAINT, linewidth=0.9)
    lowest, highest = accuracies.min(axis=0), accuracies.max(axis=0)
    axes.fill_between(epochs, lowest, highest, color=look.colour.light, alpha=0.22, linewidth=0)
    axes.plot(epochs, curve.mean, **marked(look) | {"markersize": 3.5})
    axes.set_title(curve.contender, loc="left", fontsize=8.5)
    show(axes, "x", drawing.epochs)
    show(axes, "y", drawing.accuracy)
    axes.annotate(f"end: {curve.end}", (0.05, 0.06), xycoords="axes fraction", fontsize=7.5, color=FAINT)


FIGURE = WorkloadFigure(place=50, suffix="learning", draw=draw)
