"""Where inputs are sparse the dense update of all weights remains: how near does each step come to that floor?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Table, Text
from benchmarks.reports.sections import WorkloadSection


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    floor, times = workload.update_floor, workload.times
    assert floor is not None
    steps = {name: seconds for name, seconds in times.step_seconds.items() if name != times.repeat}
    frame = pd.DataFrame(
        {
            "contender": name,
            "step": rounding.seconds(seconds),
            "times the floor": f"{seconds / floor.seconds:.1f}",
        }
        for name, seconds in sorted(steps.items(), key=lambda step: step[1])
    )
    said = (
        f"Adam updates every weight at every step, whether its word was there or not: at least "
        f"{rounding.large(floor.moved_bytes, 'B')} a step, {rounding.seconds(floor.seconds)} at the copy bandwidth of "
        "this run. An Adam that skips the other rows would be another equation."
    )
    return [Text(said), Table(f"{workload.name}_update_floor", frame)]


SECTION = WorkloadSection(
    place=40,
    title="How near the optimiser's own floor",
    applies=lambda workload: bool(workload.times.timed) and workload.update_floor is not None,
    blocks=_blocks,
    in_report="open",
)
