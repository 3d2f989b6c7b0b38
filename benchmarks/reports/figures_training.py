"""Figures of full trainings: test accuracy by epoch, mean and range over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from benchmarks.reports import rounding
from benchmarks.reports.figures_sheet import sheet
from benchmarks.reports.figures_style import FAINT, look
from benchmarks.reports.summary import Record, of_kind

#: Panels in a row, and inches of a row of panels.
COLUMNS, HEIGHT = 4, 1.75


def scores(lines: Sequence[Record], workload: str) -> dict[str, NDArray[np.float64]]:
    """Return test accuracies of every contender that was scored every epoch: a row a seed, a column an epoch.

    Trainings that were scored only at their end, and contenders that failed, are left out.
    """
    failed = {line["contender"] for line in of_kind(lines, "failure") if line["workload"] == workload}
    found: dict[str, list[list[float]]] = {}
    for line in of_kind(lines, "training"):
        scored = len(line["accuracies"])
        if (
            line["workload"] == workload
            and line["contender"] not in failed
            and scored == len(line["epoch_seconds"]) > 1
        ):
            found.setdefault(line["contender"], []).append(line["accuracies"])
    return {name: np.array(rows) for name, rows in found.items()}


def curves(lines: Sequence[Record], workload: str, *, baseline: str) -> Figure | None:
    """Return learning curves, a panel a contender; None where no training was scored every epoch."""
    found = scores(lines, workload)
    if not found:
        return None
    seeds = max(len(rows) for rows in found.values())
    sentence = (
        f"Test accuracy after each epoch; line: mean over seeds ({seeds}), shaded: lowest to highest. Same initial "
        f"weights and batches by seed. Grey, for comparison: the mean of {baseline}."
    )
    columns = min(COLUMNS, len(found))
    rows = math.ceil(len(found) / columns)
    shape = {"nrows": rows, "ncols": columns, "sharex": True, "sharey": True}
    figure, axes = sheet(lines, f"{workload}: learning curves", sentence, height=0.25 + HEIGHT * rows, **shape)
    for each, name in zip(axes, found, strict=False):
        _panel(each, lines, name, found[name], found.get(baseline))
    for each in axes[len(found) :]:
        each.set_axis_off()
    for number, each in enumerate(axes[: len(found)]):
        if number + columns >= len(found):
            each.tick_params(labelbottom=True)
            each.set_xlabel("epochs")
    return figure


def _panel(
    axes: Axes,
    lines: Sequence[Record],
    name: str,
    rows: NDArray[np.float64],
    baseline: NDArray[np.float64] | None,
) -> None:
    how = look(lines, name)
    epochs = np.arange(1, rows.shape[1] + 1)
    if baseline is not None:
        axes.plot(epochs[: baseline.shape[1]], baseline.mean(axis=0), color=FAINT, linewidth=0.9)
    axes.fill_between(epochs, rows.min(axis=0), rows.max(axis=0), color=how.colour, alpha=0.22, linewidth=0)
    axes.plot(epochs, rows.mean(axis=0), **how.marked | {"markersize": 3.5})
    axes.set_title(name, loc="left", fontsize=8.5)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: rounding.share(value).rstrip("0").rstrip(".")))
    last = float(rows[:, -1].mean())
    axes.annotate(f"end: {rounding.share(last)}", (0.05, 0.06), xycoords="axes fraction", fontsize=7.5, color=FAINT)
