"""Make every published page again from the committed records.

Writes the pages and their CSV files, the front page, the figures and the report into the results. The same records give
the same bytes.
"""

from __future__ import annotations

import argparse

from benchmarks.commands.arguments import add_results, say_files
from benchmarks.reports.publishing import publish

EXAMPLE = "publish"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where results are."""
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Publish, and print the files."""
    say_files(publish(options.results))
    return 0
