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
        "--output", type=values.file, metavar="FILE", help="the page (default: report.html in the results)"
    )
    add_choices(parser)
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    records = [read(run_folder(run, options.results)) for run in options.runs]
    baseline = baseline_of(records, options.baseline)
    text = render.page([Analysis(record, baseline=baseline, band=options.band) for record in records])
    say_files([write(options.output or options.results / "report.html", text)])
    return 0
