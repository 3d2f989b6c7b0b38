"""What starting costs, and after how many steps it has paid."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.starts import StartTimes
from benchmarks.plan.cells import workload_of
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Emphasis, Table, Text
from benchmarks.reports.sections import WorkloadSection
from benchmarks.stats.breakeven import BreakEven, State

_EXPLAINED = (
    "Each start alone in a fresh process; times are means over starts. A compile cache is warm after one start. ",
    Emphasis("Graphs"),
    (
        " were traced or compiled by then, none inside the clock. Counted from process start, a contender overtakes "
        "after so many steps. A start holds what all of its first steps take beyond steady ones, of which the "
        "first call is one. Between two forms that import the same the import decides nothing: the time of their "
        "crossing holds the mean of all their imports, the column each one's own."
    ),
)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    starts, baseline = workload.starts, workload.baseline
    crossings = starts.break_evens(baseline)
    epoch_steps = steps_of_epoch(workload)

    rows, forms = list(starts.rows.values()), workload.times.dynamic_forms

    def overtakes(row: StartTimes, other: str) -> str:
        return _overtakes(crossings.get((row.contender, row.cache, other)), epoch_steps)

    frame = pd.DataFrame(
        {
            "contender": [row.contender for row in rows],
            "cache": [row.cache for row in rows],
            "import": rounding.texts(rounding.seconds, [row.import_seconds for row in rows]),
            "build": rounding.texts(rounding.seconds, [row.build_seconds for row in rows]),
            "first call": rounding.texts(rounding.seconds, [row.first_call_seconds for row in rows]),
            "graphs": [str(row.traces) for row in rows],
            "breaks": rounding.texts(rounding.items, [row.graph_breaks for row in rows]),
            "overtakes its dynamic form": [overtakes(row, forms.get(row.contender, "")) for row in rows],
            f"overtakes {baseline}": [overtakes(row, baseline) for row in rows],
        }
    )
    return [Text(_EXPLAINED), Table(f"{workload.name}_starts", frame)]


def steps_of_epoch(workload: WorkloadAnalysis) -> int:
    """Return how many steps an epoch of a workload has in a run."""
    shape = workload_of(workload.name, smoke=workload.record.environment.settings.effort.smoke)
    return next(iter(workload.times.whole_steps.values())) // shape.epochs


def _overtakes(crossing: BreakEven | None, epoch_steps: int) -> str:
    if crossing is None:
        return rounding.MISSING
    said = rounding.overtakes(crossing)
    if crossing.state not in {State.PAYS, State.LOSES}:
        return said
    epochs = f", {crossing.steps.estimate / epoch_steps:.2g} epochs" if epoch_steps > 1 else ""
    return f"{said}, {rounding.seconds(crossing.seconds)}{epochs}"


SECTION = WorkloadSection(
    place=50, title="What starting costs", applies=lambda workload: bool(workload.starts.rows), blocks=_blocks
)
