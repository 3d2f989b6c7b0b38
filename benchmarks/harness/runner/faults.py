"""The catalogue of planted faults: each framework runs them all in a process of its own, and tells what it saw."""

from __future__ import annotations

from benchmarks.harness.runner.context import RunContext
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import DEBUGGABILITY
from benchmarks.record.schema import Fault


def observe_faults(context: RunContext) -> None:
    """Record, for every selected framework, one line per fault and mode."""
    cells = context.active_cells(DEBUGGABILITY)
    if not cells:
        return
    context.schedule.begin(DEBUGGABILITY)

    def observe(cell: Cell) -> None:
        context.workers.start(context.roster[cell.contender])
        for row in context.call(cell, "observe_faults"):
            context.record(Fault, cell, row)

    for cell in cells:
        context.schedule.announce(f"{DEBUGGABILITY} {cell.contender}")
        context.isolate(cell, observe)
    context.workers.stop()
