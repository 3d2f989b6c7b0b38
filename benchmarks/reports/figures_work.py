"""Figures of time against work: the size sweep with its fitted lines, and steps under the machine's ceilings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from benchmarks.harness import sizes as swept
from benchmarks.reports import numbers, resources, sweep
from benchmarks.reports.figures_axes import logarithmic
from benchmarks.reports.figures_style import FAINT, GRID, INK, Look, look, named, sheet, variants
from benchmarks.reports.summary import Record, of_kind
from benchmarks.statistics.scaling import Scaling, Size

SIZES_HEIGHT, ROOFLINE_HEIGHT = 2.9, 3.6


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
        lines, "Size sweep: time of a step against its work", sentence, height=SIZES_HEIGHT * len(groups), nrows=len(groups)
    )
    low, high = frame["step_seconds"].min() / 1.5, frame["step_seconds"].max() * 1.5
    for each, names in zip(axes, groups.values(), strict=True):
        _sweep_panel(each, frame, variants(lines, names), fits)
        logarithmic(each, "x", frame["flop"].min() / 1.5, frame["flop"].max() * 1.5, text=_flop, most=6)
        logarithmic(each, "y", low, high, text=numbers.seconds)
        each.set_ylabel("time of a step")
    axes[-1].set_xlabel("work of a step")
    return figure


def _flop(value: float) -> str:
    return numbers.large(value, "FLOP")


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
        said[-1] = f"{name}\noverhead {numbers.seconds(fits[name].overhead_seconds)}"
    axes.legend(handles, [named(text) for text in said], loc="upper left", bbox_to_anchor=(1.0, 1.04))


def _fitted(line: pd.DataFrame, scaling: Scaling) -> tuple[NDArray[np.float64], list[float]]:
    """Return a fit along sizes that differ in their rows alone, of which operations and bytes are linear functions."""
    line = line.sort_values("flop")
    flop = np.geomspace(line["flop"].min(), line["flop"].max(), 200)
    moved = np.interp(flop, line["flop"], line["moved"])
    return flop, [scaling.seconds(Size(flop=x, moved=y)) for x, y in zip(flop, moved, strict=True)]


def roofline(lines: Sequence[Record], workload: str) -> Figure | None:
    """Return a workload's steps under the measured ceilings; None where either is unknown."""
    limits, kernels = resources.ceilings(lines), resources.work(lines, workload)
    frame = resources.resources(lines, workload) if limits and kernels else pd.DataFrame()
    if limits is None or frame.empty:
        return None
    intensity = frame["flop_per_step"].iloc[0] / sum(kernel.moved for kernel in kernels)
    ridge = limits.flop_per_second / limits.bytes_per_second
    sentence = (
        "Operations a second against operations a byte, both counted from the model. Slope and flat: the best copy and "
        "the best float32 matrix product measured in this run. The bar is what they allow kernel by kernel, and each "
        "share is of that."
    )
    figure, (axes,) = sheet(lines, f"{workload}: under the machine's ceilings", sentence, height=ROOFLINE_HEIGHT)
    rates = list(frame["flop_per_second"])
    across = np.geomspace(min(intensity, ridge) / 4, max(intensity, ridge) * 30, 200)
    roof = np.minimum(across * limits.bytes_per_second, limits.flop_per_second)
    axes.plot(across, roof, color=INK, linewidth=1.8)
    axes.fill_between(across, roof, roof.max() * 10, color=GRID, alpha=0.6, linewidth=0)
    axes.axvline(intensity, color=FAINT, linewidth=0.8, linestyle=":")
    allowed = float((frame["flop_per_second"] / frame["ceiling_share"]).iloc[0])
    axes.plot([intensity / 1.25, intensity * 1.25], [allowed, allowed], color=INK, linewidth=2.5, solid_capstyle="butt")
    low, high = min(*rates, roof.min()) / 1.6, roof.max() * 1.9
    _label_steps(axes, lines, frame, intensity, (low, high))
    flat, slope = numbers.large(limits.flop_per_second, "FLOP/s"), numbers.large(limits.bytes_per_second, "B/s")
    axes.annotate(flat, (across[-1], limits.flop_per_second), (0, 4), textcoords="offset points", ha="right")
    middle = float(np.sqrt(across[0] * ridge))
    at = (middle, middle * limits.bytes_per_second)
    axes.annotate(slope, at, (7, -7), textcoords="offset points", va="top")
    logarithmic(axes, "x", across[0], across[-1], text=lambda value: numbers.large(value, "FLOP/B"))
    logarithmic(axes, "y", low, high, text=lambda value: numbers.large(value, "FLOP/s"))
    return figure


def _label_steps(
    axes: Axes, lines: Sequence[Record], frame: pd.DataFrame, intensity: float, limits: tuple[float, float]
) -> None:
    """Draw each contender's point, and its label to the right, where it overlaps no other."""
    ordered = frame.sort_values("flop_per_second")
    places = apart(list(np.log(ordered["flop_per_second"])), np.log(limits[1] / limits[0]) / 19)
    for row, place in zip(ordered.itertuples(index=False), places, strict=True):
        how = look(lines, str(row.contender))
        axes.plot([intensity], [row.flop_per_second], **how.points)
        axes.annotate(
            f"{row.contender}  {numbers.large(row.flop_per_second, 'FLOP/s')}, {numbers.percent(row.ceiling_share)}",
            (intensity, row.flop_per_second),
            (intensity * 1.7, float(np.exp(place))),
            va="center",
            fontsize=8,
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 5, "relpos": (0, 0.5)},
        )


def apart(wanted: Sequence[float], distance: float) -> list[float]:
    """Return places as near as may be to wanted ones, which ascend, each so far from the one before at least.

    Neighbours that are too near share out around the mean of what they want.
    """
    groups: list[list[float]] = []
    for place in wanted:
        groups.append([place])
        while len(groups) > 1 and _first(groups[-1], distance) - _last(groups[-2], distance) < distance:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_first(group, distance) + number * distance for group in groups for number in range(len(group))]


def _first(group: Sequence[float], distance: float) -> float:
    return float(np.mean(group)) - distance * (len(group) - 1) / 2


def _last(group: Sequence[float], distance: float) -> float:
    return float(np.mean(group)) + distance * (len(group) - 1) / 2
