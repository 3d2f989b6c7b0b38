"""The race: every selected cell is proven equal, then timed, interleaved with the others of its workload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic

from benchmarks.analysis.timings import too_wide
from benchmarks.harness.runner.context import Track
from benchmarks.harness.runner.faults import observe_faults
from benchmarks.harness.runner.progress import Schedule
from benchmarks.harness.runner.replicate import Replicates
from benchmarks.harness.runner.starts import time_starts
from benchmarks.harness.runner.studies import measure_study
from benchmarks.harness.runner.sweep import sweep
from benchmarks.harness.runner.trainings import train_grid
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import GRID, PAGES, STUDIES
from benchmarks.plan.settings import Settings
from benchmarks.record import files as records
from benchmarks.record.files import Recorder
from impls.interface import Contender
from impls.reference import REFERENCE
from impls.workloads import WORKLOADS


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
            roster=dict(roster),
            data=data,
            recorder=recorder,
            schedule=schedule,
            workers=workers,
        )
        track.exclude()
        _run(track)
        schedule.end()


def _run(track: Track) -> None:
    for page in PAGES.values():
        _race_page(track, [name for name in page.names if name in WORKLOADS and track.of(name)])
    sweep(track, record_references)
    for pair in GRID:
        track.schedule.begin(pair)
        train_grid(track, pair)
    for study in STUDIES:
        measure_study(track, study)
    observe_faults(track)


def _race_page(track: Track, timed: list[str]) -> None:
    """Race the workloads of a page; pages share no process, so that memory never holds all of them."""
    if not timed:
        return
    record_references(track, timed)
    replicates = Replicates(track=track)
    for _ in range(track.settings.effort.replicates):
        for workload in timed:
            track.schedule.begin(workload)
            if replicates.wanted(workload):
                replicates.measure(workload)
        track.workers.stop()
    if not track.ceilings:
        _measure_ceilings(track)
    _extend(track, replicates)
    for workload in timed:
        time_starts(track, workload)


def record_references(track: Track, workloads: list[str]) -> None:
    """Train the reference of every workload, as many at once as fit the cores."""
    track.schedule.begin("reference")

    def record(workload: str) -> None:
        contender = replace(REFERENCE, name=f"{REFERENCE.name}-{workload}")
        track.workers.start(contender, device="cpu", threads=1)
        built = track.workers.call(contender, "build", **track.build_arguments(workload))
        track.batches[workload] = built["batches"]
        track.schedule.doing(f"{workload} reference")
        track.workers.call(contender, "record_reference", folder=track.reference(workload))

    list(track.workers.pool.map(record, workloads))
    track.workers.stop()


def _measure_ceilings(track: Track) -> None:
    """Let each framework multiply and copy, alone in a fresh process, with the threads of the run."""
    track.schedule.begin("ceilings")
    track.ceilings = True
    raced = [track.roster[cell.contender] for cell in track.cells if cell not in track.failures]
    for contender in {contender.package: contender for contender in reversed(raced)}.values():
        track.schedule.doing(f"ceilings {contender.framework}")
        with track.beside(f"ceilings of {contender.framework}"):
            track.workers.start(contender)
            found = track.workers.call(contender, "ceilings")
            if found:
                track.recorder.write("ceilings", framework=contender.framework, **found)
        track.workers.stop()


def _extend(track: Track, replicates: Replicates) -> None:
    """Measure more replicates of workloads whose intervals are too wide, until the run's time for it is spent."""
    end = monotonic() + track.settings.budget_seconds - track.spent_seconds
    took: dict[str, float] = {}
    while True:
        lines = records.read(track.recorder.folder)
        wide = [name for name in replicates.done if too_wide(lines, name, track.settings)]
        left = [name for name in wide if monotonic() + took.get(name, 0) < end]
        if not left:
            return
        for workload in left:
            start = monotonic()
            track.schedule.begin(f"more {workload}")
            replicates.measure(workload)
            track.workers.stop()
            took[workload] = monotonic() - start
            track.spent_seconds += took[workload]
