"""Try the method on this machine.

Races contenders whose true ratio is known, because all are the same code and some spin for a stated share of their own
time: how often is identical code called different, and how often is a planted difference found? Bars are those of the
method (see benchmarks/README.md); the exit status is 1 if one is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from msgspec.structs import replace

from benchmarks.analysis import two_runs
from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.times import Comparison
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
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Heading, Table, joined
from benchmarks.reports.files import write
from benchmarks.reports.pages import heading
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections.steps import noise_sentence
from benchmarks.stats.verdicts import Word

EXAMPLE = "calibrate --effort fast --races 2"
WORKLOAD = "two_layer_net"
BASELINE = "honest"
BUSY = "--busy"
#: So many races make 40 cells of identical code.
RACES = 5


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A known difference.

    Attributes:
        mode: the fake contender.
        ratio: its true ratio to the baseline.
        count: how many of them each race has.
        right: the verdict that is right.
        exact: how far the mean ratio measured on a quiet machine may be from the true one, as a share; None for any
            distance.
    """

    mode: str
    ratio: float
    count: int
    right: Word
    exact: float | None = None

    def is_good(self, word: Word) -> bool:
        """Whether a verdict is right; of identical code, whether it isn't wrong."""
        return word not in {Word.FASTER, Word.SLOWER} if self.right is Word.SAME else word is self.right


PLANTED = (
    Planted(mode="honest", ratio=1.0, count=8, right=Word.SAME),
    Planted(mode="plus-5-percent", ratio=1.05, count=2, right=Word.SLOWER),
    Planted(mode="plus-10-percent", ratio=1.10, count=2, right=Word.SLOWER),
    Planted(mode="plus-25-percent", ratio=1.25, count=2, right=Word.SLOWER, exact=0.02),
)
#: By fake, the least share of right verdicts; for identical code, of verdicts that aren't wrong.
Bars: TypeAlias = Mapping[str, float]
#: Those of every effort on a quiet machine, and on a busy one.
QUIET_BARS: Mapping[str, Bars] = {
    "smoke": {},
    "fast": {"honest": 0.95, "plus-10-percent": 0.90, "plus-25-percent": 0.99},
    "standard": {"honest": 0.95, "plus-5-percent": 0.80, "plus-10-percent": 0.95, "plus-25-percent": 0.99},
    "rigorous": {"honest": 0.95, "plus-5-percent": 0.95, "plus-10-percent": 0.99, "plus-25-percent": 0.99},
}
BUSY_BARS: Mapping[str, Bars] = {
    "smoke": {},
    "fast": {"honest": 0.95},
    "standard": {"honest": 0.95, "plus-10-percent": 0.80},
    "rigorous": {"honest": 0.95, "plus-10-percent": 0.80},
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a planted difference.

    Attributes:
        planted: which.
        words: how many cells got each verdict.
        mean_ratio: of all cells; NaN without any.
        reached: the share of good verdicts.
        bar: the least share that is good enough; None where none is set.
        exact: how far the mean ratio may be from the true one, as a share; None for any distance.
    """

    planted: Planted
    words: Counter[Word]
    mean_ratio: float
    reached: float
    bar: float | None
    exact: float | None

    @property
    def passed(self) -> bool:
        """Whether the bar is reached, and the ratio as exact as it must be."""
        error = abs(self.mean_ratio / self.planted.ratio - 1)
        return self.bar is None or (self.reached >= self.bar and (self.exact is None or error <= self.exact))


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
    page = markdown(_page(found, analyses, busy=options.busy))
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


def _page(found: Sequence[Outcome], analyses: Sequence[Analysis], *, busy: bool) -> list[Block]:
    names = ", ".join(analysis.record.name for analysis in analyses)
    rows = pd.DataFrame(
        {
            "true ratio": f"{outcome.planted.ratio:g}",
            "cells": str(outcome.words.total()),
            **{str(word): str(outcome.words[word]) for word in Word},
            "mean ratio": rounding.share(outcome.mean_ratio),
            "good": "not wrong" if outcome.planted.right is Word.SAME else str(outcome.planted.right),
            "bar": rounding.MISSING if outcome.bar is None else f"{outcome.bar:.0%}",
            "reached": rounding.percent(outcome.reached),
            "passed": "yes" if outcome.passed else "no",
        }
        for outcome in found
    )
    facts = heading.facts(analyses[0].record) | {"all records": names}
    return [
        Heading(1, f"Calibration: known differences{', a process spinning on every core' * busy}"),
        Bullets([joined(f"{name}: ", fact) for name, fact in facts.items()]),
        Bullets([noise_sentence(analysis.workload(WORKLOAD)) for analysis in analyses]),
        Table("calibration", rows),
    ]


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


def outcomes(comparisons: Sequence[Comparison], *, effort: str, busy: bool) -> list[Outcome]:
    """Return what became of every planted difference, given the comparisons of all races with the baseline."""
    bars = (BUSY_BARS if busy else QUIET_BARS)[effort]
    return [
        _outcome(
            planted,
            [one for one in comparisons if one.contender.rpartition("-")[0] == planted.mode],
            bar=bars.get(planted.mode),
            exact=None if busy else planted.exact,
        )
        for planted in PLANTED
    ]


def _outcome(planted: Planted, cells: Sequence[Comparison], *, bar: float | None, exact: float | None) -> Outcome:
    words = Counter(cell.verdict.word for cell in cells)
    ratios = [cell.ratio.estimate for cell in cells if cell.ratio]
    good = sum(count for word, count in words.items() if planted.is_good(word))
    return Outcome(
        planted=planted,
        words=words,
        mean_ratio=float(np.mean(ratios)) if ratios else float("nan"),
        reached=good / len(cells) if cells else 0.0,
        bar=bar,
        exact=exact,
    )
