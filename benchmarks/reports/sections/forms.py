"""What each contender is, in a line: of those that no other table of the page describes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.document import Block, Table
from benchmarks.reports.sections import WorkloadSection


def _described(workload: WorkloadAnalysis) -> list[str]:
    """Return who is timed and stands in no row of what one option brings, where it would be described."""
    options = {comparison.contender for comparison in workload.options}
    return [name for name in workload.times.timed if name not in options]


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    roster = workload.record.roster
    frame = pd.DataFrame({"contender": name, "what it is": roster[name].summary} for name in _described(workload))
    return [Table(f"{workload.name}_forms", frame)]


SECTION = WorkloadSection(
    place=28, title="What each is", applies=lambda workload: bool(_described(workload)), blocks=_blocks
)
