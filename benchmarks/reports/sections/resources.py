"""How near the ceilings a step comes, and its memory."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Code, Sentence, Table, Text, joined
from benchmarks.reports.findings.resources import more_than_counted
from benchmarks.reports.sections import WorkloadSection

BELOW = (
    "What takes more than twice the time that the ceilings allow is below half of them: by slower kernels, by further "
    "passes over memory or by overhead, which a step's time alone doesn't tell apart."
)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    rows = workload.resources
    placed = [row.placement for row in rows]
    columns = {
        "contender": [row.contender for row in rows],
        "work asked for": rounding.texts(rounding.operations, [row.flop for row in rows]),
        "useful rate": rounding.texts(rounding.rate, [place.flop_per_second if place else None for place in placed]),
        "least time / step": rounding.texts(
            rounding.percent, [place.ceiling_share if place else None for place in placed]
        ),
        "peak memory": rounding.texts(rounding.memory, [row.held_bytes for row in rows]),
        "over its imports": rounding.texts(rounding.memory, [row.peak_bytes for row in rows]),
    }
    if any(row.device_peak_bytes is not None for row in rows):
        columns["peak GPU memory"] = rounding.texts(rounding.memory, [row.device_peak_bytes for row in rows])
    explained = joined(_work_sentence(workload), more_than_counted(workload), _least(workload), f" {BELOW}")
    return [Text(explained), Table(f"{workload.name}_resources", pd.DataFrame(columns))]


def _work_sentence(workload: WorkloadAnalysis) -> Sentence:
    work = workload.work
    if not work.kernels:
        return "The work of a step depends on how many words its batch holds, so no rate is given."
    return (
        (
            f"A step is {rounding.large(work.flop, 'FLOP')} and moves at least "
            f"{rounding.large(work.moved_bytes, 'B')}, counted from the model ("
        ),
        Code("impls/work.py"),
        ").",
    )


def _least(workload: WorkloadAnalysis) -> str:
    """Return the least time of a step and what it is for, with a space before it; nothing where it isn't known."""
    row = next((row for row in workload.resources if row.placement), None)
    if row is None or row.placement is None:
        return ""
    least = row.placement.ceiling_share * workload.times.step_seconds[row.contender]
    return (
        f" The ceilings allow a step in {rounding.seconds(least)}: kernel by kernel, the longer of its arithmetic and "
        f"its traffic; most of that is {row.placement.mostly}."
    )


SECTION = WorkloadSection(
    place=60,
    title="How near the ceilings",
    applies=lambda workload: bool(workload.times.timed) and bool(workload.resources),
    blocks=_blocks,
)
