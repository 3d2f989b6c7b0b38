"""Files of a run in its own folder, and the published pages, which are replaced together, and only when asked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.places import ROOT
from benchmarks.record.files import RecordError
from benchmarks.record.record import Record
from benchmarks.reports import figures
from benchmarks.reports.document import Sentence
from benchmarks.reports.export import frames, latex
from benchmarks.reports.files import write_together
from benchmarks.reports.pages import published
from benchmarks.reports.pages.elsewhere import elsewhere
from benchmarks.reports.pages.front import front
from benchmarks.reports.pages.page import page
from benchmarks.reports.pages.published import Published, demonstration, names_on
from benchmarks.reports.pages.readme import PICTURE, filled
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.web import render

#: Folders of the results: what computers read, what pages show, and the records.
DATA, FIGURES, RUNS = "data", "figures", "runs"
REPORT = "report.html"
Contents = Mapping[Path, str | bytes]


def write_tables(analysis: Analysis, folder: Path, stem: str) -> list[Path]:
    """Write ``stem``.md, ``stem``.csv and what other tables there are to a run's folder; return the files."""
    text = markdown(page(analysis), folder=_from_root(folder))
    tables = {} if analysis.record.environment.demonstration else frames.texts(analysis, stem)
    return write_together({folder / f"{stem}.md": text} | {folder / name: table for name, table in tables.items()})


def write_run(record: Record, folder: Path) -> list[Path]:
    """Write a run's tables and its report to its own folder; return the files."""
    analysis = Analysis(record)
    return [
        *write_tables(analysis, folder, "tables"),
        *write_together({folder / REPORT: render.page([analysis], root=_to_root(folder))}),
    ]


def _from_root(folder: Path) -> str:
    """Return where links of a page in a folder start from; outside the checkout, as if it lay in ``results``."""
    try:
        return folder.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return "results"


def _to_root(folder: Path) -> str:
    """Return where the checkout's root is from a folder in it; nothing from elsewhere."""
    inside = ROOT in folder.resolve().parents
    return "/".join([".."] * len(folder.resolve().relative_to(ROOT).parts)) if inside else ""


def publish(results: Path, runs: Sequence[Path] = (), *, weaker: bool = False, unfinished: bool = False) -> list[Path]:
    """Replace the published pages by those of some runs, or make all of them again; return the files.

    All pages of a run, their data, figures and reports are made before any takes its place. Data and figures that no
    page has any more go.

    Args:
        results: where pages are, and records in its folder ``runs``.
        runs: folders of runs, all pages of which are to be published; none makes the published ones again.
        weaker: whether a page of a stronger effort may give way to one of a weaker.
        unfinished: whether a run that ended early is published, too: what it has measured, and that it ended.

    Raises:
        RecordError: a record is damaged, or none measured a page in full.
        WeakerError: a page would give way to one of a weaker effort, and that wasn't asked for.
        MarkersMissingError: the README has no part for numbers.
    """
    chosen = published.chosen(results, runs, weaker=weaker, unfinished=unfinished)
    if not chosen:
        raise RecordError(
            f"no run below {results / RUNS} has measured a page in full: run pytest --benchmark-only --effort standard"
        )
    pitfalls = demonstration(results, runs)
    made = contents(results, chosen, pitfalls)
    # What an earlier publishing is known to have written: whatever else lies there is a user's own.
    gone = published.written_before(results) - made.keys()
    written = write_together(made | published.listing(results, chosen, pitfalls, made))
    for file in gone:
        file.unlink(missing_ok=True)
    return written


def contents(results: Path, pages: Sequence[Published], pitfalls: Record | None) -> dict[Path, str | bytes]:
    """Return every published file: pages, data, figures, the front page, reports, and the README above them."""
    files: dict[Path, str | bytes] = {}
    for one in pages:
        others = {workload.name: elsewhere(workload, one, pages) for workload in one.analysis.workloads}
        files |= page_contents(one.analysis, one.stem, results, title=one.page.replace("_", " "), others=others)
        if one.setting == published.FIRST and one.page == "":
            files |= _picture(one, results)
    if pitfalls:
        files |= page_contents(Analysis(pitfalls), UNFAIR, results)
    files[results / "README.md"] = markdown(front(pages, pitfalls=pitfalls is not None))
    for name in dict.fromkeys(one.report for one in pages):
        more = [Analysis(pitfalls)] if pitfalls and name == pages[0].report else []
        files[results / name] = render.page([*_of_report(pages, name), *more], root="..")
    readme = results.parent / "README.md"
    if readme.exists() and any(one.page == "" for one in pages):
        files[readme] = filled(readme.read_text(encoding="utf-8"), pages)
    return files


def page_contents(
    analysis: Analysis, stem: str, results: Path, *, title: str = "", others: Mapping[str, Sentence] | None = None
) -> dict[Path, str | bytes]:
    """Return a published page, with the figure at its head, and its tables as CSV and LaTeX, by their files.

    ``others`` say of workloads, by name, which forms of other pages' races are faster or nearer.
    """
    drawn = figures.head(analysis)
    figure = {results / FIGURES / f"{stem}.svg": drawn} if drawn else {}
    blocks = page(analysis, title=title, figure=f"results/{FIGURES}/{stem}.svg" if drawn else "", others=others)
    data = {} if analysis.record.environment.demonstration else frames.texts(analysis, stem)
    return {
        results / f"{stem}.md": markdown(blocks),
        **figure,
        **{results / DATA / name: text for name, text in data.items()},
        results / DATA / f"{stem}.tex": latex.whole(blocks, run=analysis.record.name),
    }


def _picture(one: Published, results: Path) -> dict[Path, str | bytes]:
    """Return the README's picture."""
    drawn = figures.drawn(one.analysis, PICTURE)
    return {results / FIGURES / f"{one.stem}_{PICTURE}.svg": drawn} if drawn else {}


def _of_report(pages: Iterable[Published], report: str) -> list[Analysis]:
    """Return an analysis for each run of a report, of the pages that the run is published for."""
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
