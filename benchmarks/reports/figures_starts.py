"""Figures of what starting costs: total time against steps, and where a static graph overtakes its dynamic form."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import rounding, starts
from benchmarks.reports.figures_axes import logarithmic
from benchmarks.reports.figures_sheet import named, sheet
from benchmarks.reports.figures_style import INK, Look, variants
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.breakeven import BreakEven
from benchmarks.stats.ratios import paired_ratio

#: Steps that are shown at least and at most; a panel reaches ten times as far as its last crossing.
FEWEST, MOST, BEYOND = 1e3, 1e8, 10
HEIGHT = 2.35


@dataclass(frozen=True, kw_only=True)
class Form:
    """A straight line of seconds over steps, and where it crosses the dynamic form's (None for that form itself)."""

    name: str
    cache: str
    begin: float
    step: float
    crossing: BreakEven | None

    def seconds(self, steps: np.ndarray) -> np.ndarray:
        """Return the seconds after so many steps; NaN where the line, whose start is an estimate, isn't positive."""
        total = self.begin + self.step * steps
        return np.where(total > 0, total, np.nan)


def panels(lines: Sequence[Record], workload: str, *, baseline: str) -> dict[str, list[Form]]:
    """Return the lines of each framework that started both a dynamic and a static form: the dynamic one first.

    Seconds count from the import on, which two forms of one framework share. A static form's step is the dynamic one's
    times their ratio, as in the break-even, so that lines cross where the tables say.
    """
    found = starts.break_evens(lines, workload, baseline=baseline)
    frame, blocks, steady = (
        starts.starts(lines, workload),
        blocks_of(lines, workload),
        starts.steady_steps(lines, workload),
    )
    begun = _begun(lines, workload, steady)
    shown: dict[str, list[Form]] = {}
    for name, cache in zip(frame.get("contender", ()), frame.get("cache", ()), strict=True):
        form = starts.dynamic_forms.get(lines, name)
        ratio = None if form is None else paired_ratio(blocks[name], blocks.get(form, {}))
        if form is None or ratio is None or (name, cache, form) not in found:
            continue
        dynamic = Form(name=form, cache="", begin=begun[form, "cold"], step=steady[form], crossing=None)
        step = ratio.estimate * steady[form]
        static = Form(name=name, cache=cache, begin=begun[name, cache], step=step, crossing=found[name, cache, form])
        shown.setdefault(form, [dynamic]).append(static)
    return shown


def _begun(lines: Sequence[Record], workload: str, steady: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Return each form's mean seconds from import until training ran steadily, by name and state of its cache."""
    taken: dict[tuple[str, str], list[float]] = {}
    for line in of_kind(lines, "start"):
        if line["workload"] == workload and line["contender"] in steady:
            first = line["step_seconds"]
            begun = line["build_seconds"] + sum(first) - len(first) * steady[line["contender"]]
            taken.setdefault((line["contender"], line["cache"]), []).append(begun)
    return {key: float(np.mean(values)) for key, values in taken.items()}


def totals(lines: Sequence[Record], workload: str, *, baseline: str) -> Figure | None:
    """Return total time against steps, a panel a framework; None where no static form and its dynamic one started."""
    shown = panels(lines, workload, baseline=baseline)
    if not shown:
        return None
    sentence = (
        "Seconds after so many steps, from the import on, which the forms of one framework share. Dashed and hollow: "
        "dynamic. Outlined markers are where static forms overtake, bars through them 95 % intervals. Dotted: with a "
        "warm compile cache."
    )
    figure, axes = sheet(
        lines, f"{workload}: when does a static graph pay?", sentence, height=HEIGHT * len(shown), nrows=len(shown)
    )
    for each, forms in zip(axes, shown.values(), strict=True):
        _panel(each, forms, variants(lines, list(dict.fromkeys(form.name for form in forms))))
    axes[-1].set_xlabel("steps")
    return figure


def _panel(axes: Axes, forms: Sequence[Form], looks: Mapping[str, Look]) -> None:
    limits = [
        value
        for form in forms
        if form.crossing
        for value in (form.crossing.steps.estimate, form.crossing.steps.high, form.crossing.steps.low)
        if math.isfinite(value)
    ]
    last = min(MOST, max(FEWEST, BEYOND * max(limits, default=0)))
    steps = np.geomspace(1, last, 300)
    handles = []
    for form in forms:
        how, dotted = looks[form.name], {"linestyle": ":"} if form.cache == "warm" else {}
        axes.plot(
            steps,
            form.seconds(steps),
            **how.marked | dotted | {"markersize": 4, "markevery": [0, -1], "clip_on": False},
        )
        handles.append(Line2D([], [], **how.marked | dotted))
    for form in forms:
        if form.crossing:
            _crossing(axes, forms[0], form, looks[form.name], last)
    every = np.concatenate([form.seconds(steps) for form in forms])
    logarithmic(axes, "x", 1, last, text=rounding.steps, most=5)
    logarithmic(axes, "y", np.nanmin(every) / 1.4, np.nanmax(every) * 1.4, text=rounding.seconds)
    axes.set_ylabel("total time")
    axes.legend(handles, [named(_entry(form)) for form in forms], loc="upper left", bbox_to_anchor=(1.0, 1.04))


def _crossing(axes: Axes, dynamic: Form, form: Form, how: Look, last: float) -> None:
    """Mark where a form crosses the dynamic one, and its interval, as far as the axis goes."""
    assert form.crossing is not None
    found = form.crossing.steps
    if not math.isnan(found.low) and found.low < last and found.estimate >= 1:
        ends = [max(1.0, found.low), min(last, max(1.0, found.high))]
        height = dynamic.seconds(np.array([min(last, max(1.0, found.estimate))]))[0]
        axes.plot(ends, [height, height], color=INK, linewidth=1.1, marker="|", markersize=6, zorder=4)
        if found.high > last:
            axes.plot([last], [height], color=INK, marker=">", markersize=5, clip_on=False, zorder=4)
    if 1 <= found.estimate <= last:
        at = np.array([found.estimate])
        axes.plot(at, dynamic.seconds(at), **how.points | {"markeredgecolor": INK, "markeredgewidth": 0.7}, zorder=5)


def _entry(form: Form) -> str:
    if form.crossing is None:
        return form.name
    cache = f", {form.cache}" if form.cache == "warm" else ""
    return f"{form.name}{cache}\n{_when(form.crossing)}"


def _when(crossing: BreakEven) -> str:
    steps = crossing.steps
    if math.isinf(steps.estimate):
        return "never overtakes"
    if steps.estimate == 0:
        return "from the first step"
    limits = "" if math.isnan(steps.low) else f" [{rounding.steps(steps.low)}, {rounding.steps(steps.high)}]"
    said = f"{rounding.steps(steps.estimate)} steps{limits}"
    return f"ahead only until {said}" if crossing.loses else f"after {said}"
