"""Every timed block of a workload, by contender and process, with its step and the quartiles."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import StepTimes, Times
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis


@dataclass(frozen=True, kw_only=True)
class BlockRow:
    """A contender's blocks, in seconds a step: a list a process; ``step`` and ``spread`` are the row's words."""

    contender: str
    processes: list[list[float]]
    low_seconds: float
    step_seconds: float
    high_seconds: float
    step: str
    spread: str


@dataclass(frozen=True, kw_only=True)
class BlockRows:
    """Blocks of all timed contenders, in the order of the roster."""

    axis: Axis
    rows: list[BlockRow]


def step_times(workload: WorkloadAnalysis) -> BlockRows | None:
    """Return every block of a workload; None where nothing was timed."""
    times = workload.times
    rows = [_row(times, row) for row in times.timed_rows]
    if not rows:
        return None
    drawn = [seconds for row in rows for process in row.processes for seconds in process]
    return BlockRows(axis=axes.times(drawn, label="time of a step"), rows=rows)


def _row(times: Times, row: StepTimes) -> BlockRow:
    return BlockRow(
        contender=row.contender,
        processes=[
            [seconds / row.steps for _, seconds in sorted(rounds.items())]
            for _, rounds in sorted(times.blocks[row.contender].items())
        ],
        low_seconds=row.step_low_seconds,
        step_seconds=row.step_seconds,
        high_seconds=row.step_high_seconds,
        step=rounding.seconds(row.step_seconds),
        spread=rounding.quartiles((row.step_low_seconds, row.step_high_seconds)),
    )
