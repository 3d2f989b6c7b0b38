"""Time to a given accuracy, and whether contenders end at the same one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.accuracy import Trained
from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Heading, Table, Text, when
from benchmarks.reports.sections import WorkloadSection
from benchmarks.reports.sections.steps import BASELINE
from benchmarks.stats.accuracy import MARGIN, TARGET

_EXPLAINED = (
    "Training alone, by epochs; best and worst seed dropped, a seed that never arrives counts as worst. Seeds that "
    "arrive in their first epoch tell the time of an epoch and no more. Means and ranges are over seeds: one seed's "
    "accuracy moves by points where nothing but rounding differs. Means are equivalent if the 90 % interval of their "
    f"paired difference lies within {100 * MARGIN:g} point."
)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    rows = workload.accuracies.rows
    frame = pd.DataFrame(
        {
            "contender": [row.contender for row in rows],
            "time": rounding.texts(rounding.seconds, [row.reached.seconds for row in rows]),
            "steps": rounding.texts(rounding.steps, [row.reached.steps for row in rows]),
            "in the first epoch": [f"{row.in_first_epoch} of {row.reached.seeds}" for row in rows],
            "missed": [f"{row.reached.missed} of {row.reached.seeds}" for row in rows],
            "accuracy at the end": [
                rounding.spread(row.mean, row.lowest, row.highest, seeds=row.reached.seeds) for row in rows
            ],
            f"means differ from {workload.baseline}'s by": [_equivalence(row) for row in rows],
        }
    )
    epochs = _by_epoch(workload)
    return [
        Text(_EXPLAINED),
        Table(f"{workload.name}_accuracy", frame),
        *when(not epochs.empty, Heading(4, "Accuracy by epoch"), Table(f"{workload.name}_epochs", epochs)),
    ]


def _by_epoch(workload: WorkloadAnalysis) -> pd.DataFrame:
    """Return a row per contender that was scored every epoch: mean and range over seeds."""
    return pd.DataFrame(
        {
            "contender": name,
            **{
                f"epoch {number}": rounding.spread(
                    float(column.mean()), float(column.min()), float(column.max()), seeds=len(column)
                )
                for number, column in enumerate(accuracies.T, start=1)
            },
        }
        for name, accuracies in workload.accuracies.curves.items()
    )


def _equivalence(row: Trained) -> str:
    if row.against_baseline is None:
        return BASELINE
    difference = row.against_baseline.difference
    # Adding 0 leaves no minus in front of a zero.
    points = [round(100 * share, 1) + 0.0 for share in (difference.estimate, difference.low, difference.high)]
    return f"{points[0]:+.1f} [{points[1]:+.1f}, {points[2]:+.1f}] points, {row.against_baseline.word}"


SECTION = WorkloadSection(
    place=70,
    title=f"Time to {rounding.percent(TARGET)} test accuracy",
    applies=lambda workload: bool(workload.accuracies.rows),
    blocks=_blocks,
)
