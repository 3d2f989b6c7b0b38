"""The race: every selected cell is proven equal, then timed, interleaved with the others of its workload."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.harness.ranks.gathering import Gathering
from benchmarks.harness.runner.allocating import allocate
from benchmarks.harness.runner.causes import find_causes
from benchmarks.harness.runner.ceilings import fail_impossible, measure_ceilings
from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.elsewhere import Elsewhere
from benchmarks.harness.runner.faults import observe_faults
from benchmarks.harness.runner.progress import Schedule
from benchmarks.harness.runner.references import References
from benchmarks.harness.runner.replicate import Replicates
from benchmarks.harness.runner.spending import Spending
from benchmarks.harness.runner.starts import starts_of, time_starts
from benchmarks.harness.runner.studies import measure_study
from benchmarks.harness.runner.sweep import sweep
from benchmarks.harness.runner.trainings import train_grid
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan.cells import Cell, all_cells
from benchmarks.plan.questions import GRID, PAGES, STUDIES
from benchmarks.plan.settings import Settings
from benchmarks.record.files import Recorder
from benchmarks.record.record import read
from benchmarks.stats.allocation import neediest
from impls.interface import Contender
from impls.workloads import WORKLOADS

#: So many processes are the pilot: by what those so far cost and how they scattered, the rounds of the next are chosen.
PILOT_PROCESSES = 2
#: Of the budget, what a run takes besides measuring.
AROUND_SECONDS = 10.0


def race(
    cells: Iterable[Cell],
    settings: Settings,
    *,
    roster: Mapping[str, Contender],
    data: Mapping[str, Path],
    other: Elsewhere,
    recorder: Recorder,
    schedule: Schedule,
    spending: Spending,
) -> None:
    """Measure cells and append every result to the record.

    Args:
        cells: what to measure, in the order of the tables.
        settings: what the user chose.
        roster: who the contenders are, by name.
        data: each workload's prepared data.
        other: the environments of other versions.
        recorder: takes each result as it comes.
        schedule: is told of progress.
        spending: is told what takes how long, and knows what of the budget is left.

    Raises:
        ChannelError, GatheringError: other machines were to take part, and didn't come.
        NothingToRunError: no contender can run here.
        RecordError: the record can't be written.
        WorkerError: the float64 reference itself failed.
    """
    gathering = Gathering(address=settings.address, peers=settings.peers, limit=settings.time_limit_seconds)
    logs = recorder.folder / "logs"
    with gathering, Workers(settings, logs=logs, environments=other.made, gathering=gathering) as workers:
        context = RunContext(
            cells=list(cells),
            settings=settings,
            roster=dict(roster),
            data=data,
            unmade=other.unmade,
            recorder=recorder,
            schedule=schedule,
            workers=workers,
            spending=spending,
        )
        context.exclude_unavailable()
        _run(context)
        schedule.end()


def _run(context: RunContext) -> None:
    pages = [
        _race_page(context, [name for name in page.names if name in WORKLOADS and context.cells_of(name)])
        for page in PAGES.values()
    ]
    with context.spending.phase("size sweep"):
        sweep(context)
    with context.spending.phase("initial weights"):
        _train_grid(context)
    with context.spending.phase("studies"):
        for study in STUDIES:
            measure_study(context, study)
        observe_faults(context)
    _extend(context, pages)


def _train_grid(context: RunContext) -> None:
    pairs = [pair for pair in GRID if context.active_cells(pair)]
    if pairs:
        References(context=context).record(pairs)
    for pair in pairs:
        context.schedule.begin(pair)
        train_grid(context, pair)


def _race_page(context: RunContext, timed: list[str]) -> Replicates:
    """Race the workloads of a page; pages share no process, so that memory never holds all of them."""
    references = References(context=context)
    replicates = Replicates(context=context, references=references)
    if not timed:
        return replicates
    references.begin(timed)
    for number in range(context.settings.effort.replicates):
        # Before each one anew: a machine that became faster or slower has more minutes left, or fewer.
        if number >= PILOT_PROCESSES:
            starts = sum(starts_of(context, workload) for workload in timed)
            allocate(context, replicates.courses, _left_seconds(context), starts=starts)
        # The first has the largest net: it comes last, when processes that it doesn't need have ended.
        for done, workload in enumerate(reversed(timed), start=1):
            context.schedule.begin(workload)
            replicates.measure(workload)
            context.end_unneeded(timed[:-done])
        measure_ceilings(context)
        context.workers.stop()
    fail_impossible(context, timed)
    find_causes(context, timed)
    for workload in timed:
        with context.spending.phase("starts"):
            time_starts(context, workload)
    return replicates


def _extend(context: RunContext, pages: Sequence[Replicates]) -> None:
    """Measure more replicates while the run's budget lasts, always of the workload with the widest interval."""
    if not context.settings.budget_seconds():
        return
    measured = {workload: page for page in pages for workload in page.courses}
    while True:
        analysis = Analysis(read(context.recorder.folder))
        half_widths = {
            name: times.widest(analysis.baseline)
            for name in measured
            if (times := analysis.workload(name).times).too_wide(analysis.baseline)
        }
        seconds = {name: page.extra_seconds(name) for name, page in measured.items()}
        workload = neediest(half_widths, seconds, left=_left_seconds(context))
        if workload is None:
            return
        context.schedule.aim = f"to settle +-{math.expm1(half_widths[workload]):.0%}"
        context.schedule.begin(f"more {workload}")
        measured[workload].extend(workload)
        fail_impossible(context, [workload])


def _left_seconds(context: RunContext) -> float:
    """Return what is left of the run's budget; infinite without one. A run of fewer cells has as much less."""
    cells = set(context.cells) - set(context.repeats.values())
    share = min(1.0, len(cells) / len(all_cells(context.settings.effort)))
    budget_seconds = context.settings.budget_seconds(share)
    return budget_seconds - AROUND_SECONDS - context.spending.run_seconds if budget_seconds else math.inf
