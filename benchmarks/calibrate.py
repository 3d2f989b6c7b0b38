"""Try the method on this machine: ``python -m benchmarks.calibrate``.

Races contenders whose true ratio is known, because all are the same code and some spin for a stated share of their own
time: how often is identical code called different, and how often is a planted difference found? Bars are those of the
method (see benchmarks/README.md); the exit status is 1 if one is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from benchmarks.harness import fakes
from benchmarks.harness.runner.progress import progress_bar
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.places import RESULTS
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.reports import heading, rounding
from benchmarks.reports.comparisons import Comparison, comparisons
from benchmarks.reports.sections import noise_sentence
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.verdicts import BAND, Word

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
    """

    mode: str
    ratio: float
    count: int
    right: Word
    bar: float


PLANTED = (
    Planted(mode="honest", ratio=1.0, count=8, right=Word.SAME, bar=0.95),
    Planted(mode="plus-5-percent", ratio=1.05, count=2, right=Word.SLOWER, bar=0.80),
    Planted(mode="plus-10-percent", ratio=1.10, count=2, right=Word.SLOWER, bar=0.95),
    Planted(mode="plus-25-percent", ratio=1.25, count=1, right=Word.SLOWER, bar=0.95),
)
WRONG = {Word.SAME: {Word.FASTER, Word.SLOWER}}
#: How far the mean measured ratio may be from a planted 1.25.
ACCURACY = 0.02


def race(settings: Settings, results: Path) -> Run:
    """Race the baseline against every planted difference once."""
    declared = {contender.mode: contender for contender in fakes.CONTENDERS}
    roster = {BASELINE: declared[BASELINE]}
    for planted in PLANTED:
        for number in range(planted.count):
            name = f"{planted.mode}-{number + 1}"
            roster[name] = replace(declared[planted.mode], name=name)
    run = Run({Cell(WORKLOAD, name) for name in roster}, settings, roster=roster, results=results)
    with progress_bar() as show:
        run.measure(show)
    return run


def summarise(outcomes: Sequence[Comparison]) -> pd.DataFrame:
    """Return one row per planted difference: ratio, cells, verdicts by word, mean ratio, whether it passed."""
    rows = []
    for planted in PLANTED:
        cells = [outcome for outcome in outcomes if outcome.contender.rpartition("-")[0] == planted.mode]
        words = [cell.verdict.word for cell in cells]
        wrong = WRONG.get(planted.right)
        good = sum(word not in wrong if wrong else word is planted.right for word in words)
        ratios = [cell.ratio.estimate for cell in cells if cell.ratio]
        rows.append(
            {
                "true ratio": planted.ratio,
                "cells": len(cells),
                **{str(word): words.count(word) for word in Word},
                "mean ratio": sum(ratios) / len(ratios) if ratios else float("nan"),
                "bar": f"{'not wrong' if wrong else planted.right} in {planted.bar:.0%}",
                "reached": good / len(cells) if cells else 0.0,
                "passed": bool(cells) and good >= planted.bar * len(cells),
            }
        )
    frame = pd.DataFrame(rows)
    last = frame["true ratio"] == PLANTED[-1].ratio
    exact = (frame["mean ratio"] / frame["true ratio"] - 1).abs() <= ACCURACY
    frame.loc[last, "passed"] = frame["passed"] & exact
    return frame


def main() -> int:
    """Race, print the table, write it to results/calibration.md; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--effort", choices=tuple(EFFORTS), default="standard", help="(default: standard)")
    parser.add_argument("--races", type=int, default=5, help="how often (default: 5, which makes 40 identical cells)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where records and table go (default: results/)")
    options = parser.parse_args()
    if options.races < 1:
        parser.error(f"--races {options.races}: take one at least")
    effort = replace(EFFORTS[options.effort], starts=0, extras=False)
    settings = Settings(effort=effort, corpus="synthetic", baseline=BASELINE)
    runs = []
    for number in range(options.races):
        sys.stderr.write(f"race {number + 1} of {options.races}\n")
        runs.append(race(settings, options.results).lines)
    frame = summarise(
        [outcome for lines in runs for outcome in comparisons(lines, WORKLOAD, baseline=BASELINE, band=BAND)]
    )
    text = _page(frame, runs)
    sys.stdout.write(text)
    (options.results / "calibration.md").write_text(text, encoding="utf-8")
    return 0 if frame["passed"].all() else 1


def _page(frame: pd.DataFrame, runs: Sequence[Sequence[Record]]) -> str:
    environments = [of_kind(lines, "environment")[0] for lines in runs]
    noise = "\n".join(f"- {noise_sentence(lines, WORKLOAD)}" for lines in runs)
    shown = frame.assign(
        **{
            "mean ratio": frame["mean ratio"].map("{:.3f}".format),
            "reached": frame["reached"].map(rounding.percent),
            "passed": frame["passed"].map({True: "yes", False: "no"}),
        }
    )
    return (
        f"# Calibration: known differences\n\n{heading.machine(environments[0])}\n"
        f"- all records: {', '.join(environment['run'] for environment in environments)}\n\n"
        f"{noise}\n\n{shown.to_markdown(index=False, disable_numparse=True)}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
