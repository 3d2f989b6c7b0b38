"""Compare two runs.

Exit status: 0 if nothing speaks against the second run; with --gate 1 for a confirmed regression and 3 for one that has
yet to be measured again; 2 if the runs can't be compared.
"""

from __future__ import annotations

import argparse

from benchmarks.commands.arguments import HOW_RUNS_ARE_NAMED, add_results

EXAMPLE = "compare 20261121T073541-cpu-standard latest --gate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two runs, one that confirms, and the gate."""
    parser.add_argument("first", metavar="RUN_A", help=f"the earlier: {HOW_RUNS_ARE_NAMED}")
    parser.add_argument("second", metavar="RUN_B", help="the later")
    parser.add_argument("--again", metavar="RUN_C", help="a run of the same versions as RUN_B: confirms it")
    parser.add_argument("--gate", action="store_true", help="say it by the exit status, for CI")
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Print the comparison; return the exit status."""
    raise NotImplementedError(options)
