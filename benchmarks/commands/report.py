"""Write one page of one or several runs, which opens from disk and needs no network."""

from __future__ import annotations

import argparse

from benchmarks.analysis.analysis import Analysis
from benchmarks.commands.arguments import (
    HOW_RUNS_ARE_NAMED,
    add_choices,
    add_results,
    baseline_of,
    run_folder,
    say_files,
)
from benchmarks.plan import values
from benchmarks.record.record import read
from benchmarks.reports.files import write
from benchmarks.reports.web import render

EXAMPLE = "report latest --output report.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the runs, the view, and where to write."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help=HOW_RUNS_ARE_NAMED)
    parser.add_argument(
        "--output",
        type=values.file,
        metavar="FILE",
        help="the page (default: the run's own report.html; of several runs, together.html beside the last one's)",
    )
    add_choices(parser)
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    folders = [run_folder(run, options.results) for run in options.runs]
    records = [read(folder) for folder in folders]
    baseline = baseline_of(records, options.baseline)
    text = render.page([Analysis(record, baseline=baseline, band=options.band) for record in records])
    # Beside the record: the reports in the results are what has been published.
    page = folders[-1] / ("report.html" if len(folders) == 1 else "together.html")
    say_files([write(options.output or page, text)])
    return 0
