"""Figures of a run for papers, slides and the README: each module of this package is one, drawn by Matplotlib.

A new figure is a new module with a ``FIGURE``; one whose numbers the record doesn't hold is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.reports.figures.sheet import FORMATS, save, svg
from benchmarks.reports.figures.style import drawing
from benchmarks.reports.registry import registered


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkloadFigure:
    """A figure of every workload; its files are named by the workload and ``suffix``.

    Attributes:
        place: by which figures are ordered.
        suffix: what the figure is of.
        draw: returns the figure; None where the record doesn't hold its numbers.
    """

    place: int
    suffix: str
    draw: Callable[[WorkloadAnalysis], Figure | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class RunFigure:
    """A figure of a whole run; its files are called ``name``."""

    place: int
    name: str
    draw: Callable[[Analysis], Figure | None]


def figures(analysis: Analysis, wanted: Collection[str] = ()) -> dict[str, Figure]:
    """Return a run's figures by name, all or those wanted; draw and save them within ``style.drawing``."""
    draws: dict[str, Callable[[], Figure | None]] = {
        f"{workload.name}_{figure.suffix}": partial(figure.draw, workload)
        for workload in analysis.workloads
        for figure in registered(__name__, WorkloadFigure)
    }
    draws |= {figure.name: partial(figure.draw, analysis) for figure in registered(__name__, RunFigure)}
    pictures = {name: draw() for name, draw in draws.items() if not wanted or name in wanted}
    return {name: figure for name, figure in pictures.items() if figure is not None}


def drawn(analysis: Analysis, name: str) -> bytes | None:
    """Return one of a run's figures by its name, as SVG; None where there is none of that name."""
    with drawing():
        figure = figures(analysis, {name}).get(name)
        return svg(figure, name) if figure else None


def head(analysis: Analysis) -> bytes | None:
    """Return the figure at the head of a page, as SVG: the first of a whole run; None where there is none."""
    with drawing():
        for figure in registered(__name__, RunFigure):
            picture = figure.draw(analysis)
            if picture:
                return svg(picture, figure.name)
    return None


def write(analysis: Analysis, folder: Path, *, formats: Sequence[str] = tuple(FORMATS)) -> list[Path]:
    """Write a run's figures to a folder, each in each format; return the files."""
    with drawing():
        return save(figures(analysis), folder, formats=formats)
