"""Who stands where on a question, as rows of marks with intervals: the report's first screen and a page's head."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.standings import Stand, Standing
from benchmarks.reports import rounding, standings
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis
from benchmarks.reports.drawings.palette import Look, colour_of
from benchmarks.stats.verdicts import Word
from impls.contenders import CONTROL

#: Limits farther away than this leave the axis, so that others can be seen.
FARTHEST = 4.0


@dataclass(frozen=True, kw_only=True)
class StandRow:
    """A form's mark: its time over the leader's, its limits (None without), and words.

    Attributes:
        look: colour and marker of its framework, hollow where its graph is dynamic, as the control's is.
        name, summary: the form; of a way of a study, behind its framework's title; and what it is, in one line.
        ratio, limits: 1 and None for the leader.
        seconds, verdict, role: its time, its verdict against the leader, and what it stands for, in words.
        settled: whether the verdict is one.
    """

    look: Look
    name: str
    summary: str
    ratio: float
    limits: tuple[float, float] | None
    seconds: str
    verdict: str
    role: str
    settled: bool


@dataclass(frozen=True, kw_only=True)
class StandRows:
    """A question's rows on an axis of ratios to the leader.

    ``band`` are the limits of what is called the same; ``failed`` names current forms that have no row for that.
    """

    title: str
    leader: str
    unit: str
    sentence: str
    axis: Axis
    band: tuple[float, float]
    rows: list[StandRow]
    failed: str


def drawing(standing: Standing, *, title: str, band: float) -> StandRows:
    """Return the rows of those that stand for all."""
    rows = [_row(standing, stand, band) for stand in standing.shown]
    return StandRows(
        title=title,
        leader=standing.leader.name,
        unit=standing.unit,
        sentence=standings.sentence(standing, band),
        axis=_axis(rows, band),
        band=(1 / (1 + band), 1 + band),
        rows=rows,
        failed=" and ".join(name or standings.title_of(framework) for framework, name in standing.failed),
    )


def _row(standing: Standing, stand: Stand, band: float) -> StandRow:
    ratio = stand.ratio
    bounded = ratio is not None and math.isfinite(ratio.low + ratio.high)
    return StandRow(
        look=look_of(stand),
        name=standings.named(stand, standing.unit),
        summary=stand.summary,
        ratio=ratio.estimate if ratio else 1.0,
        limits=(ratio.low, ratio.high) if ratio and bounded else None,
        seconds=rounding.seconds(stand.seconds),
        verdict=standings.verdict(standing, stand, band, with_limits=False),
        role=standings.role(standing, stand),
        settled=stand.word is not Word.NO_VERDICT,
    )


def look_of(stand: Stand) -> Look:
    """Return how a form looks: as everywhere, hollow where its graph is dynamic, as the control's is."""
    return Look(
        contender=stand.name,
        framework=stand.framework,
        graph=stand.graph or ("dynamic" if stand.control else "static"),
        number=0,
        colour=colour_of(CONTROL if stand.control else stand.framework),
    )


def _axis(rows: Iterable[StandRow], band: float) -> Axis:
    held = list(rows)
    ends = [row.ratio for row in held] + [1 / (1 + band), 1 + band]
    low, high = min(ends), max(ends)
    for row in held:
        if row.limits:
            low = min(low, max(row.limits[0], row.ratio / FARTHEST))
            high = max(high, min(row.limits[1], row.ratio * FARTHEST))
    return axes.logarithmic(
        low / 1.06, high * 1.06, label="times as long as the fastest current form", text=rounding.times, most=6
    )


def of_page(analysis: Analysis) -> list[StandRows]:
    """Return the rows of every question that a record answers."""
    return [
        drawing(standing, title=title, band=analysis.band) for title, standing in standings.questions(analysis).items()
    ]
