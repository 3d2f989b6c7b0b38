"""The main table of a workload: a row per contender, each cell a text and what it is sorted by; one unit a column."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import StepTimes
from benchmarks.reports import rounding
from benchmarks.reports.sections import steps

#: Keys of a row's cells and what heads them. The bar and the verdict stand behind the step, since their baseline is
#: chosen.
COLUMNS = {
    "step": "step",
    "bar": "",
    "verdict": "against the baseline",
    "start": "start",
    "accuracy": "accuracy",
    "flags": "flags",
    "quartiles": "middle half of all blocks",
    "memory": "peak memory",
    "ceiling": "least time / step",
    "feeding": "feeding a block",
    "parity": "parity error",
}
#: What is there in every table, and in the open; the rest stands behind "more columns".
ALWAYS = ("step", "bar", "verdict")
OPEN = (*ALWAYS, "start")


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
    """The columns that hold anything, by key with their heads, and the rows: the fastest first, the untimed last.

    ``more`` are the keys of columns behind "more columns"; ``same`` says of those that hold one text throughout what
    it is, by their heads.
    """

    columns: dict[str, str]
    rows: list[Row]
    more: frozenset[str]
    same: dict[str, str]


def table(workload: WorkloadAnalysis) -> Table:
    """Return the main table of a workload."""
    times = sorted(workload.times.rows, key=lambda row: (bool(row.reason), 0.0 if row.reason else row.step_seconds))
    timed = [row for row in times if not row.reason]
    units = {
        "step": rounding.unit_of(row.step_seconds for row in timed),
        "start": rounding.unit_of(row.first_call_seconds for row in timed),
        "feeding": rounding.unit_of(row.feed_seconds for row in timed),
        "memory": rounding.unit_of_bytes(used.held_bytes or 0 for used in (workload.resources if timed else ())),
    }
    units["quartiles"] = units["step"]
    rows = [
        Row(contender=row.contender, reason=row.reason, cells={} if row.reason else _cells(workload, row, units))
        for row in times
    ]
    held = {key: [row.cells[key].text for row in rows if row.cells] for key in COLUMNS}
    said = {key for key, texts in held.items() if {*texts} - {"", rounding.MISSING}}
    heads = {key: f"{head}, {units[key][1]}" if key in units else head for key, head in COLUMNS.items()}
    same = {key for key in said - {*ALWAYS} if len({*held[key]}) == 1 and len(held[key]) > 1}
    return Table(
        columns={key: head for key, head in heads.items() if (key in said and key not in same) or key in ALWAYS},
        rows=rows,
        more=frozenset(COLUMNS.keys() - {*OPEN}),
        same={heads[key]: held[key][0] for key in COLUMNS if key in same},
    )


def _cells(workload: WorkloadAnalysis, row: StepTimes, units: dict[str, tuple[float, str]]) -> dict[str, Cell]:
    resources = next((used for used in workload.resources if used.contender == row.contender), None)
    placement = resources.placement if resources else None
    held_bytes = resources.held_bytes if resources else None
    share = placement.ceiling_share if placement else None
    flags = ", ".join(workload.times.flags[row.contender])

    def time(key: str, seconds: float) -> Cell:
        return _number(rounding.in_unit(seconds, units[key][0]), seconds)

    return {
        "step": time("step", row.step_seconds),
        "bar": Cell(text="", sort=None),
        "verdict": Cell(text="", sort=None),
        "start": time("start", row.first_call_seconds),
        "accuracy": _number(steps.accuracy(row), row.accuracy),
        "flags": Cell(text=flags, sort=flags),
        "quartiles": Cell(
            text=" to ".join(
                time("quartiles", seconds).text for seconds in (row.step_low_seconds, row.step_high_seconds)
            ),
            sort=row.step_low_seconds,
        ),
        "memory": _number(rounding.in_unit(held_bytes, units["memory"][0]), held_bytes),
        "ceiling": _number(rounding.percent(share), share),
        "feeding": time("feeding", row.feed_seconds),
        "parity": _number(rounding.error(row.loss_error), row.loss_error),
    }


def _number(text: str, value: float | None) -> Cell:
    return Cell(text=text, sort=float(value) if value is not None and math.isfinite(value) else None)
