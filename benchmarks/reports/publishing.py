"""Files of a run, and every published page made again from the records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.places import ROOT
from benchmarks.record.files import SAMPLES, RecordError
from benchmarks.record.record import Record
from benchmarks.reports import figures
from benchmarks.reports.export import frames
from benchmarks.reports.files import write
from benchmarks.reports.pages.front import front
from benchmarks.reports.pages.page import page
from benchmarks.reports.pages.published import Published, demonstration, names_on, published, stem_of
from benchmarks.reports.pages.readme import filled
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.web import render


def write_tables(analysis: Analysis, folder: Path, stem: str, *, title: str = "") -> list[Path]:
    """Write ``stem``.md, ``stem``.csv and what other tables there are to a folder; return the files."""
    file = write(folder / f"{stem}.md", markdown(page(analysis, title=title), folder=_from_root(folder)))
    if analysis.record.environment.demonstration:
        return [file]
    return [file, *frames.write(analysis, folder, stem)]


def _from_root(folder: Path) -> str:
    """Return where links of a page in a folder start from; outside the checkout, as if it lay in ``results``."""
    try:
        return folder.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return "results"


def write_page(record: Record, name: str, folder: Path) -> list[Path]:
    """Write one page of a run and its CSV files to a folder; return the files."""
    if name == UNFAIR:
        return write_tables(Analysis(record), folder, UNFAIR)
    return write_tables(
        Analysis(record.about(names_on(name))), folder, stem_of(record, name), title=name.replace("_", " ")
    )


def publish(results: Path) -> list[Path]:
    """Write all pages of the records below ``results``/runs, the front page, figures and reports; return the files.

    Raises:
        RecordError: a record is damaged, or none measured a page in full.
        MarkersMissingError: the README has no part for numbers.
    """
    runs = [path for path in (results / "runs").glob("*") if (path / SAMPLES).is_file()]
    pages, pitfalls = published(runs), demonstration(runs)
    if not pages:
        raise RecordError(f"no run below {results / 'runs'} has measured a page in full: run pytest --benchmark-only")
    written = [file for one in pages for file in write_tables(one.analysis, results, one.stem, title=_title(one))]
    for one in pages:
        written += figures.write(one.analysis, results / "figures" / one.setting, formats=("svg",))
    if pitfalls:
        written += write_page(pitfalls, UNFAIR, results)
    texts = {results / "README.md": markdown(front(pages, pitfalls=pitfalls is not None))}
    for name in dict.fromkeys(one.report for one in pages):
        more = [Analysis(pitfalls)] if pitfalls and name == pages[0].report else []
        texts[results / name] = render.page([*_of_report(pages, name), *more])
    readme = results.parent / "README.md"
    if readme.exists() and any(one.page == "" for one in pages):
        texts[readme] = filled(readme.read_text(encoding="utf-8"), pages)
    for file, text in texts.items():
        write(file, text)
    return [*written, *texts]


def _title(one: Published) -> str:
    return one.page.replace("_", " ")


def _of_report(pages: Sequence[Published], report: str) -> list[Analysis]:
    """Return an analysis for each run of a report, of the pages that the run is the latest of."""
    kept: dict[Path, list[Published]] = {}
    for one in pages:
        if one.report == report:
            kept.setdefault(one.folder, []).append(one)
    return [
        ones[0].analysis
        if len(ones) == 1
        else Analysis(ones[0].record.about({name for one in ones for name in names_on(one.page)}))
        for ones in kept.values()
    ]
