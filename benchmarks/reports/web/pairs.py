"""The ratio of every contender's time to every other's, with its interval, so that a page computes none."""

from __future__ import annotations

from typing import TypedDict

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.drawings.axes import Axis
from benchmarks.reports.drawings.ratios import RatioRow, Ratios, ratios
from benchmarks.reports.web.places import Label, at, thinned


class PairRow(TypedDict):
    """A contender against a baseline: the places of its ratio and of its limits (None where it has none), and words."""

    at: float | None
    limits: list[float] | None
    text: str
    unclear: bool
    why: str
    sort: float | None


class Pair(TypedDict):
    """A baseline: the places of ticks, of the band and of 1, and a row for every other contender."""

    ticks: list[Label]
    band: list[float]
    one: float
    rows: dict[str, PairRow]


def pairs(workload: WorkloadAnalysis) -> dict[str, Pair]:
    """Return what is shown against each timed contender as the baseline."""
    drawings = (ratios(workload, baseline) for baseline in workload.times.timed)
    return {drawing.baseline: _pair(drawing) for drawing in drawings if drawing}


def _pair(drawing: Ratios) -> Pair:
    axis = drawing.axis
    return {
        "ticks": thinned(axis),
        "band": [at(axis, edge) for edge in drawing.band],
        "one": at(axis, 1),
        "rows": {row.contender: _row(row, axis) for row in drawing.rows if row.comparison},
    }


def _row(row: RatioRow, axis: Axis) -> PairRow:
    ratio = row.ratio
    return {
        "at": at(axis, ratio.estimate) if ratio else None,
        "limits": [at(axis, ratio.low), at(axis, ratio.high)] if ratio and row.bounded else None,
        "text": row.text,
        "unclear": row.unclear,
        "why": row.why,
        "sort": ratio.estimate if ratio else None,
    }
