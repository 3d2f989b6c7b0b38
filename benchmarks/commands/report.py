"""Write one page of one or several runs, which opens from disk and needs no network."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.commands.arguments import HOW_RUNS_ARE_NAMED, add_choices, add_results

EXAMPLE = "report latest --output report.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the runs, the view, and where to write."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help=HOW_RUNS_ARE_NAMED)
    parser.add_argument("--output", type=Path, metavar="FILE", help="the page (default: report.html in the results)")
    add_choices(parser)
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    raise NotImplementedError(options)
