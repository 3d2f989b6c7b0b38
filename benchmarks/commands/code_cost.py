"""Write impls/CODE_COST.md anew: what each form costs in code."""

from __future__ import annotations

import argparse

EXAMPLE = "code-cost"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: all forms are on one page."""


def run(options: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    raise NotImplementedError(options)
