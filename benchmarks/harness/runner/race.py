"""The race: every selected cell is proven equal, then timed, interleaved with the others of its workload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from time import monotonic

from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.harness.runner.ceilings import fail_impossible, measure_ceilings
from benchmarks.harness.runner.context import RunContext
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
from benchmarks.record.files import Recorder
from benchmarks.record.record import read
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
        context = RunContext(
            cells=list(cells),
            settings=settings,
            roster=dict(roster),
            data=data,
            recorder=recorder,
            schedule=schedule,
            workers=workers,
        )
        context.exclude_unavailable()
        _run(context)
        schedule.end()


def _run(context: RunContext) -> None:
    for page in PAGES.values():
        _race_page(context, [name for name in page.names if name in WORKLOADS and context.cells_of(name)])
    sweep(context, record_references)
    pairs = [pair for pair in GRID if context.active_cells(pair)]
    if pairs:
        record_references(context, pairs)
    for pair in pairs:
        context.schedule.begin(pair)
        train_grid(context, pair)
    for study in STUDIES:
        measure_study(context, study)
    observe_faults(context)


def _race_page(context: RunContext, timed: list[str]) -> None:
    """Race the workloads of a page; pages share no process, so that memory never holds all of them."""
    if not timed:
        return
    record_references(context, timed)
    replicates = Replicates(context=context)
    for _ in range(context.settings.effort.replicates):
        for workload in timed:
            context.schedule.begin(workload)
            if replicates.wanted(workload):
                replicates.measure(workload)
        context.workers.stop()
    measure_ceilings(context)
    _extend(context, replicates)
    fail_impossible(context, timed)
    for workload in timed:
        time_starts(context, workload)


def record_references(context: RunContext, workloads: list[str]) -> None:
    """Train the reference of every workload, as many at once as fit the cores."""
    context.schedule.begin("reference")

    def record(workload: str) -> None:
        contender = replace(REFERENCE, name=f"{REFERENCE.name}-{workload}")
        context.workers.start(contender, device="cpu", threads=1)
        built = context.workers.call(contender, "build", **context.build_arguments(workload))
        context.batch_digests[workload] = built["batches_digest"]
        context.schedule.announce(f"{workload} reference")
        context.workers.call(contender, "record_reference", folder=context.reference_folder(workload))

    list(context.workers.pool.map(record, workloads))
    context.workers.stop()


def _extend(context: RunContext, replicates: Replicates) -> None:
    """Measure more replicates of workloads whose intervals are too wide, until the run's time for it is spent."""
    end = monotonic() + context.settings.budget_seconds - context.budget_spent_seconds
    seconds: dict[str, float] = {}
    while True:
        analysis = Analysis(read(context.recorder.folder))
        wide = [name for name in replicates.done if analysis.workload(name).times.too_wide(analysis.baseline)]
        affordable = [name for name in wide if monotonic() + seconds.get(name, 0) < end]
        if not affordable:
            return
        for workload in affordable:
            start = monotonic()
            context.schedule.begin(f"more {workload}")
            replicates.measure(workload)
            context.workers.stop()
            seconds[workload] = monotonic() - start
            context.budget_spent_seconds += seconds[workload]
