"""Make a run's tables again from its record.

Writes them beside the record, or prints the matrix of all pairs. Another baseline or band than the run's own is another
view of the same numbers.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.analysis.analysis import Analysis
from benchmarks.commands.arguments import (
    HOW_RUNS_ARE_NAMED,
    add_choices,
    add_results,
    baseline_of,
    run_folder,
    say_files,
)
from benchmarks.record.record import read
from benchmarks.reports.export import latex, tidy
from benchmarks.reports.pages.matrix import matrices
from benchmarks.reports.publishing import write_tables
from benchmarks.reports.render.markdown import markdown

EXAMPLE = "tables latest --baseline numpy"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a run, the view, and the form."""
    parser.add_argument("run", metavar="RUN", help=HOW_RUNS_ARE_NAMED)
    add_choices(parser)
    parser.add_argument("--pairwise", action="store_true", help="print every contender against every other instead")
    parser.add_argument("--latex", action="store_true", help="write the page's tables for LaTeX instead")
    parser.add_argument("--tidy", action="store_true", help="write all samples and a data dictionary instead")
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write the tables and print where they are, or print the matrix."""
    folder = run_folder(options.run, options.results)
    record = read(folder)
    analysis = Analysis(record, baseline=baseline_of([record], options.baseline), band=options.band)
    if options.pairwise:
        sys.stdout.write(markdown(matrices(analysis)))
        return 0
    files = [*latex.write(analysis, folder, "tables")] if options.latex else []
    files += tidy.write(record, folder, "tidy") if options.tidy else []
    say_files(files or write_tables(analysis, folder, "tables"))
    return 0
