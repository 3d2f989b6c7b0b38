"""How each workload is measured in a process, and how many rounds the next process takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.analysis.times import Times
from benchmarks.harness.runner.context import RunContext
from benchmarks.record.record import read
from benchmarks.record.schema import Allocation
from benchmarks.stats.allocation import (
    Components,
    best_rounds,
    components,
    fill_rounds,
    rounds_in_time,
    seconds_for_rounds,
    seconds_of_a_start,
)


@dataclass(kw_only=True)
class Course:
    """How a workload is measured, equally for all its contenders.

    Attributes:
        steps: of a block.
        rounds: of a process.
        done: how many replicates there have been.
        process_seconds: what the last replicate took besides its rounds.
        round_seconds: what each of its rounds took.
        extended: whether that replicate was an extra one, whose processes served this workload alone.
    """

    steps: int = 0
    rounds: int = 0
    done: int = 0
    process_seconds: float = 0.0
    round_seconds: float = 0.0
    extended: bool = False


def allocate(context: RunContext, courses: Mapping[str, Course], left_seconds: float, *, starts: int) -> None:
    """Choose the rounds of the next process by what those so far cost and how they scattered.

    Args:
        context: of the run.
        courses: of the workloads of a page, which share their processes.
        left_seconds: that everything which is still to be measured should take at most.
        starts: contenders that will be started for the seconds of it, each alone, after all of that.
    """
    effort = context.settings.effort
    process_seconds = {workload: course.process_seconds for workload, course in courses.items()}
    contenders = {cell.contender for workload in courses for cell in context.active_cells(workload)}
    start_seconds = seconds_of_a_start(process_seconds, contenders=len(contenders), at_once=context.workers.at_once)
    scatters = {workload: _scatter(context, workload) for workload in courses}
    rounds = fill_rounds(
        {workload: course.round_seconds for workload, course in courses.items()},
        {workload: _best_rounds(context, course, scatters[workload]) for workload, course in courses.items()},
        fewest=effort.fewest,
        seconds=seconds_for_rounds(
            process_seconds,
            replicates=effort.replicates - max(course.done for course in courses.values()),
            left_seconds=left_seconds - starts * start_seconds,
        ),
    )
    for workload, course in courses.items():
        context.write(
            Allocation,
            workload=workload,
            processes=course.done,
            process_seconds=course.process_seconds,
            round_seconds=course.round_seconds,
            within_variance=scatters[workload].within,
            between_variance=scatters[workload].between,
            rounds=rounds[workload],
        )
        course.rounds = rounds[workload]


def _scatter(context: RunContext, workload: str) -> Components:
    times = Times(read(context.recorder.folder), workload, band=context.settings.band)
    baseline = context.settings.baseline
    return components(times.blocks, baseline if baseline in times.blocks else times.control)


def _best_rounds(context: RunContext, course: Course, scatter: Components) -> int:
    """Return the rounds that make the most of a process of a workload, if time is left for them."""
    effort = context.settings.effort
    return best_rounds(
        scatter,
        process_seconds=course.process_seconds,
        round_seconds=course.round_seconds,
        fewest=effort.fewest,
        most=rounds_in_time(
            effort.seconds, round_seconds=course.round_seconds, fewest=effort.fewest, most=effort.rounds
        ),
    )
