"""Write one page from the records of runs: ``python -m benchmarks.report results/runs/RUN [RUN ...]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.places import RESULTS
from benchmarks.record.files import RecordError
from benchmarks.record.record import read
from benchmarks.reports.web import render
from benchmarks.stats.verdicts import band_of

OUTPUT = RESULTS / "report.html"


def main() -> None:
    """Write the page, which opens from disk and needs no network, and print where it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="a run's folder, below results/runs/")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FILE", help=f"the page (default: {OUTPUT})")
    parser.add_argument(
        "--baseline", default="", metavar="NAME", help="whom to compare with first (default: the run's)"
    )
    parser.add_argument("--band", type=band_of, metavar="PERCENT", help="what is called the same (default: the run's)")
    options = parser.parse_args()
    try:
        analyses = [Analysis(read(run), baseline=options.baseline, band=options.band) for run in options.runs]
        write(render.page(analyses), options.output)
    except RecordError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{options.output}\n")


def write(text: str, file: Path) -> None:
    """Write the page; raises RecordError where that's impossible."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordError(f"can't write {file}: {error.strerror}; name another with --output") from error


if __name__ == "__main__":
    main()
