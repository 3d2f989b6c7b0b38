"""One replicate of a workload: a fresh process for every contender, the gate in the first one, then timed rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.trainings import certify, train_all
from benchmarks.harness.runner.watch import Watch
from benchmarks.plan.cells import Cell
from benchmarks.record.schema import Block, Card, NativeLoader, Preparation
from benchmarks.stats.order import block_order

#: By cell, what is known of it before its first block, as the record takes it.
CellFacts = dict[Cell, dict[str, Any]]


class NothingToRunError(RuntimeError):
    """Raised when no contender at all can run; the message has each one's reason."""


@dataclass(kw_only=True)
class Replicates:
    """The replicates of every workload of a run.

    Attributes:
        rounds: of each workload, how many rounds a process takes and how many processes there are to be.
        done: how many replicates each workload has had.
    """

    context: RunContext
    rounds: dict[str, tuple[int, int]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def wanted(self, workload: str) -> bool:
        """Whether the effort asks for another replicate of a workload."""
        return workload not in self.rounds or self.done[workload] < self.rounds[workload][1]

    def measure(self, workload: str) -> None:
        """Measure a workload in one more replicate; workers that live are used, others started."""
        context, replicate = self.context, self.done.get(workload, 0)
        prepare = partial(context.prepare, replicate=replicate)
        context.run_concurrently("prepare", prepare, context.active_cells(workload))
        _check_anyone_runs(context)
        if replicate == 0:
            context.add_repeat(workload)
            if workload in context.repeats:
                context.isolate(context.repeats[workload], prepare)
        facts: CellFacts = {cell: {} for cell in context.active_cells(workload)}
        _in_turn_at_first(context, workload, replicate, facts, "first_call")
        if replicate == 0:
            context.run_concurrently("prove", partial(certify, context), context.contender_cells(workload))
        _in_turn_at_first(context, workload, replicate, facts, "place")
        folder = context.reference_folder(workload)
        for cell in context.active_cells(workload):
            facts[cell] |= context.attempt(cell, "warm_up", activity="warm up", folder=folder)
        if workload not in self.rounds:
            expected_seconds = sum(facts[cell]["expected_block_seconds"] for cell in context.active_cells(workload))
            self.rounds[workload] = context.settings.effort.rounds_within(expected_seconds)
        watch = Watch(context, rounds=self.rounds[workload][0])
        _time_rounds(context, workload, replicate, facts, watch)
        _verify(context, workload, replicate, watch)
        if replicate == 0:
            train_all(context, workload)
            _time_native_loaders(context, workload)
        context.release(workload)
        self.done[workload] = replicate + 1


def _check_anyone_runs(context: RunContext) -> None:
    if set(context.cells) - set(context.failures):
        return
    reasons = sorted({f"  {cell.contender}: {reason}" for cell, reason in context.failures.items()})
    raise NothingToRunError("\n".join([f"--device {context.settings.device}: no contender can run:", *reasons]))


def _in_turn_at_first(context: RunContext, workload: str, replicate: int, facts: CellFacts, name: str) -> None:
    """Call all contenders one by one in the first replicate, whose times count, else as fits the processors."""
    activity, cells = name.replace("_", " "), context.active_cells(workload)
    if replicate == 0:
        for cell in cells:
            facts[cell] |= context.attempt(cell, name, activity=activity)
    else:
        context.run_concurrently(activity, lambda cell: context.call(cell, name), cells)


def _time_rounds(context: RunContext, workload: str, replicate: int, facts: CellFacts, watch: Watch) -> None:
    """Time the rounds of one workload in one replicate, interleaved; every block is recorded as it ends."""
    rounds = watch.rounds

    def begin(cell: Cell) -> None:
        context.record(Preparation, cell, facts[cell], replicate=replicate, rounds=rounds)

    def time_block(cell: Cell, **when: int) -> None:
        context.record(Block, cell, watch.block(cell, when["round"]), replicate=replicate, **when)

    for cell in context.active_cells(workload):
        context.isolate(cell, begin)
    names = [cell.contender for cell in context.active_cells(workload)]
    for number in range(rounds):
        for place, name in enumerate(block_order(names, round_number=number, replicate=replicate)):
            cell = Cell(workload, name)
            if cell not in context.failures:
                context.schedule.announce(f"{workload} {number + 1}/{rounds} {name}")
                context.isolate(cell, partial(time_block, round=number, place=place))
        context.record_gpu(workload, replicate=replicate, number=number)


def _verify(context: RunContext, workload: str, replicate: int, watch: Watch) -> None:
    """Verify every contender's blocks and record its card, as many at once as fit the processors."""

    def verify(cell: Cell) -> None:
        context.record(Card, cell, watch.verify(cell), replicate=replicate)

    context.run_concurrently("check", verify, context.active_cells(workload))


def _time_native_loaders(context: RunContext, workload: str) -> None:
    """Time each framework's own loader once, in the worker of its first contender."""
    first = {context.roster[cell.contender].framework: cell for cell in reversed(context.contender_cells(workload))}
    for cell in first.values():
        context.schedule.announce(f"{workload} feeding {cell.contender}")
        with context.tolerate(f"native loader of {cell.contender} on {workload}"):
            seconds = context.call(cell, "time_native_loader")
            if seconds:
                context.record(NativeLoader, cell, seconds)
