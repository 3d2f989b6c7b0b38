"""Arguments that several commands take: a run, a contender, a band. What is wrong is said in one sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from benchmarks.plan import values
from benchmarks.plan.places import RESULTS
from benchmarks.record.files import SAMPLES, RecordError, read_environment
from benchmarks.record.record import Record, compares_contenders

#: Names the run that began last, calibrations and demonstrations aside.
LATEST = "latest"
HOW_RUNS_ARE_NAMED = f"a run: its name, its folder, its {SAMPLES}, or '{LATEST}'"


class ArgumentError(ValueError):
    """Raised when an argument names nothing that is there; the message is one sentence, with the nearest right one."""


def add_results(parser: argparse.ArgumentParser) -> None:
    """Add where results are."""
    parser.add_argument("--results", type=values.folder, default=RESULTS, metavar="FOLDER", help="(default: results/)")


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Add whom to compare with, and what is called the same."""
    parser.add_argument("--baseline", default="", metavar="NAME", help="whom to compare with (default: the run's)")
    parser.add_argument(
        "--band",
        type=values.percent,
        metavar="PERCENT",
        help="differences up to so much are called the same (default: the run's)",
    )


def run_folder(text: str, results: Path = RESULTS) -> Path:
    """Return the folder of a run.

    Args:
        text: the run's bare name, its folder, its record's file, or ``latest``, which is no calibration and no
            demonstration.
        results: where runs are, in the folder ``runs``.

    Raises:
        ArgumentError: there is no such run.
    """
    runs = results / "runs"
    for folder in (Path(text), Path(text).parent if Path(text).name == SAMPLES else Path(text), runs / text):
        if (folder / SAMPLES).is_file():
            return folder
    names = sorted(file.parent.name for file in runs.glob(f"*/{SAMPLES}"))
    if not names:
        raise ArgumentError(f"there is no run below {runs}: measure one with pytest --benchmark-only")
    if text == LATEST:
        return _latest(runs, names)
    raise ArgumentError(f"there is no run {text!r} below {runs}{did_you_mean(Path(text).name, [*names, LATEST])}")


def _latest(runs: Path, names: Sequence[str]) -> Path:
    """Return the folder of the last run that compares contenders; what can't be read is for its reader to say."""
    for name in reversed(names):
        try:
            if compares_contenders(read_environment(runs / name)):
                return runs / name
        except RecordError:
            return runs / name
    raise ArgumentError(f"below {runs} are calibrations and demonstrations alone: name one of {', '.join(names)}")


def baseline_of(records: Iterable[Record], name: str) -> str:
    """Return the name of a contender that is in every record, or nothing for none.

    Raises:
        ArgumentError: it isn't in one of them.
    """
    for record in records:
        if name and name not in record.roster:
            raise ArgumentError(f"run {record.name} has no contender {name!r}{did_you_mean(name, record.roster)}")
    return name


def did_you_mean(text: str, known: Collection[str]) -> str:
    """Return the end of a sentence that names what a user probably meant, or all that there is."""
    close = get_close_matches(text, known, n=1)
    return f": did you mean {close[0]}?" if close else f": there is {', '.join(known)}"


def say_files(files: Iterable[Path]) -> None:
    """Print where files are, one a line."""
    sys.stdout.writelines(f"{file}\n" for file in files)
