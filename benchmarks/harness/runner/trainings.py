"""Trainings in full, for accuracy: with several seeds alone and scored every epoch, with one seed side by side."""

from __future__ import annotations

from functools import partial

from benchmarks.harness.runner.context import Track
from benchmarks.plan.cells import Cell, workload_of
from benchmarks.plan.questions import GRID_SEEDS


def train_all(track: Track, workload: str) -> None:
    """Train a workload's contenders in their present workers, if the workload has an accuracy.

    With several seeds each trains alone, because its time to an accuracy counts; a single seed tells accuracy only, so
    as many train at once as fit the cores.
    """
    effort = track.settings.effort
    if not workload_of(workload, smoke=effort.smoke).training_epochs:
        return
    seeds = [track.settings.seed + number for number in range(effort.seeds)]
    work = partial(_train, track, seeds=seeds, curve=len(seeds) > 1)
    if len(seeds) == 1:
        track.together("train", work, track.contenders(workload))
        return
    for cell in track.contenders(workload):
        track.schedule.doing(f"{workload} train {cell.contender}")
        track.guard(cell, work)


def train_grid(track: Track, pair: str) -> None:
    """Train one contender of the grid after the other, alone, since the seconds of a training are recorded too."""
    for cell in track.contenders(pair):
        track.schedule.doing(f"{pair} {cell.contender}")
        track.guard(cell, partial(track.ready, replicate=0))
        if cell not in track.failures:
            track.guard(cell, partial(_train, track, seeds=GRID_SEEDS, curve=False))
        track.workers.stop()


def _train(track: Track, cell: Cell, *, seeds: list[int] | tuple[int, ...], curve: bool) -> None:
    shape = workload_of(cell.workload, smoke=track.settings.effort.smoke)
    for seed in seeds:
        trained = track.call(cell, "train", initializer=shape.initializer, seed=seed, curve=curve)
        track.record("training", cell, initializer=shape.initializer, seed=seed, **trained)
