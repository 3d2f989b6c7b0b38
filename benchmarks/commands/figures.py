"""Draw a run's figures from its record, as SVG and PNG."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.commands.arguments import HOW_RUNS_ARE_NAMED, add_choices, add_results

EXAMPLE = "figures latest --output drawn"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a run, the view, and where to write."""
    parser.add_argument("run", metavar="RUN", help=HOW_RUNS_ARE_NAMED)
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where to write (default: RUN/figures)")
    add_choices(parser)
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Write every figure that the record has the numbers of, and print where they are."""
    raise NotImplementedError(options)
