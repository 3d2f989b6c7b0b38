"""Trainings in full, for accuracy: with several seeds alone and scored every epoch, with one seed side by side."""

from __future__ import annotations

from functools import partial

from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.progress import training_of
from benchmarks.plan.cells import Cell, workload_of
from benchmarks.plan.questions import GRID_SEEDS
from benchmarks.record.schema import Parity, Training


def certify(context: RunContext, cell: Cell) -> None:
    """Let a cell's worker pass the parity gate; one that doesn't is out of the race."""
    answer = context.call(cell, "certify", folder=context.reference_folder(cell))
    parity = context.record(Parity, cell, answer)
    if not parity.passed:
        context.fail(cell, f"failed the parity gate: {parity.failures[0]}")


def train_all(context: RunContext, workload: str) -> None:
    """Train a workload's contenders in their present workers, if the workload has an accuracy.

    With several seeds each trains alone, because its time to an accuracy counts; a single seed tells accuracy only, so
    as many train at once as fit the cores.
    """
    effort = context.settings.effort
    if not workload_of(workload, smoke=effort.smoke).training_epochs or not effort.seeds:
        return
    # A phase of its own: the workload's next processes won't train, and aren't expected to take as long.
    context.schedule.begin(training_of(workload))
    seeds = [context.settings.seed + number for number in range(effort.seeds)]
    work = partial(_train, context, seeds=seeds, curve=len(seeds) > 1)
    if len(seeds) == 1:
        context.run_concurrently("train", work, context.contender_cells(workload))
        return
    for cell in context.contender_cells(workload):
        context.schedule.announce(f"{workload} train {cell.contender}")
        context.isolate(cell, work)


def train_grid(context: RunContext, pair: str) -> None:
    """Prove and train one contender of the grid after the other, alone: the seconds of a training are recorded too."""
    for cell in context.contender_cells(pair):
        context.schedule.announce(f"{pair} {cell.contender}")
        context.isolate(cell, partial(context.prepare, replicate=0))
        if cell not in context.failures:
            context.isolate(cell, partial(certify, context))
        if cell not in context.failures:
            context.isolate(cell, partial(_train, context, seeds=GRID_SEEDS, curve=False))
        context.workers.stop()


def _train(context: RunContext, cell: Cell, *, seeds: list[int] | tuple[int, ...], curve: bool) -> None:
    shape = workload_of(cell.workload, smoke=context.settings.effort.smoke)
    for seed in seeds:
        answer = context.call(cell, "train", initializer=shape.initializer, seed=seed, curve=curve)
        context.record(Training, cell, answer, initializer=shape.initializer, seed=seed)
    # All batches of an epoch, of all contenders at once, are more than many a machine has room for.
    context.call(cell, "forget_batches")
