"""What loaders cost a batch: the shared one, and the frameworks' own where the rows are dense."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.record.schema import NativeLoader
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Table, Text
from benchmarks.reports.sections import WorkloadSection


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    shared = workload.times.data.loader_seconds
    assert shared is not None
    loaders = [("shared loader", shared.in_file_order, shared.shuffled)]
    loaders += [
        (line.name, line.in_file_order_seconds, line.shuffled_seconds)
        for line in workload.record.of(NativeLoader, workload.name)
    ]
    fastest = min(workload.times.step_seconds[name] for name in workload.times.timed)
    frame = pd.DataFrame(
        {
            "loader, per batch": name,
            "in file order": rounding.seconds(in_file_order),
            "in file order, of the fastest step": rounding.percent(in_file_order / fastest),
            "shuffled": rounding.seconds(shuffled),
            "shuffled, of the fastest step": rounding.percent(shuffled / fastest),
        }
        for name, in_file_order, shuffled in loaders
    )
    return [Text("Outside the clock."), Table(f"{workload.name}_feeding", frame)]


SECTION = WorkloadSection(
    place=80,
    title="Feeding",
    applies=lambda workload: bool(workload.times.timed) and workload.times.data.loader_seconds is not None,
    blocks=_blocks,
)
