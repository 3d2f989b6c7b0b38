"""What this machine allows at best, as the frameworks reach it; who is faster than that hasn't done the work."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.resources import IMPOSSIBLE, arithmetic_shares
from benchmarks.harness.runner.context import RunContext
from benchmarks.plan.cells import Cell
from benchmarks.record.record import read
from benchmarks.record.schema import Ceilings


def measure_ceilings(context: RunContext) -> None:
    """Let each framework multiply and copy, alone, in a worker that has raced, with the run's threads; once a run."""
    if context.ceilings_measured:
        return
    context.schedule.begin("ceilings")
    context.ceilings_measured = True
    raced = [
        contender
        for cell in context.cells
        if cell not in context.failures
        and not (contender := context.roster[cell.contender]).has_more
        and not contender.environment
    ]
    living = [contender for contender in raced if context.workers.alive(contender)]
    with context.spending.phase("ceilings"):
        for contender in {contender.package: contender for contender in reversed(living)}.values():
            context.schedule.announce(f"ceilings {contender.framework}")
            with context.tolerate(f"ceilings of {contender.framework}"):
                ceilings = context.workers.call(contender, "ceilings")
                if ceilings:
                    context.write(Ceilings, ceilings, framework=contender.framework)


def fail_impossible(context: RunContext, workloads: list[str]) -> None:
    """Take out of the race whoever multiplies faster than this machine can: its times are no record, but a failure."""
    analysis = Analysis(read(context.recorder.folder))
    for workload in workloads:
        view = analysis.workload(workload)
        for name, share in arithmetic_shares(view.times, view.work, analysis.ceilings).items():
            cell = Cell(workload, name)
            if share > IMPOSSIBLE and cell not in context.failures:
                context.fail(
                    cell,
                    f"a step would multiply at {share:.0%} of what this machine can (allowed {IMPOSSIBLE:.0%}): its "
                    "work wasn't done inside the clock",
                )
