"""Seconds from process start over steps: a straight line per contender, where they cross, and who is ahead when."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.reports import rounding, starts
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.web import plots, stops
from benchmarks.reports.web.families import Look
from benchmarks.reports.web.scales import Axis, axis_of
from benchmarks.reports.web.stops import Crossings, Key
from benchmarks.stats.breakeven import BreakEven

#: Where the slider begins.
BEGINS = 1000


def lines_of(lines: Sequence[Record], workload: str) -> dict[Key, tuple[float, float]]:
    """Return the seconds that each start takes and those of a steady step, by contender and state of its cache.

    All starts of a framework import the same, so that each has the framework's mean import; its own would let forms
    that differ in nothing cross where the scatter of imports says.
    """
    roster = of_kind(lines, "environment")[0]["roster"]
    imports: dict[Key, list[float]] = defaultdict(list)
    for line in of_kind(lines, "start"):
        if line["workload"] == workload:
            imports[line["contender"], line["cache"]].append(line["import_seconds"])
    shared: dict[str, list[float]] = defaultdict(list)
    for (name, _), seconds in imports.items():
        shared[roster[name]["framework"]] += seconds
    steady = starts.steady_steps(lines, workload)
    return {
        (row["contender"], row["cache"]): (
            float(
                np.mean(row["start_seconds"])
                - np.mean(imports[row["contender"], row["cache"]])
                + np.mean(shared[roster[row["contender"]]["framework"]])
            ),
            steady[row["contender"]],
        )
        for row in starts.starts(lines, workload).to_dict("records")
    }


def starting(lines: Sequence[Record], workload: str, *, looks: Mapping[str, Look]) -> dict[str, Any] | None:
    """Return the plot, the stops of the slider, and what is said at each; None where starts weren't measured."""
    straight = {key: line for key, line in lines_of(lines, workload).items() if line[0] + line[1] > 0}
    if not straight:
        return None
    crossings = _crossings(lines, workload, straight)
    counts = stops.counts(crossings)
    axis_x = Axis(low=1, high=counts[-1])
    axis_y = axis_of(start + steps * step for start, step in straight.values() for steps in (1, counts[-1]))
    assert axis_y is not None
    keys = list(straight)
    plot = plots.plot(
        title=f"{workload}: seconds from process start over steps of training",
        x=plots.across("steps of training", axis_x, rounding.steps),
        y=plots.up("seconds from process start", axis_y, rounding.seconds),
        curves=[
            plots.curve(
                looks[name],
                axis_x,
                axis_y,
                [(k, straight[name, cache][0] + k * straight[name, cache][1]) for k in counts],
                note=_note(cache),
            )
            for name, cache in keys
        ],
        spans=_spans(lines, crossings, axis_x, axis_y, looks),
        cursor=True,
    )
    first = min(range(len(counts)), key=lambda index: abs(math.log(counts[index] / BEGINS)))
    return {
        "plot": plot,
        "keys": [{"look": looks[name], "note": _note(cache)} for name, cache in keys],
        "first": first,
        "stops": [stops.stop(count, axis_x, keys, straight, crossings) for count in counts],
    }


def _note(cache: str) -> str:
    return "warm cache" if cache == "warm" else ""


def _crossings(lines: Sequence[Record], workload: str, straight: Mapping[Key, Any]) -> Crossings:
    found: dict[tuple[str, str, str], BreakEven] = {}
    for name in dict.fromkeys(name for name, _ in straight):
        found |= starts.break_evens(lines, workload, baseline=name)
    return found


def _spans(
    lines: Sequence[Record],
    crossings: Crossings,
    x: Axis,
    y: Axis,
    looks: Mapping[str, Look],
) -> list[dict[str, Any]]:
    """Return where static forms cross the dynamic form of their framework, with the interval of the steps."""
    found = []
    for (name, cache, other), crossing in crossings.items():
        steps = crossing.steps
        if starts.dynamic_forms.get(lines, name) != other or not 1 <= steps.estimate <= x.high:
            continue
        limits = (
            [x.at(steps.low), x.at(steps.high)] if math.isfinite(steps.low) and not math.isnan(steps.high) else None
        )
        known = f" [{rounding.steps(steps.low)}, {rounding.steps(steps.high)}]" if limits else ""
        who = f"{name}, warm cache," if cache == "warm" else name
        text = f"{who} crosses {other} at {rounding.steps(steps.estimate)} steps{known}"
        place = {"x": x.at(steps.estimate), "y": y.down(crossing.seconds), "limits": limits}
        found.append({"look": looks[name], "text": text} | place)
    return found
