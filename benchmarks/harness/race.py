"""The race: every selected cell is proven equal, then timed, interleaved with the others of its workload."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.harness import plan
from benchmarks.harness.plan import Cell, Settings
from benchmarks.harness.progress import Schedule
from benchmarks.harness.records import Recorder
from benchmarks.harness.rounds import place, rounds_within, time_rounds
from benchmarks.harness.track import Track
from benchmarks.harness.workers import Workers
from impls.interface import Contender
from impls.reference import REFERENCE
from impls.workloads import WORKLOADS


class NothingToRunError(RuntimeError):
    """Raised when no contender at all can run; the message has each one's reason."""


def race(
    cells: Iterable[Cell],
    settings: Settings,
    *,
    roster: Mapping[str, Contender],
    data: Mapping[str, Path],
    recorder: Recorder,
    schedule: Schedule,
) -> None:
    """Measure cells and append every result to the record.

    Args:
        cells: what to measure, in the order of the tables.
        settings: what the user chose.
        roster: who the contenders are, by name.
        data: each workload's prepared data.
        recorder: takes each result as it comes.
        schedule: is told of progress.

    Raises:
        NothingToRunError: no contender can run here.
        RecordError: the record can't be written.
        WorkerError: the float64 reference itself failed.
    """
    with Workers(settings, logs=recorder.folder / "logs") as workers:
        track = Track(
            cells=list(cells),
            settings=settings,
            roster=roster,
            data=data,
            recorder=recorder,
            schedule=schedule,
            workers=workers,
        )
        track.exclude()
        _run(track)
        schedule.end()


def _run(track: Track) -> None:
    workloads = [name for name in WORKLOADS if track.of(name)]
    for workload in workloads:
        track.schedule.begin("reference")
        _record_reference(track, workload)
    track.workers.stop()
    rounds: dict[str, tuple[int, int]] = {}
    for replicate in range(track.settings.effort.replicates):
        for workload in workloads:
            track.schedule.begin(workload)
            if workload not in rounds or replicate < rounds[workload][1]:
                _measure(track, workload, replicate, rounds)
        track.workers.stop()
    for pair in plan.GRID:
        track.schedule.begin(pair)
        _train_grid(track, pair)


def _record_reference(track: Track, workload: str) -> None:
    track.workers.start(REFERENCE, device="cpu", threads=os.cpu_count())
    built = track.workers.call(REFERENCE, "build", **track.build_arguments(workload))
    track.batches[workload] = built["batches"]
    track.workers.call(REFERENCE, "record_reference", folder=track.reference(workload))


def _measure(track: Track, workload: str, replicate: int, rounds: dict[str, tuple[int, int]]) -> None:
    """Measure one workload in one replicate: one fresh process a contender."""
    track.together("prepare", partial(track.ready, replicate=replicate), track.lanes(workload))
    if not set(track.cells) - set(track.failures):
        reasons = sorted({f"  {cell.contender}: {reason}" for cell, reason in track.failures.items()})
        raise NothingToRunError("\n".join([f"--device {track.settings.device}: no contender can run:", *reasons]))
    facts: dict[Cell, dict[str, Any]] = {}
    for cell in track.lanes(workload):
        facts[cell] = track.attempt(cell, "first_call", doing="first call")
    if replicate == 0:
        track.together("prove", partial(_certify, track), track.lanes(workload))
    place(track, workload, replicate, facts)
    for cell in track.lanes(workload):
        facts[cell] |= track.attempt(cell, "warm_up", doing="warm up")
    if workload not in rounds:
        expected = sum(facts[cell]["expected_seconds"] for cell in track.lanes(workload))
        rounds[workload] = rounds_within(track.settings.effort, expected)
    time_rounds(track, workload, replicate, rounds[workload][0], facts)
    if replicate == 0 and plan.workload(workload, smoke=track.settings.effort.smoke).training_epochs:
        track.together("train", partial(_train, track), track.lanes(workload))
    if replicate == 0:
        _time_native_loaders(track, workload)
    track.release(workload)


def _time_native_loaders(track: Track, workload: str) -> None:
    """Time each framework's own loader once, in the worker of its first contender."""
    first = {track.roster[cell.contender].framework: cell for cell in reversed(track.lanes(workload))}
    for cell in first.values():
        found = track.attempt(cell, "native_feeding", doing="feeding")
        if found:
            track.record("feeding", cell, **found)


def _certify(track: Track, cell: Cell) -> None:
    found = track.call(cell, "certify", folder=track.reference(cell.workload))
    track.record("parity", cell, **found)
    if not found["passed"]:
        track.fail(cell, f"failed the parity gate: {found['failures'][0]}")


def _train(track: Track, cell: Cell) -> None:
    shape = plan.workload(cell.workload, smoke=track.settings.effort.smoke)
    seeds = plan.GRID_SEEDS if cell.workload in plan.GRID else (track.settings.seed,)
    for seed in seeds:
        trained = track.call(cell, "train", initializer=shape.initializer, seed=seed)
        track.record("training", cell, initializer=shape.initializer, seed=seed, **trained)


def _train_grid(track: Track, pair: str) -> None:
    """Train one contender after the other, alone, since the seconds of a training are recorded too."""
    for cell in track.lanes(pair):
        track.schedule.doing(f"{pair} {cell.contender}")
        track.guard(cell, partial(track.ready, replicate=0))
        if cell not in track.failures:
            track.guard(cell, partial(_train, track))
        track.workers.stop()
