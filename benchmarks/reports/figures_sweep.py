"""The figure of the size sweep: time of a step against its work, with fitted lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from benchmarks.plan import sizes as swept
from benchmarks.reports import rounding, sweep
from benchmarks.reports.figures_axes import logarithmic
from benchmarks.reports.figures_sheet import named, sheet
from benchmarks.reports.figures_style import Look, variants
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.scaling import Scaling, Size

#: Inches of a panel.
HEIGHT = 2.5


def sizes(lines: Sequence[Record]) -> Figure | None:
    """Return time a step against work, a panel a framework, with fitted lines; None without a sweep."""
    frame = sweep.steps(lines)
    if frame.empty:
        return None
    fits = {name: fitted for name, (fitted, _) in sweep.scalings(lines).items()}
    roster = of_kind(lines, "environment")[0]["roster"]
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(frame["contender"]):
        groups.setdefault(roster[name]["framework"], []).append(name)
    sentence = (
        "The two-layer net over batches and hidden layers. Lines: overhead + operations / rate + bytes / bandwidth, "
        f"fitted, along the batches at {swept.HIDDEN} hidden units; points off a line have other hidden layers, which "
        "move other bytes. The overhead is what a step costs however small it is."
    )
    figure, axes = sheet(
        lines,
        "Size sweep: time of a step against its work",
        sentence,
        height=HEIGHT * len(groups),
        nrows=len(groups),
    )
    low, high = frame["step_seconds"].min() / 1.5, frame["step_seconds"].max() * 1.5
    for each, names in zip(axes, groups.values(), strict=True):
        _sweep_panel(each, frame, variants(lines, names), fits)
        logarithmic(each, "x", frame["flop"].min() / 1.5, frame["flop"].max() * 1.5, text=_flop, most=6)
        logarithmic(each, "y", low, high, text=rounding.seconds, most=10)
        each.set_ylabel("time of a step")
    axes[-1].set_xlabel("work of a step")
    return figure


def _flop(value: float) -> str:
    return rounding.large(value, "FLOP")


def _sweep_panel(axes: Axes, frame: pd.DataFrame, looks: Mapping[str, Look], fits: Mapping[str, Scaling]) -> None:
    handles, said = [], []
    for name, how in looks.items():
        own = frame[frame["contender"] == name]
        axes.plot(own["flop"], own["step_seconds"], **how.points | {"markersize": 5})
        handles.append(Line2D([], [], **how.marked))
        said.append(name)
        if name not in fits:
            continue
        axes.plot(*_fitted(own[own["hidden"] == swept.HIDDEN], fits[name]), **how.line | {"linewidth": 1.2})
        said[-1] = f"{name}\noverhead {rounding.seconds(fits[name].overhead_seconds)}"
    axes.legend(handles, [named(text) for text in said], loc="upper left", bbox_to_anchor=(1.0, 1.04))


def _fitted(line: pd.DataFrame, scaling: Scaling) -> tuple[NDArray[np.float64], list[float]]:
    """Return a fit along sizes that differ in their rows alone, of which operations and bytes are linear functions."""
    line = line.sort_values("flop")
    flop = np.geomspace(line["flop"].min(), line["flop"].max(), 200)
    moved = np.interp(flop, line["flop"], line["moved"])
    return flop, [scaling.seconds(Size(flop=x, moved=y)) for x, y in zip(flop, moved, strict=True)]
