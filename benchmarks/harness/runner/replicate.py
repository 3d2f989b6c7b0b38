"""One replicate of a workload: a fresh process for every contender, the gate in the first one, then timed rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

from benchmarks.harness.runner.allocating import Course
from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.exchanging import measure_exchange
from benchmarks.harness.runner.references import References
from benchmarks.harness.runner.trainings import certify, train_all
from benchmarks.harness.runner.watch import AUDITED_SHARE, Watch
from benchmarks.plan.blocks import block_steps
from benchmarks.plan.cells import Cell, workload_of
from benchmarks.record.schema import Block, Card, NativeLoader, Preparation, Whole
from benchmarks.stats.order import block_order, turned
from impls.workloads import WORKLOADS

#: By cell, what is known of it before its first block, as the record takes it.
CellFacts = dict[Cell, dict[str, Any]]


class NothingToRunError(RuntimeError):
    """Raised when no contender at all can run; the message has each one's reason."""


@dataclass(kw_only=True)
class Replicates:
    """The replicates of every workload of a page, and how each workload is measured."""

    context: RunContext
    references: References
    courses: dict[str, Course] = field(default_factory=dict)

    def measure(self, workload: str) -> None:
        """Measure a workload in one more replicate; workers that live are used, others started."""
        context, start = self.context, monotonic()
        course = self.courses.setdefault(workload, Course())
        replicate = course.done
        facts = self._open(workload, course) if replicate == 0 else self._open_again(workload, course)
        rounds_start, watch = monotonic(), Watch(context, rounds=course.rounds, first=replicate == 0)
        with context.spending.timing():
            _time_rounds(context, workload, replicate, course, facts, watch=watch)
        rounds_seconds = monotonic() - rounds_start
        with context.spending.phase("verifying"):
            _verify(context, workload, replicate, watch)
        if replicate == 0:
            self._finish_first(workload)
        with context.spending.phase("preparing"):
            context.release(workload)
        course.done += 1
        # Each process has a block more than its rounds, or half of them have.
        audited = 1.0 if replicate == 0 else AUDITED_SHARE
        course.round_seconds = rounds_seconds / (course.rounds + audited)
        course.process_seconds = monotonic() - start - course.rounds * course.round_seconds

    def extend(self, workload: str) -> None:
        """Measure an extra replicate of a workload in processes of its own."""
        self.measure(workload)
        self.courses[workload].extended = True
        self.context.workers.stop()

    def extra_seconds(self, workload: str) -> float:
        """Return what an extra replicate of a workload takes, by the last one.

        In one that wasn't extra another workload may have paid for the start of the processes, at most what any paid.
        """
        course = self.courses[workload]
        starting = 0.0 if course.extended else max(other.process_seconds for other in self.courses.values())
        return course.process_seconds + course.rounds * course.round_seconds + starting

    def _open(self, workload: str, course: Course) -> CellFacts:
        """Bring the first replicate to where it can be timed: prove every contender, choose the length of a block."""
        context, varies = self.context, workload_of(workload, smoke=self.context.settings.effort.smoke).varies
        with context.spending.phase("preparing"):
            prepare = partial(_prepare, context, replicate=0, called=not varies)
            context.run_concurrently("prepare", prepare, context.in_start_order(workload, 0))
            _check_anyone_runs(context)
            # Of whoever runs, so that it starts last here, and where the order puts it in every further process.
            context.add_repeat(workload)
            if workload in context.repeats:
                context.isolate(context.repeats[workload], prepare)
        facts: CellFacts = {cell: {} for cell in context.active_cells(workload)}
        if varies:
            # Every width is met in the first pass, whose time is shown: nothing runs beside it.
            _in_turn(context, workload, facts, "first_call")
        self.references.wait(workload)
        with context.spending.phase("proving"):
            context.run_concurrently("prove", partial(certify, context), context.contender_cells(workload))
        with context.spending.phase("warming up"):
            course.steps, step_seconds = _choose_steps(context, workload)

            def make_ready(cell: Cell) -> None:
                facts[cell] |= context.call(cell, "place", steps=course.steps)
                _warm_up(context, facts, cell)

            # One by one: all hold the most here, and what placing and training take on top of that comes once.
            for cell in context.active_cells(workload):
                context.schedule.announce(f"{workload} warm up {cell.contender}")
                context.isolate(cell, make_ready)
        course.rounds = context.settings.effort.rounds_within(course.steps * step_seconds)
        return facts

    def _open_again(self, workload: str, course: Course) -> CellFacts:
        """Bring a further replicate there, as many contenders at once as fit the processors: nobody is timed."""
        context, replicate = self.context, course.done
        facts: CellFacts = {cell: {} for cell in context.active_cells(workload)}

        def open_again(cell: Cell) -> None:
            _prepare(context, cell, replicate=replicate, called=True)
            if cell not in context.failures:
                context.call(cell, "place", steps=course.steps)
                _warm_up(context, facts, cell)

        with context.spending.phase("preparing"):
            context.run_concurrently("prepare", open_again, context.in_start_order(workload, replicate))
        _check_anyone_runs(context)
        return facts

    def _finish_first(self, workload: str) -> None:
        """Do what one process of each contender is enough for."""
        context = self.context
        with context.spending.timing():
            _time_whole(context, workload, self.courses[workload])
        with context.spending.phase("exchanging"):
            measure_exchange(context, workload)
        with context.spending.phase("trainings"):
            train_all(context, workload)
        if context.settings.effort.times_loaders:
            with context.spending.phase("feeding"):
                _time_native_loaders(context, workload)


def _check_anyone_runs(context: RunContext) -> None:
    if set(context.cells) - set(context.failures):
        return
    reasons = sorted({f"  {cell.contender}: {reason}" for cell, reason in context.failures.items()})
    raise NothingToRunError("\n".join([f"--device {context.settings.device}: no contender can run:", *reasons]))


def _prepare(context: RunContext, cell: Cell, *, replicate: int, called: bool) -> None:
    """Start a cell's worker, build its workload and, if ``called``, train for the first time."""
    context.prepare(cell, replicate)
    if called and cell not in context.failures:
        context.call(cell, "first_call")


def _in_turn(context: RunContext, workload: str, facts: CellFacts, name: str) -> None:
    """Call all contenders one by one and keep what they answer."""
    for cell in context.active_cells(workload):
        facts[cell] |= context.attempt(cell, name, activity=name.replace("_", " "))


def _warm_up(context: RunContext, facts: CellFacts, cell: Cell) -> None:
    facts[cell] |= context.call(cell, "warm_up", folder=context.reference_folder(cell))


def _choose_steps(context: RunContext, workload: str) -> tuple[int, float]:
    """Return the steps of a block, by a pilot of every contender, alone, and the seconds of a step of all together."""
    pilots = [context.attempt(cell, "pilot", activity="pilot") for cell in context.active_cells(workload)]
    answered = [pilot for pilot in pilots if pilot]
    if not answered:
        return 0, 0.0
    steps = block_steps((pilot["working_seconds"] for pilot in answered), answered[0]["lengths"])
    return steps, sum(pilot["step_seconds"] for pilot in answered)


def _time_rounds(
    context: RunContext, workload: str, replicate: int, course: Course, facts: CellFacts, *, watch: Watch
) -> None:
    """Time the rounds of one workload in one replicate, interleaved; every block is recorded as it ends."""

    def begin(cell: Cell) -> None:
        planned = {"rounds": course.rounds, "block_steps": course.steps}
        context.record(Preparation, cell, facts[cell], replicate=replicate, **planned)

    def time_block(cell: Cell, **when: int) -> None:
        block = context.record(Block, cell, watch.block(cell, when["round"]), replicate=replicate, **when)
        context.spending.timed_seconds += block.block_seconds

    for cell in context.active_cells(workload):
        context.isolate(cell, begin)
    names = turned([cell.contender for cell in context.active_cells(workload)], context.twins, replicate=replicate)
    for number in range(course.rounds):
        for place, name in enumerate(block_order(names, round_number=number, replicate=replicate)):
            cell = Cell(workload, name)
            if cell not in context.failures:
                context.schedule.announce(f"{workload} {number + 1}/{course.rounds} {name}")
                context.isolate(cell, partial(time_block, round=number, place=place))
        context.record_gpu(workload, replicate=replicate, number=number)


def _verify(context: RunContext, workload: str, replicate: int, watch: Watch) -> None:
    """Verify every contender's blocks and record its card, as many at once as fit the processors."""

    def verify(cell: Cell) -> None:
        context.record(Card, cell, watch.verify(cell), replicate=replicate)

    context.run_concurrently("check", verify, context.active_cells(workload))


def _time_whole(context: RunContext, workload: str, course: Course) -> None:
    """Time the whole once, where it goes on with a block's own batch: it is what a step's time extrapolates to."""
    shape = workload_of(workload, smoke=context.settings.effort.smoke)

    def time_whole(cell: Cell) -> None:
        for part in context.call(cell, "whole"):
            context.spending.timed_seconds += context.record(Whole, cell, part).block_seconds

    if shape.epochs > course.steps and workload in WORKLOADS:
        _isolated(context, workload, "whole", time_whole)


def _isolated(context: RunContext, workload: str, activity: str, work: Callable[[Cell], None]) -> None:
    for cell in context.active_cells(workload):
        context.schedule.announce(f"{workload} {activity} {cell.contender}")
        context.isolate(cell, work)


def _time_native_loaders(context: RunContext, workload: str) -> None:
    """Time each framework's own loader once, in the worker of its first contender."""
    first = {context.roster[cell.contender].framework: cell for cell in reversed(context.contender_cells(workload))}
    for cell in first.values():
        context.schedule.announce(f"{workload} feeding {cell.contender}")
        with context.tolerate(f"native loader of {cell.contender} on {workload}"):
            seconds = context.call(cell, "time_native_loader")
            if seconds:
                context.record(NativeLoader, cell, seconds)
