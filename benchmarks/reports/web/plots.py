"""Plots of two axes as the template draws them: places in per cent, labels that don't lie on each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import numpy as np

from benchmarks.reports import rounding
from benchmarks.reports.drawings.axes import Axis, apart, logarithmic
from benchmarks.reports.drawings.palette import Look
from benchmarks.reports.drawings.roofline import Roofline
from benchmarks.reports.drawings.size_sweep import SizeSweep
from benchmarks.reports.drawings.totals import Crossing, TotalLine, Totals
from benchmarks.reports.standings import title_of
from benchmarks.reports.web.places import at, down, path

#: Pixels: the height of a plot and of one of several, and how far labels stand apart.
HEIGHT, PANEL, APART = 300, 210, 16.0
#: What is said of a step that takes more than twice the time that the ceilings allow.
BELOW = ", below half"
#: Columns of workloads stand so far apart at least, in per cent of the width.
ASIDE = 10.0


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A contender's line, labelled at its right end, which is so many per cent down; ``note`` tells it from another."""

    look: Look
    path: str
    end: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A contender's point, and what it says; ``limits`` are the ends of an interval across."""

    look: Look
    across: float
    down: float
    text: str
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A short bar that belongs to no contender, with the letter of its column."""

    across: float
    down: float
    letter: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A plot: ``guide`` is a path that belongs to no contender; ``cursor`` says whether a slider moves a line."""

    title: str
    x: Axis
    y: Axis
    curves: Sequence[Curve] = ()
    points: Sequence[Point] = ()
    crossings: Sequence[Point] = ()
    bars: Sequence[Bar] = ()
    guide: str = ""
    cursor: bool = False
    height: int = HEIGHT

    @property
    def labels(self) -> list[tuple[Curve, float]]:
        """The curves, and how many pixels down their labels stand."""
        places = apart([curve.end * self.height / 100 for curve in self.curves], APART, low=0, high=self.height)
        return [(curve, round(place, 1)) for curve, place in zip(self.curves, places, strict=True)]


def note_of(line: TotalLine) -> str:
    """Return what tells a start from another one of the same contender."""
    return "warm cache" if line.warm else ""


def totals(drawing: Totals, steps: Iterable[float], *, looks: Mapping[str, Look]) -> list[Plot]:
    """Return a plot a framework: time from process start over steps, as times that of whoever is first by then."""
    across = np.array([*steps], np.float64)
    seconds = np.array([line.seconds(across) for line in drawing.lines])
    best = np.nanmin(seconds, axis=0)
    shares = seconds / best
    y = logarithmic(
        1 / 1.05,
        max(2.0, 1.1 * float(np.nanmax(shares))),
        label="time from process start, as times that of the first",
        text=rounding.times,
        most=5,
    )
    lines = list(zip(drawing.lines, shares, strict=True))
    return [
        Plot(
            title=title_of(framework),
            x=drawing.steps,
            y=y,
            curves=[
                Curve(
                    look=looks[line.contender],
                    path=path(drawing.steps, y, zip(across, share, strict=True)),
                    end=down(y, float(share[-1])),
                    note=note_of(line),
                )
                for line, share in lines
                if looks[line.contender].framework == framework
            ],
            crossings=[
                _crossing(crossing, drawing, y, looks)
                for crossing in drawing.crossings
                if looks[crossing.contender].framework == framework
            ],
            cursor=True,
            height=PANEL,
        )
        for framework, count in Counter(looks[line.contender].framework for line in drawing.lines).items()
        # A line alone crosses nothing of its own; where it stands is told below the plots.
        if count > 1
    ]


def _crossing(crossing: Crossing, drawing: Totals, y: Axis, looks: Mapping[str, Look]) -> Point:
    x, first = drawing.steps, min(float(line.seconds(crossing.steps)) for line in drawing.lines)
    return Point(
        look=looks[crossing.contender],
        across=at(x, crossing.steps),
        down=down(y, crossing.seconds / first),
        text=crossing.text,
        limits=(at(x, crossing.limits[0]), at(x, crossing.limits[1])) if crossing.limits else None,
    )


def roofline(drawing: Roofline, *, looks: Mapping[str, Look]) -> Plot:
    """Return rates over intensity, a column of points a workload; equal intensities stand side by side."""
    x, y = drawing.intensity, drawing.rate
    places = apart([at(x, column.intensity) for column in drawing.columns], ASIDE, low=0, high=100)
    columns = sorted(zip(places, drawing.columns, strict=True), key=lambda pair: pair[0])
    return Plot(
        title="Roofline: operations a second over operations a byte",
        x=x,
        y=y,
        points=[
            Point(
                look=looks[step.contender],
                across=place,
                down=down(y, step.flop_per_second),
                text=f"{step.contender}, {column.workload}: {step.text} least time / step{BELOW * step.below_half}",
            )
            for place, column in columns
            for step in column.steps
        ],
        guide=path(x, y, drawing.roof),
        bars=[
            Bar(across=place, down=down(y, column.allowed), letter=letter, text=column.workload)
            for letter, (place, column) in zip(ascii_lowercase, columns, strict=False)
        ],
    )


def size_sweep(drawing: SizeSweep, *, looks: Mapping[str, Look]) -> Plot:
    """Return steps over their work, with fits."""
    x, y = drawing.work, drawing.seconds
    return Plot(
        title="A step's time over its work",
        x=x,
        y=y,
        curves=[
            Curve(look=looks[line.contender], path=path(x, y, line.fit), end=down(y, line.fit[-1][1]))
            for line in drawing.lines
            if line.fit
        ],
        points=[
            Point(
                look=looks[line.contender],
                across=at(x, point.flop),
                down=down(y, point.seconds),
                text=f"{line.contender}, {point.text}",
            )
            for line in drawing.lines
            for point in line.points
        ],
    )
