"""Replace the published pages by those of some runs, or make all of them again.

Writes the pages, their data, the front page, the figures and the report into the results: all pages of a run together,
after all of them have been made; data of a table that a page no longer has go. Without a run the published pages are
made again; the same records give the same bytes. A page of a stronger effort gives way to one of a weaker only with
--weaker. What a run measured that ended early is published only with --unfinished; its pages say so, and any run that
doesn't end early is stronger.
"""

from __future__ import annotations

import argparse

from benchmarks.commands.arguments import HOW_RUNS_ARE_NAMED, add_results, run_folder, say_files
from benchmarks.reports.publishing import publish

EXAMPLE = "publish latest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the runs, how to insist, and where results are."""
    parser.add_argument("runs", nargs="*", metavar="RUN", help=HOW_RUNS_ARE_NAMED)
    parser.add_argument(
        "--weaker", action="store_true", help="let a page of a stronger effort give way to one of a weaker"
    )
    parser.add_argument(
        "--unfinished", action="store_true", help="publish what runs measured that ended early, with a warning"
    )
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Publish, and print the files."""
    runs = [run_folder(run, options.results) for run in options.runs]
    say_files(publish(options.results, runs, weaker=options.weaker, unfinished=options.unfinished))
    return 0
