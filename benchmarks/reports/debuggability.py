"""How planted faults show in every mode: tables, and sentences generated from the record's ``fault`` lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from benchmarks.plan.questions import PAGES
from benchmarks.reports import rounding
from benchmarks.reports.summary import Record, of_kind
from impls.faults import FAULTS, STEPS

INTRODUCTION = (
    f"Each program takes {STEPS} steps with one fault planted in it, once plainly and once under a trace function, as "
    "debuggers use it. *Names the line*: the traceback, the message or a warning names the line with the fault. "
    "*Frames below*: calls deeper than that line."
)
CATALOGUE = {fault.name: fault for fault in FAULTS}


def tables(lines: Sequence[Record]) -> dict[str, pd.DataFrame]:
    """Return a table for each fault, by its summary and in the catalogue's order; rows are modes, cells are texts.

    Columns: mode, raised, when, names the line, frames below, debugger stops, print runs (where there is one), result
    (where a mode has any).
    """
    groups = {group[0]["fault"]: group for group in _grouped(of_kind(lines, "fault"), lambda row: str(row["fault"]))}
    return {fault.summary: _table(groups[fault.name]) for fault in FAULTS if fault.name in groups}


def section(lines: Sequence[Record]) -> list[str]:
    """Return the parts of a page about planted faults; none where they weren't run."""
    found = tables(lines)
    if not found:
        return []
    said = "\n".join(f"- {sentence}" for sentence in findings(lines))
    parts = [f"## {PAGES['debuggability'].question}", INTRODUCTION, said]
    for fault, table in found.items():
        parts += [f"### {fault}", rounding.markdown_table(table)]
    return parts


def _table(rows: list[Record]) -> pd.DataFrame:
    table = pd.DataFrame({"mode": [mode_of(row) for row in rows]})
    table["raised"] = [row["raised"] or "nothing" for row in rows]
    table["when"] = [row["when"] for row in rows]
    table["names the line"] = [_named(row) for row in rows]
    table["frames below"] = [_count(row["frames_below"]) for row in rows]
    table["debugger stops"] = [f"{row['debugger_stops']} of {STEPS}" for row in rows]
    if any(row["prints"] is not None for row in rows):
        table["print runs"] = [_count(row["prints"], of=f" of {STEPS}") for row in rows]
    if any(row["result"] for row in rows):
        table["result"] = [row["result"] or rounding.MISSING for row in rows]
    return table


def _named(row: Record) -> str:
    if row["names_line"] is None:
        return rounding.MISSING
    return f"yes, the {row['named_by']}" if row["names_line"] else "no"


def _count(value: int | None, of: str = "") -> str:
    return rounding.MISSING if value is None else f"{value}{of}"


def mode_of(row: Record) -> str:
    """Return what a row's mode is called among all frameworks."""
    return f"{row['framework']} {row['mode']}"


def findings(lines: Sequence[Record]) -> list[str]:
    """Return what the rows say, as sentences; each is computed, and left out where there is nothing to say."""
    rows = of_kind(lines, "fault")
    raised = {(mode_of(row), row["fault"]) for row in rows if row["raised"]}
    planted = [row for row in rows if _control(row)]
    # Where the control raises too, what the fault's own row raised says nothing about the fault.
    counted = [row for row in planted if (mode_of(row), _control(row)) not in raised]
    return [
        *_controls(rows),
        *map(_names, _grouped(counted, mode_of)),
        *_refused(counted),
        *_silent(counted),
        *_detected(counted),
        *_effects(counted),
        *_stops(rows),
    ]


def _control(row: Record) -> str:
    return CATALOGUE[row["fault"]].control


def _grouped(rows: list[Record], key: Callable[[Record], str]) -> list[list[Record]]:
    groups: dict[str, list[Record]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _modes(rows: Sequence[Record], among: Sequence[Record] = ()) -> str:
    """Return the rows' modes, or that they are all ``among`` others."""
    names, others = (list(dict.fromkeys(map(mode_of, each))) for each in (rows, among))
    return f"all {len(names)} modes" if len(names) == len(others) > 1 else ", ".join(names) or "no mode"


def _summary(row: Record) -> str:
    return CATALOGUE[row["fault"]].summary


def _controls(rows: list[Record]) -> list[str]:
    controls = [row for row in rows if not _control(row)]
    raised = [row for row in controls if row["raised"]]
    count = f"{len(controls) - len(raised)} of {len(controls)} controls raise nothing."
    return [count] * bool(controls) + [
        f"{mode_of(row)} raises {row['raised']} with {_summary(row)}; what it raises with the fault doesn't count."
        for row in raised
    ]


def _names(rows: list[Record]) -> str:
    raised = [row for row in rows if row["raised"]]
    named = [row for row in raised if row["names_line"]]
    ways = [
        f"{len(same)} in the {same[0]['named_by']}, at most {max(row['frames_below'] for row in same)} frames below it"
        for same in _grouped(named, lambda row: str(row["named_by"]))
    ]
    early = sum(row["when"] == "build" for row in raised)
    return (
        f"{_modes(rows)} names the line of {len(named)} of the {len(raised)} faults that it raises"
        + f" ({'; '.join(ways)})" * bool(ways)
        + f"; {early} are raised before any step" * bool(early)
        + "."
    )


def _refused(rows: list[Record]) -> list[str]:
    eager = {
        (row["framework"], row["fault"])
        for row in rows
        if row["graph"] == "dynamic" and not row["raised"] and not row["result"]
    }
    refused = [row for row in rows if row["raised"] and (row["framework"], row["fault"]) in eager]
    return [f"Runs eagerly, refused by {_modes(same)}: {_summary(same[0])}." for same in _grouped(refused, _summary)]


def _silent(rows: list[Record]) -> list[str]:
    silent = [row for row in rows if not row["raised"] and row["result"].endswith("silently")]
    return [
        f"Raises nothing in {_modes(same, rows)}: {_summary(same[0])}; what comes out is {same[0]['result']}."
        for same in _grouped(silent, lambda row: f"{row['fault']} {row['result']}")
    ]


def _detected(rows: list[Record]) -> list[str]:
    tried = [row for row in rows if _control(row) != FAULTS[0].name]
    raised = [row for row in tried if row["raised"]]
    named = [row for row in raised if row["names_line"]]
    if not tried:
        return []
    said = f"Of {len(tried)} modes in which the detector of NaN works, {len(raised)} raise"
    return [f"{said}; the line is named by {_modes(named)}."] + [
        f"The detector in {mode_of(row)} {row['result']}." for row in raised if row["result"]
    ]


def _effects(rows: list[Record]) -> list[str]:
    ran = [row for row in rows if row["prints"] is not None]
    return [
        f"Of {STEPS} steps, {same[0]['prints']} run {_summary(same[0])} in {_modes(same)}."
        for same in _grouped(ran, lambda row: f"{row['fault']} {row['prints']}")
    ]


def _stops(rows: list[Record]) -> list[str]:
    plain = [row for row in rows if row["fault"] == FAULTS[0].name]
    return [
        f"A breakpoint in the loss stops on {same[0]['debugger_stops']} of {STEPS} steps in {_modes(same)}."
        for same in _grouped(plain, lambda row: str(row["debugger_stops"]))
    ]
