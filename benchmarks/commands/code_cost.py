"""Write impls/CODE_COST.md anew: what each form costs in code."""

from __future__ import annotations

import argparse

from benchmarks.commands.arguments import say_files
from benchmarks.plan.places import ROOT
from benchmarks.reports.files import write
from benchmarks.reports.pages.code_cost import code_cost
from benchmarks.reports.render.markdown import markdown

PAGE = ROOT / "impls" / "CODE_COST.md"
EXAMPLE = "code-cost"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: all forms are on one page."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001  the signature of every command
    """Write the page and print where it is."""
    say_files([write(PAGE, markdown(code_cost(), folder="impls"))])
    return 0
