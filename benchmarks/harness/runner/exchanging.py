"""What several processes that train together exchange and hold, measured once the rounds are over."""

from __future__ import annotations

from benchmarks.harness.runner.context import RunContext
from benchmarks.record.schema import Exchange
from impls.ranks import PARALLEL


def measure_exchange(context: RunContext, workload: str) -> None:
    """Measure what exchanging costs, and memory, where contenders train on several processes; one after the other."""
    if workload not in PARALLEL:
        return
    for cell in context.contender_cells(workload):
        context.schedule.announce(f"{workload} exchange {cell.contender}")
        with context.tolerate(f"exchange of {cell.contender} on {workload}"), context.spending.footprint.paused():
            context.record(Exchange, cell, context.call(cell, "exchange"))
