"""A run's files: the page in Markdown, and CSV tables of the same numbers, unrounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.harness.runner.run import Run
from benchmarks.plan import sizes
from benchmarks.plan.questions import GRID, PAGES, STUDIES
from benchmarks.reports import (
    accuracies,
    comparisons,
    moved,
    options,
    resources,
    starts,
    studies,
    summary,
    sweep,
    unfair,
)
from benchmarks.reports.page import markdown, workloads_in
from benchmarks.reports.summary import Record

#: As many digits as linear algebra agrees on with any number of threads, far more than any measurement has.
DIGITS = "%.12g"


def frames(lines: Sequence[Record], *, baseline: str, band: float) -> dict[str, pd.DataFrame]:
    """Return a run's numbers, unrounded, by the name of the CSV file that takes them; the main table's name is empty.

    The main table has a row per contender and workload, ``pairwise`` one per pair of contenders, ``starts`` one per
    contender and state of the compile cache.
    """
    names = workloads_in(lines)
    cells = []
    for name in names:
        frame = summary.timings(lines, name)
        for other in (
            comparisons.frame(lines, name, baseline=baseline, band=band),
            resources.resources(lines, name) if "step_seconds" in frame else pd.DataFrame(),
        ):
            frame = frame.merge(other, on="contender", how="left") if not other.empty else frame
        cells.append(frame.assign(workload=name))
    every: dict[str, list[pd.DataFrame]] = {
        "": cells,
        "_pairwise": [comparisons.pairwise(lines, name, band=band).assign(workload=name) for name in names],
        "_starts": [starts.starts(lines, name).assign(workload=name) for name in names],
        "_accuracy": [accuracies.to_target(lines, name, baseline=baseline).assign(workload=name) for name in names],
    }
    found = {name: pd.concat(parts, ignore_index=True) for name, parts in every.items() if any(map(len, parts))}
    return {name: frame[["workload", *frame.columns.drop("workload")]] for name, frame in found.items()} | {
        "_options": pd.concat([options.frame(lines, name, band=band) for name in names] or [pd.DataFrame()]),
        "_initialisation": accuracies.by_initial_weights(lines, GRID),
        "_sizes": sweep.steps(lines),
        "_scaling": sweep.frame(lines),
        "_studies": pd.concat([studies.frame(lines, study, band=band) for study in STUDIES]),
        "_faults": pd.DataFrame(summary.of_kind(lines, "fault")),
    }


def write(
    lines: Sequence[Record], folder: Path, stem: str, *, baseline: str = "", band: float | None = None, title: str = ""
) -> list[Path]:
    """Write ``stem``.md, ``stem``.csv and what else there is to the folder; return the files."""
    chosen, width = comparisons.choice(lines)
    baseline, band = baseline or chosen, width if band is None else band
    if moved.is_demonstration(lines):
        return unfair.write(lines, folder, stem, band=band)
    texts: dict[str, Any] = {f"{stem}.md": markdown(lines, baseline=baseline, band=band, title=title)}
    for name, frame in frames(lines, baseline=baseline, band=band).items():
        if not frame.empty:
            texts[f"{stem}{name}.csv"] = frame.to_csv(index=False, float_format=DIGITS)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def publish(run: Run) -> list[Path]:
    """Write a run's tables beside its record, and every page that it has measured in full to ``results/``."""
    lines = run.lines
    written = write(lines, run.folder, "tables")
    if moved.is_demonstration(lines):
        return written + [
            file for page in run.pages for file in unfair.write(lines, run.results, page, band=run.settings.band)
        ]
    return written + [file for page in run.pages for file in write_page(lines, page, run.results)]


def write_page(lines: Sequence[Record], page: str, folder: Path) -> list[Path]:
    """Write one page of a run and its CSV files to a folder; return the files."""
    return write(of_page(lines, page), folder, stem_of(lines, page), title=page.replace("_", " "))


def stem_of(lines: Sequence[Record], page: str) -> str:
    """Return what a page's files are called: the device, the threads if they are several, and the page's name."""
    settings = summary.of_kind(lines, "environment")[0]["settings"]
    threads = f"{settings['threads']}_threads" if settings["threads"] > 1 else ""
    return "_".join(filter(None, (settings["device"], threads, page)))


def of_page(lines: Sequence[Record], page: str) -> list[Record]:
    """Return the lines of a record that a page is made of: its own, and those of no workload at all."""
    return of_pages(lines, [page])


def of_pages(lines: Sequence[Record], pages: Iterable[str]) -> list[Record]:
    """Return the lines of a record that several pages are made of."""
    names = {name for page in pages for name in names_on(page)}
    return [line for line in lines if "workload" not in line or line["workload"] in names]


def names_on(page: str) -> set[str]:
    """Return the names of the workloads, studies and sizes whose lines make a page."""
    names = {*PAGES[page].names}
    return names | {*sizes.SIZES} if sizes.SWEEP in names else names
