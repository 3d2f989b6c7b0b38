"""Studies: every framework in fresh processes, all of them side by side, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from benchmarks.harness.runner.context import RunContext
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import STUDIES
from benchmarks.plan.settings import Effort
from benchmarks.record.schema import Latency, Sample, Variant
from benchmarks.stats.order import block_order

#: Rounds in a process, at most and at least: in each, every variant gives one sample of several calls.
MOST, FEWEST = 7, 2


def rounds_of(effort: Effort, round_seconds: float) -> int:
    """Return how many rounds a process runs, given what the first one took."""
    return min(MOST, effort.rounds, max(FEWEST, int(effort.seconds / round_seconds)))


def measure_study(context: RunContext, study: str) -> None:
    """Measure a study on each of its nets, in as many fresh processes as the effort says."""
    if not context.active_cells(study):
        return
    context.schedule.begin(study)
    for net in STUDIES[study]:
        for replicate in range(context.settings.effort.replicates):
            _measure(context, study, net, replicate)
            context.workers.stop()


def _measure(context: RunContext, study: str, net: str, replicate: int) -> None:
    def open_study(cell: Cell) -> None:
        context.workers.start(context.roster[cell.contender])
        scratch = context.workers.scratch / f"{study}-{net}-{replicate}-{cell.contender}"
        arguments = context.build_arguments(net) | {"study": study, "scratch": str(scratch)}
        for variant in context.call(cell, "open_study", **arguments):
            context.record(Variant, cell, variant, net=net, replicate=replicate)

    def time_round(cell: Cell) -> None:
        for sample in context.call(cell, "study_round", number=number, replicate=replicate):
            context.record(Sample, cell, sample, net=net, replicate=replicate, round=number)

    def time_latencies(cell: Cell) -> None:
        for latency in context.call(cell, "study_latencies"):
            context.record(Latency, cell, latency, net=net, replicate=replicate)

    # One after the other: nothing may disturb a first call, nor a sample.
    _in_turn(context, f"{study} {net} prepare", open_study, context.in_start_order(study, replicate))
    number, start = 0, monotonic()
    _in_turn(context, f"{study} {net} 1", time_round, _order(context.active_cells(study), number, replicate))
    for number in range(1, rounds_of(context.settings.effort, monotonic() - start)):
        cells = _order(context.active_cells(study), number, replicate)
        _in_turn(context, f"{study} {net} {number + 1}", time_round, cells)
    _in_turn(context, f"{study} {net} latencies", time_latencies, context.active_cells(study))


def _in_turn(context: RunContext, activity: str, work: Callable[[Cell], None], cells: Iterable[Cell]) -> None:
    for cell in cells:
        context.schedule.announce(f"{activity} {cell.contender}")
        context.isolate(cell, work)


def _order(cells: Iterable[Cell], number: int, replicate: int) -> list[Cell]:
    by_name = {cell.contender: cell for cell in cells}
    return [by_name[name] for name in block_order([*by_name], round_number=number, replicate=replicate)]
