"""Every contender against every other, as matrices of words and ratios."""

from __future__ import annotations

import pandas as pd

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.times import expected_misses
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Heading, Table, Text


def matrices(analysis: Analysis) -> list[Block]:
    """Return a matrix for each workload: what can be said of the row's time against the column's."""
    return [block for workload in analysis.workloads if workload.times.timed for block in _matrix(workload)]


def _matrix(workload: WorkloadAnalysis) -> list[Block]:
    names, times = workload.times.timed, workload.times
    frame = pd.DataFrame({"": names})
    for column in names:
        against = times.against(column)
        frame[column] = [
            "" if row == column else rounding.verdict(against[row].verdict, against[row].ratio, workload.band)
            for row in names
        ]
    count = len(names) * (len(names) - 1)
    return [
        Heading(2, f"{workload.name}: row against column"),
        Table(f"{workload.name}_pairwise", frame),
        Text(f"{count} comparisons at 95 %: {expected_misses(count):.1f} intervals are expected to miss."),
    ]
