"""Seconds from process start over steps: a straight line per contender, where they cross, and who is ahead when."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.reports import numbers, starts
from benchmarks.reports.html import plots
from benchmarks.reports.html.families import Look
from benchmarks.reports.html.scales import Axis, axis_of
from benchmarks.reports.summary import Record, of_kind
from benchmarks.statistics.breakeven import BreakEven

#: Stops of the slider in each power of ten, the powers at least and at most, and where it begins.
STOPS, LEAST_POWER, MOST_POWER, BEGINS = 10, 4, 7, 1000
#: The slider ends this far beyond the last crossing.
BEYOND = 3
#: Contender and state of its compile cache.
Key = tuple[str, str]


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
    stops = _stops(crossings)
    axis_x = Axis(low=1, high=stops[-1])
    axis_y = axis_of(start + steps * step for start, step in straight.values() for steps in (1, stops[-1]))
    assert axis_y is not None
    keys = list(straight)
    plot = plots.plot(
        title=f"{workload}: seconds from process start over steps of training",
        x=plots.axis("steps of training", axis_x, numbers.steps),
        y=plots.axis("seconds from process start", axis_y, numbers.seconds),
        curves=[
            plots.curve(
                looks[name],
                axis_x,
                axis_y,
                [(k, straight[name, cache][0] + k * straight[name, cache][1]) for k in stops],
                note=_note(cache),
            )
            for name, cache in keys
        ],
        spans=_spans(lines, crossings, axis_x, axis_y, looks),
        cursor=True,
    )
    first = min(range(len(stops)), key=lambda index: abs(math.log(stops[index] / BEGINS)))
    return {
        "plot": plot,
        "keys": [{"look": looks[name], "note": _note(cache)} for name, cache in keys],
        "first": first,
        "stops": [_stop(count, axis_x, keys, straight, crossings) for count in stops],
    }


def _note(cache: str) -> str:
    return "warm cache" if cache == "warm" else ""


def _crossings(
    lines: Sequence[Record], workload: str, straight: Mapping[Key, Any]
) -> dict[tuple[str, str, str], BreakEven]:
    found: dict[tuple[str, str, str], BreakEven] = {}
    for name in dict.fromkeys(name for name, _ in straight):
        found |= starts.break_evens(lines, workload, baseline=name)
    return found


def _spans(
    lines: Sequence[Record],
    crossings: Mapping[tuple[str, str, str], BreakEven],
    x: Axis,
    y: Axis,
    looks: Mapping[str, Look],
) -> list[dict[str, Any]]:
    """Return where static forms cross the dynamic form of their framework, with the interval of the steps."""
    found = []
    for (name, cache, other), crossing in crossings.items():
        steps = crossing.steps
        if starts.dynamic_form(lines, name) != other or not 1 <= steps.estimate <= x.high:
            continue
        limits = (
            [x.at(steps.low), x.at(steps.high)] if math.isfinite(steps.low) and not math.isnan(steps.high) else None
        )
        known = f" [{numbers.steps(steps.low)}, {numbers.steps(steps.high)}]" if limits else ""
        text = f"{name}{', warm cache' * (cache == 'warm')} crosses {other} at {numbers.steps(steps.estimate)} steps{known}"
        place = {"x": x.at(steps.estimate), "y": y.down(crossing.seconds), "limits": limits}
        found.append({"look": looks[name], "text": text} | place)
    return found


def _stops(crossings: Mapping[Any, BreakEven]) -> list[int]:
    """Return the numbers of steps at which the slider stops: evenly spaced on a logarithmic scale, two digits each."""
    finite = [each.steps.estimate for each in crossings.values() if 0 < each.steps.estimate < math.inf]
    power = math.ceil(math.log10(BEYOND * max(finite, default=1)))
    power = min(MOST_POWER, max(LEAST_POWER, power))
    counts = (10 ** (number / STOPS) for number in range(STOPS * power + 1))
    return sorted({round(count, 1 - math.floor(math.log10(count))) if count > 10 else round(count) for count in counts})  # noqa: PLR2004


def _stop(
    count: int,
    axis: Axis,
    keys: Sequence[Key],
    straight: Mapping[Key, tuple[float, float]],
    crossings: Mapping[tuple[str, str, str], BreakEven],
) -> dict[str, Any]:
    """Return who is where after so many steps: places in ``keys``, soonest first, the seconds of each, and who is tied."""
    taken = {key: straight[key][0] + count * straight[key][1] for key in keys}
    order = sorted(range(len(keys)), key=lambda index: taken[keys[index]])
    leader = keys[order[0]]
    why = {index: _why_open(count, _crossing(leader, keys[index], keys, crossings)) for index in order[1:]}
    return {
        "steps": numbers.steps(count),
        "at": axis.at(count),
        "order": order,
        "seconds": [numbers.seconds(taken[keys[index]]) for index in order],
        "open": {str(index): reason for index, reason in why.items() if reason},
    }


def _crossing(
    leader: Key, other: Key, keys: Sequence[Key], crossings: Mapping[tuple[str, str, str], BreakEven]
) -> BreakEven | None:
    """Return where two contenders cross; None where that isn't known.

    A contender with a warm cache stands against another one's warm cache, or against its cold one if it has no other.
    """
    for mine, its in ((leader, other), (other, leader)):
        met = (its[0], mine[1]) if (its[0], mine[1]) in keys else (its[0], "cold")
        if met == its and (found := crossings.get((mine[0], mine[1], its[0]))):
            return found
    return None


def _why_open(count: int, found: BreakEven | None) -> str:
    """Return why it isn't settled who is ahead after so many steps; nothing where it is."""
    if found is None or math.isnan(found.steps.low) or math.isnan(found.steps.high):
        return "no interval for this pair"
    low, high = found.steps.low, found.steps.high
    if not low <= count <= high:
        return ""
    if math.isinf(high):
        return f"open: they cross after {numbers.steps(low)} steps at the soonest, if at all"
    return f"open: they cross between {numbers.steps(low)} and {numbers.steps(high)} steps"
