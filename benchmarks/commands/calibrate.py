"""Try the method on this machine.

Races contenders whose true ratio is known, because all are the same code and some spin for a stated share of their own
time: how often is identical code called different, and how often is a planted difference found? Bars are those of the
method (see benchmarks/README.md); the exit status is 1 if one is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.times import Comparison
from benchmarks.commands.arguments import add_results
from benchmarks.harness import fakes
from benchmarks.harness.runner.progress import progress_bar
from benchmarks.harness.runner.run import Run
from benchmarks.plan import values
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.record import Record
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


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A known difference.

    Attributes:
        mode: the fake contender.
        ratio: its true ratio to the baseline.
        count: how many of them each race has.
        right: the verdict that is right.
        bar: the least share of right verdicts; for identical code, of verdicts that aren't wrong.
        exact: how far the mean measured ratio may be from the true one, as a share; None for any distance.
    """

    mode: str
    ratio: float
    count: int
    right: Word
    bar: float
    exact: float | None = None

    def is_good(self, word: Word) -> bool:
        """Whether a verdict is right; of identical code, whether it isn't wrong."""
        return word not in {Word.FASTER, Word.SLOWER} if self.right is Word.SAME else word is self.right


PLANTED = (
    Planted(mode="honest", ratio=1.0, count=8, right=Word.SAME, bar=0.95),
    Planted(mode="plus-5-percent", ratio=1.05, count=2, right=Word.SLOWER, bar=0.80),
    Planted(mode="plus-10-percent", ratio=1.10, count=2, right=Word.SLOWER, bar=0.95),
    Planted(mode="plus-25-percent", ratio=1.25, count=1, right=Word.SLOWER, bar=0.95, exact=0.02),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a planted difference.

    Attributes:
        planted: which.
        words: how many cells got each verdict.
        mean_ratio: of all cells; NaN without any.
        reached: the share of good verdicts.
    """

    planted: Planted
    words: Counter[Word]
    mean_ratio: float
    reached: float

    @property
    def passed(self) -> bool:
        """Whether the bar is reached, and the ratio as exact as it must be."""
        exact, error = self.planted.exact, abs(self.mean_ratio / self.planted.ratio - 1)
        return self.reached >= self.planted.bar and (exact is None or error <= exact)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how hard and how often to race, and where records go."""
    parser.add_argument("--effort", choices=tuple(EFFORTS), default="standard", help="(default: standard)")
    parser.add_argument(
        "--races", type=values.count, default=5, help="how often (default: 5, which makes 40 identical cells)"
    )
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Race, print the table, write it to calibration.md in the results; return the exit status."""
    settings, records = settings_of(options.effort), []
    for number in range(options.races):
        sys.stderr.write(f"race {number + 1} of {options.races}\n")
        records.append(race(settings, options.results))
    analyses = [Analysis(record) for record in records]
    comparisons = [
        comparison for analysis in analyses for comparison in analysis.workload(WORKLOAD).comparisons.values()
    ]
    found = outcomes(comparisons)
    page = markdown(_page(found, analyses))
    sys.stdout.write(page)
    write(options.results / "calibration.md", page)
    return 0 if all(outcome.passed for outcome in found) else 1


def _page(found: Sequence[Outcome], analyses: Sequence[Analysis]) -> list[Block]:
    names = ", ".join(analysis.record.name for analysis in analyses)
    rows = pd.DataFrame(
        {
            "true ratio": f"{outcome.planted.ratio:g}",
            "cells": str(outcome.words.total()),
            **{str(word): str(outcome.words[word]) for word in Word},
            "mean ratio": rounding.share(outcome.mean_ratio),
            "bar": f"{'not wrong' if outcome.planted.right is Word.SAME else outcome.planted.right} in "
            f"{outcome.planted.bar:.0%}",
            "reached": rounding.percent(outcome.reached),
            "passed": "yes" if outcome.passed else "no",
        }
        for outcome in found
    )
    facts = heading.facts(analyses[0].record) | {"all records": names}
    return [
        Heading(1, "Calibration: known differences"),
        Bullets([joined(f"{name}: ", fact) for name, fact in facts.items()]),
        Bullets([noise_sentence(analysis.workload(WORKLOAD)) for analysis in analyses]),
        Table("calibration", rows),
    ]


def settings_of(effort: str) -> Settings:
    """Return the settings of a race: nothing but blocks, and no posts."""
    return Settings(effort=replace(EFFORTS[effort], starts=0, extras=False), corpus="synthetic", baseline=BASELINE)


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


def outcomes(comparisons: Sequence[Comparison]) -> list[Outcome]:
    """Return what became of every planted difference, given the comparisons of all races with the baseline."""
    return [
        _outcome(planted, [one for one in comparisons if one.contender.rpartition("-")[0] == planted.mode])
        for planted in PLANTED
    ]


def _outcome(planted: Planted, cells: Sequence[Comparison]) -> Outcome:
    words = Counter(cell.verdict.word for cell in cells)
    ratios = [cell.ratio.estimate for cell in cells if cell.ratio]
    good = sum(count for word, count in words.items() if planted.is_good(word))
    return Outcome(
        planted=planted,
        words=words,
        mean_ratio=float(np.mean(ratios)) if ratios else float("nan"),
        reached=good / len(cells) if cells else 0.0,
    )
