"""The size sweep: every size like a workload, in one fresh process a contender, gate and verification included."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from benchmarks.harness.runner.ceilings import fail_impossible
from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.references import References
from benchmarks.harness.runner.replicate import Replicates
from benchmarks.plan import sizes
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import Effort

ROUNDS, SECONDS = 5, 5


def effort_of(effort: Effort) -> Effort:
    """Return how hard each size is measured: one process a contender, a few rounds."""
    rounds = min(ROUNDS, effort.rounds)
    return structs.replace(effort, replicates=1, rounds=rounds, fewest=min(3, rounds), seconds=SECONDS)


def sweep(context: RunContext) -> None:
    """Measure every size with the contenders of the sweep that are still in the race.

    A contender that fails at one size is out at that size only.
    """
    cells = context.active_cells(sizes.SWEEP)
    if not cells:
        return
    names = sizes.names(smoke=context.settings.effort.smoke)
    sweep_context = replace(
        context,
        cells=[Cell(name, cell.contender) for name in names for cell in cells],
        settings=structs.replace(context.settings, effort=effort_of(context.settings.effort)),
        failures={},
        batch_digests={},
        repeats={},
    )
    references = References(context=sweep_context)
    references.record(names)
    for name in names:
        context.schedule.begin("size")
        Replicates(context=sweep_context, references=references).measure(name)
        # A compiler keeps what it saw of other sizes: every size begins in fresh processes.
        sweep_context.workers.stop()
    fail_impossible(sweep_context, [*names])
    for cell in cells:
        reasons = [sweep_context.failures.get(Cell(name, cell.contender)) for name in names]
        if all(reasons):
            context.fail(cell, f"failed at every size, at the first because: {reasons[0]}")
