"""Try the method on this machine.

Races contenders whose true ratio is known, because all are the same code and some spin for a stated share of their own
time: how often is identical code called different, and how often is a planted difference found? Bars are those of the
method (see benchmarks/README.md); the exit status is 1 if one is missed.
"""

from __future__ import annotations

import argparse

from benchmarks.commands.arguments import add_results
from benchmarks.plan.settings import EFFORTS

EXAMPLE = "calibrate --effort fast --races 2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how hard and how often to race, and where records go."""
    parser.add_argument("--effort", choices=tuple(EFFORTS), default="standard", help="(default: standard)")
    parser.add_argument(
        "--races", type=_races, default=5, help="how often (default: 5, which makes 40 identical cells)"
    )
    add_results(parser)


def _races(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number of races, 1 at least")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Race, print the table, write it to calibration.md in the results; return the exit status."""
    raise NotImplementedError(options)
