"""Try the method on this machine.

Races contenders whose true ratio is known, because all are the same code and some spin for a stated share of their own
time: how often is identical code called different, and how often is a planted difference found? Bars are those of the
method (see benchmarks/README.md); the exit status is 1 if one is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from benchmarks.analysis import two_runs
from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.calibration import PLANTED, WORKLOAD, outcomes
from benchmarks.commands.arguments import HOW_RUNS_ARE_NAMED, ArgumentError, add_results, run_folder
from benchmarks.harness import fakes
from benchmarks.harness.machine.processor import usable_processors
from benchmarks.harness.pitfalls.burners import burners
from benchmarks.harness.runner.progress import progress_bar
from benchmarks.harness.runner.run import Run
from benchmarks.plan import values
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.record import Record, read
from benchmarks.reports.files import write
from benchmarks.reports.pages.calibration import page_of
from benchmarks.reports.render.markdown import markdown

EXAMPLE = "calibrate --effort fast --races 2"
BASELINE = "honest"
BUSY = "--busy"
#: So many races make 40 cells of identical code.
RACES = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how hard and how often to race, and where records go."""
    parser.add_argument("--effort", choices=tuple(EFFORTS), default="standard", help="(default: standard)")
    parser.add_argument(BUSY, action="store_true", help="let a process spin on every core throughout")
    parser.add_argument(
        "--races",
        type=values.count,
        help=f"how often (default: as often as makes {RACES} with those added, so 40 identical cells)",
    )
    parser.add_argument(
        "--add",
        metavar="RUN",
        action="append",
        default=[],
        help="count the race of a calibration that was broken off, too, once for each: " + HOW_RUNS_ARE_NAMED,
    )
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Race, print the table, write it to a page of the results; return the exit status."""
    settings, records = settings_of(options.effort), [read(run_folder(name, options.results)) for name in options.add]
    for number, record in enumerate(records):
        _check_added(record, records[:number], settings, busy=options.busy)
    races = RACES - len(records) if options.races is None else options.races
    with burners(usable_processors() if options.busy else 0):
        for number in range(races):
            sys.stderr.write(f"race {number + 1} of {races}\n")
            records.append(race(settings, options.results))
    analyses = [Analysis(record) for record in records]
    comparisons = [
        comparison for analysis in analyses for comparison in analysis.workload(WORKLOAD).comparisons.values()
    ]
    found = outcomes(comparisons, effort=options.effort, busy=options.busy)
    page = markdown(page_of(found, analyses, busy=options.busy))
    sys.stdout.write(page)
    write(options.results / page_name(options.effort, busy=options.busy), page)
    return 0 if all(outcome.passed for outcome in found) else 1


def _check_added(record: Record, earlier: Sequence[Record], settings: Settings, *, busy: bool) -> None:
    """Refuse a run that is no finished race of this calibration, or is from another machine than those before it.

    Raises:
        ArgumentError: it is none.
    """
    words, of_effort = record.environment.command.split(), record.environment.settings.effort.name
    if Path(__file__).stem not in words or not record.ended:
        raise ArgumentError(f"--add {record.name} is no finished race of a calibration")
    if (of_effort, BUSY in words) != (settings.effort.name, busy):
        kind = f"a {'busy' if BUSY in words else 'quiet'} machine at effort {of_effort}"
        raise ArgumentError(f"--add {record.name} was raced on {kind}: calibrate for that")
    for other in earlier:
        if other.name == record.name:
            raise ArgumentError(f"--add {record.name} is added twice")
        for reason in two_runs.refusals(other, record):
            raise ArgumentError(f"--add {record.name} doesn't belong to {other.name}: {reason}")


def page_name(effort: str, *, busy: bool) -> str:
    """Return the name of the page of a calibration; effort standard, on a quiet machine, needs no word."""
    words = ("calibration", *("busy",) * busy, *(effort,) * (effort != "standard"))
    return f"{'_'.join(words)}.md"


def settings_of(effort: str) -> Settings:
    """Return the settings of a race: nothing but blocks, and no posts."""
    # What the effort resolves at least: time that a quick machine leaves over would add processes.
    bare = replace(EFFORTS[effort], starts=0, extras=False, budget_minutes=0)
    return Settings(effort=bare, corpus="synthetic", baseline=BASELINE)


def race(settings: Settings, results: Path) -> Record:
    """Race the baseline against every planted difference once."""
    declared = {contender.mode: contender for contender in fakes.CONTENDERS}
    roster = {BASELINE: declared[BASELINE]}
    for planted in PLANTED:
        for number in range(planted.count):
            name = f"{planted.mode}-{number + 1}"
            roster[name] = replace(declared[planted.mode], name=name)
    measured = Run({Cell(WORKLOAD, name) for name in roster}, settings, roster=roster, results=results)
    with progress_bar() as show:
        measured.measure(show)
    return measured.record
