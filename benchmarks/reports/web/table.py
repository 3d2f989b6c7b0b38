"""The main table of a workload: a row per contender, each cell a text and what it is sorted by."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import StepTimes
from benchmarks.reports import rounding
from benchmarks.reports.sections import steps

#: Keys of a row's cells and what heads them; the verdict stands after the step, since its baseline is chosen.
COLUMNS = {
    "step": "step",
    "verdict": "against the baseline",
    "quartiles": "quartiles",
    "flags": "flags",
    "accuracy": "accuracy",
    "memory": "peak memory",
    "ceiling": "of the ceiling",
    "first": "first call",
    "feeding": "feeding a block",
    "parity": "parity error",
}
ALWAYS = ("step", "verdict", "flags")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell: what it says, and what its column is sorted by (None comes last)."""

    text: str
    sort: float | str | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A contender; ``reason`` is why it has no time, and there are no cells then."""

    contender: str
    reason: str
    cells: dict[str, Cell]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns that hold anything, by key with their heads, and the rows: the fastest first, the untimed last."""

    columns: dict[str, str]
    rows: list[Row]


def table(workload: WorkloadAnalysis) -> Table:
    """Return the main table of a workload."""
    times = sorted(workload.times.rows, key=lambda row: (bool(row.reason), 0.0 if row.reason else row.step_seconds))
    rows = [
        Row(contender=row.contender, reason=row.reason, cells={} if row.reason else _cells(workload, row))
        for row in times
    ]
    held = {key for row in rows for key, cell in row.cells.items() if cell.text not in {"", rounding.MISSING}}
    columns = {key: head for key, head in COLUMNS.items() if key in held or key in ALWAYS}
    return Table(columns=columns, rows=rows)


def _cells(workload: WorkloadAnalysis, row: StepTimes) -> dict[str, Cell]:
    resources = next((used for used in workload.resources if used.contender == row.contender), None)
    placement = resources.placement if resources else None
    peak_bytes = resources.peak_bytes if resources else None
    share = placement.ceiling_share if placement else None
    flags = ", ".join(workload.times.flags[row.contender])
    return {
        "step": _number(rounding.seconds(row.step_seconds), row.step_seconds),
        "quartiles": _number(rounding.quartiles((row.step_low_seconds, row.step_high_seconds)), row.step_low_seconds),
        "flags": Cell(text=flags, sort=flags),
        "accuracy": _number(steps.accuracy(row), row.accuracy),
        "memory": _number(rounding.memory(peak_bytes), peak_bytes),
        "ceiling": _number(rounding.percent(share), share),
        "first": _number(rounding.seconds(row.first_call_seconds), row.first_call_seconds),
        "feeding": _number(rounding.seconds(row.feed_seconds), row.feed_seconds),
        "parity": _number(rounding.error(row.loss_error), row.loss_error),
    }


def _number(text: str, value: float | None) -> Cell:
    return Cell(text=text, sort=float(value) if value is not None and math.isfinite(value) else None)
