"""Make every published page again from the committed records: ``python -m benchmarks.publish``.

Writes the pages and their CSV files, the front page, the figures and the report into results/. The same records
give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.places import RESULTS
from benchmarks.record.files import RecordError
from benchmarks.reports import figures, front, tables
from benchmarks.reports.readme import MarkersMissingError, filled
from benchmarks.reports.summary import Record
from benchmarks.reports.web import render


def publish(results: Path) -> list[Path]:
    """Write all pages of the records below ``results``/runs; return the files.

    Raises:
        RecordError: a record is damaged, or none measured a page in full.
    """
    runs = [path for path in (results / "runs").glob("*") if path.is_dir()]
    pages, lies = front.published(runs), front.demonstration(runs)
    if not pages:
        raise RecordError(f"no run below {results / 'runs'} has measured a page in full: run pytest --benchmark-only")
    written = [file for one in pages for file in tables.write_page(one.lines, one.page, results)]
    for one in pages:
        drawn = results / "figures" / one.setting
        written += figures.write(tables.of_page(one.lines, one.page), drawn, formats=("svg",))
    if lies:
        written += tables.write(lies, results, UNFAIR)
    texts = {results / "README.md": front.markdown(pages, unfair=bool(lies))}
    for name in dict.fromkeys(one.report for one in pages):
        more = [lies] if lies and name == pages[0].report else []
        texts[results / name] = _report([one for one in pages if one.report == name], more)
    readme = results.parent / "README.md"
    if readme.exists() and any(one.page == "" for one in pages):
        texts[readme] = filled(readme.read_text(encoding="utf-8"), pages)
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    return [*written, *texts]


def _report(pages: Sequence[front.Published], more: Sequence[Sequence[Record]]) -> str:
    """Return the report of runs, each with the pages that it is the latest of, and of ``more`` records."""
    kept: dict[Path, list[str]] = {}
    for one in pages:
        kept.setdefault(one.run, []).append(one.page)
    lines = {one.run: one.lines for one in pages}
    return render.page([*(tables.of_pages(lines[run], names) for run, names in kept.items()), *more])


def main() -> None:
    """Publish, and print the files."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publish", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER", help="(default: results/)")
    options = parser.parse_args()
    try:
        written = publish(options.results)
    except (RecordError, MarkersMissingError) as error:
        sys.exit(str(error))
    sys.stdout.writelines(f"{file}\n" for file in written)


if __name__ == "__main__":
    main()
