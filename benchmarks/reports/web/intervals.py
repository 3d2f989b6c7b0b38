"""The ratio of every contender's time to every other's, with its interval, so that a page computes none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from benchmarks.analysis.timings import blocks_of, control_pair
from benchmarks.reports import comparisons, rounding
from benchmarks.reports.comparisons import Comparison
from benchmarks.reports.summary import Record
from benchmarks.reports.web.scales import Axis

#: Ratios that may be ticks, both ways, the roundest first; and how near each other two may stand, in per cent.
ROUND = (1, 10, 2, 5, 100, 3, 1.5, 20, 50, 1.2, 1.1, 1.05, 1.02, 1.01)
APART = 13.0
#: The axis reaches so far at least, so that nothing looks large that is small.
LEAST_REACH = 1.1


def intervals(lines: Sequence[Record], workload: str, *, band: float) -> dict[str, dict[str, Any]]:
    """Return for every timed baseline the ticks, the band's places, and each contender's interval and verdict.

    A contender has the places of its limits and of its ratio (None where it has none), the verdict's text, its word,
    why there is none, and the ratio to sort by.
    """
    twin = (control_pair(lines, workload) or ("", ""))[1]
    return {
        name: _against(comparisons.comparisons(lines, workload, baseline=name, band=band), band)
        for name in blocks_of(lines, workload)
        if name != twin
    }


def _against(found: Sequence[Comparison], band: float) -> dict[str, Any]:
    reach = max([LEAST_REACH, *(_reach(each) for each in found)])
    axis = Axis(low=1 / reach, high=reach)
    return {
        "ticks": _ticks(axis, reach),
        "band": [axis.at(1 / (1 + band)), axis.at(1 + band)],
        "one": axis.at(1),
        "rows": {each.contender: _row(each, axis, band) for each in found},
    }


def _reach(each: Comparison) -> float:
    if each.ratio is None:
        return 1.0
    values = [value for value in (each.ratio.low, each.ratio.estimate, each.ratio.high) if math.isfinite(value)]
    # With two processes limits may be so far apart that nothing else could be seen: they are cut at the axis' end.
    farthest = max(max(each.ratio.estimate, 1 / each.ratio.estimate) * 4, 4)
    return min(farthest, max(max(value, 1 / value) for value in values))


def _row(each: Comparison, axis: Axis, band: float) -> dict[str, Any]:
    ratio = each.ratio
    limits = [axis.at(ratio.low), axis.at(ratio.high)] if ratio and math.isfinite(ratio.low + ratio.high) else None
    return {
        "at": axis.at(ratio.estimate) if ratio else None,
        "limits": limits,
        "text": rounding.verdict(each.verdict, ratio, band),
        "word": str(each.verdict.word),
        "why": rounding.because(each.verdict) if each.verdict.reason else "",
        "sort": ratio.estimate if ratio else None,
    }


def _ticks(axis: Axis, reach: float) -> list[tuple[float, str]]:
    ticks: dict[float, str] = {}
    for value in ROUND:
        both = {axis.at(value): rounding.times(value), axis.at(1 / value): rounding.times(value)}
        if value <= reach and all(abs(place - other) >= APART for place in both for other in ticks):
            ticks |= both
    return sorted(ticks.items())
