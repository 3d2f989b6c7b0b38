"""Time to a given accuracy, and whether contenders end at the same one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.accuracy import Trained
from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Table, Text
from benchmarks.reports.sections import WorkloadSection
from benchmarks.reports.sections.steps import BASELINE
from benchmarks.stats.accuracy import MARGIN, TARGET

_EXPLAINED = (
    "Training alone; best and worst seed dropped, a seed that never arrives counts as worst. Accuracies are equivalent "
    f"if the 90 % interval of their paired difference lies within {100 * MARGIN:g} point."
)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    rows = workload.accuracies.rows
    frame = pd.DataFrame(
        {
            "contender": [row.contender for row in rows],
            "time": rounding.texts(rounding.seconds, [row.reached.seconds for row in rows]),
            "steps": rounding.texts(rounding.steps, [row.reached.steps for row in rows]),
            "missed": [f"{row.reached.missed} of {row.reached.seeds}" for row in rows],
            "accuracy at the end": [rounding.spread(row.mean, row.lowest, row.highest) for row in rows],
            f"against {workload.baseline}": [_equivalence(row) for row in rows],
        }
    )
    return [Text(_EXPLAINED), Table(f"{workload.name}_accuracy", frame)]


def _equivalence(row: Trained) -> str:
    if row.against_baseline is None:
        return BASELINE
    difference = row.against_baseline.difference
    points = [100 * share for share in (difference.estimate, difference.low, difference.high)]
    return f"{row.against_baseline.word}, {points[0]:+.1f} [{points[1]:+.1f}, {points[2]:+.1f}] points"


SECTION = WorkloadSection(
    place=70,
    title=f"Time to {TARGET:.0%} test accuracy",
    applies=lambda workload: bool(workload.accuracies.rows),
    blocks=_blocks,
)
