"""Figures of a run for papers, slides and the README; one whose numbers the record doesn't hold is not made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.reports import (
    comparisons,
    figures_roofline,
    figures_starts,
    figures_sweep,
    figures_times,
    figures_training,
)
from benchmarks.reports.figures_sheet import FORMATS, save
from benchmarks.reports.figures_style import drawing
from benchmarks.reports.page import workloads_in
from benchmarks.reports.summary import Record


def figures(lines: Sequence[Record], *, baseline: str, band: float) -> dict[str, Figure]:
    """Return the figures of a record by name; draw and save them within ``figures_style.drawing``."""
    found: dict[str, Figure | None] = {}
    for name in workloads_in(lines):
        found[f"{name}_steps"] = figures_times.step_times(lines, name)
        found[f"{name}_ratios"] = figures_times.ratios(lines, name, baseline=baseline, band=band)
        found[f"{name}_words"] = figures_times.words(lines, name)
        found[f"{name}_starts"] = figures_starts.totals(lines, name, baseline=baseline)
        found[f"{name}_learning"] = figures_training.curves(lines, name, baseline=baseline)
        found[f"{name}_roofline"] = figures_roofline.roofline(lines, name)
    found["size_sweep"] = figures_sweep.sizes(lines)
    return {name: figure for name, figure in found.items() if figure is not None}


def write(
    lines: Sequence[Record],
    folder: Path,
    *,
    baseline: str = "",
    band: float | None = None,
    formats: Sequence[str] = tuple(FORMATS),
) -> list[Path]:
    """Write a record's figures to a folder; baseline and band are the run's unless others are given."""
    chosen, width = comparisons.choice(lines)
    with drawing():
        drawn = figures(lines, baseline=baseline or chosen, band=width if band is None else band)
        return save(drawn, folder, formats=formats)
