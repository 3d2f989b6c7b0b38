"""Draw a run's figures from its record, as SVG and PNG."""

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
from benchmarks.reports import figures

EXAMPLE = "figures latest --output drawn"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a run, the view, and where to write."""
    parser.add_argument("run", metavar="RUN", help=HOW_RUNS_ARE_NAMED)
    parser.add_argument("--output", type=values.folder, metavar="FOLDER", help="where to write (default: RUN/figures)")
    add_choices(parser)
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write every figure that the record has the numbers of, and print where they are."""
    folder = run_folder(options.run, options.results)
    record = read(folder)
    analysis = Analysis(record, baseline=baseline_of([record], options.baseline), band=options.band)
    say_files(figures.write(analysis, options.output or folder / "figures"))
    return 0
