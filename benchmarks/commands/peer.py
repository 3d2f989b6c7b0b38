"""Take part in a run of another machine: start the processes there that contenders train on besides its own.

The run is started as pytest --benchmark-only -k data_parallel --peers 1 --address HOST:PORT; both sides have the same
secret of 16 characters or more in the variable SIDE_BY_SIDE_SECRET. This ends when the run does.
"""

from __future__ import annotations

import argparse

from benchmarks.harness.ranks.gathering import shared_secret
from benchmarks.harness.ranks.peer import take_part
from benchmarks.plan import values

EXAMPLE = "peer 10.0.0.1:29400"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the run is."""
    parser.add_argument("address", type=values.address, metavar="HOST:PORT", help="where the run waits for its peers")


def run(options: argparse.Namespace) -> int:
    """Take part until the run has ended."""
    host, _, port = options.address.rpartition(":")
    take_part(host, int(port), shared_secret())
    return 0
