"""List the environments of other versions that runs have made, or remove some.

They are made by pytest --against and --against-python, once each, and are used again until they are removed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.commands.arguments import ArgumentError, did_you_mean
from benchmarks.harness.environments.environments import FOLDER, Made, everything, remove
from benchmarks.plan import values
from benchmarks.reports import rounding
from data.store import CACHE, VARIABLE

#: Names every environment.
ALL = "all"

EXAMPLE = "environments --remove all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to remove, and where environments are."""
    parser.add_argument(
        "--remove",
        nargs="+",
        default=[],
        metavar="NAME",
        help=f"remove these: a name or a requirement of the list, or '{ALL}'",
    )
    parser.add_argument(
        "--data-cache",
        type=values.folder,
        default=CACHE,
        metavar="FOLDER",
        help=f"where data sets and environments are kept (default: the variable {VARIABLE}, else .cache/)",
    )


def run(options: argparse.Namespace) -> int:
    """Remove what is to be removed, or print every environment and the bytes that it takes.

    Raises:
        ArgumentError: what is named isn't there.
    """
    if options.data_cache != CACHE and not (options.data_cache / FOLDER).is_dir():
        raise ArgumentError(f"no run has made an environment below {options.data_cache}: name its --data-cache")
    there = everything(options.data_cache)
    if not options.remove:
        sys.stdout.writelines(f"{_line(options.data_cache, name, made)}\n" for name, made in there.items())
        if not there:
            sys.stdout.write(f"no environments below {options.data_cache / FOLDER}\n")
        return 0
    for name in _named(options.remove, there):
        remove(options.data_cache, name)
        sys.stdout.write(f"removed {name}\n")
    return 0


def _named(wanted: list[str], there: Mapping[str, Made | None]) -> list[str]:
    """Return the folders' names of what a user wants removed.

    Raises:
        ArgumentError: there is no such environment.
    """
    names: dict[str, None] = {}
    for text in wanted:
        found = [name for name, made in there.items() if text in {ALL, name} or (made and text == made.environment)]
        if not found and text != ALL:
            known = [*there, *(made.environment for made in there.values() if made)]
            said = did_you_mean(text, known) if known else ": there is none"
            raise ArgumentError(f"there is no environment {text!r}{said}")
        names |= dict.fromkeys(found)
    return [*names]


def _line(cache: Path, name: str, made: Made | None) -> str:
    size = rounding.memory(sum(file.lstat().st_size for file in (cache / FOLDER / name).rglob("*") if file.is_file()))
    if made is None:
        return f"{name}: unfinished, {size}"
    return f"{name}: {made.environment} on Python {made.python}, made {made.date} UTC, {size}"
