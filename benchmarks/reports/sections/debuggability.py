"""How planted faults show in every mode: sentences, and a table for each fault."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.faults import CATALOGUE, control_of, counted, grouped, mode_of, refused
from benchmarks.plan.questions import PAGES
from benchmarks.record.record import Record
from benchmarks.record.schema import Fault
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Emphasis, Heading, Table, Text
from benchmarks.reports.drawings.faults import fault_matrix
from benchmarks.reports.sections import RunSection
from impls.faults import FAULTS, STEPS

_EXPLAINED = (
    (
        f"Each program takes {STEPS} steps with one fault planted in it, once plainly and once under a trace function, "
        "as debuggers use it. "
    ),
    Emphasis("Names the line"),
    ": the traceback, the message or a warning names the line with the fault. ",
    Emphasis("Frames below"),
    ": calls deeper than that line.",
)


def _blocks(analysis: Analysis) -> Sequence[Block]:
    rows = analysis.record.of(Fault)
    blocks: list[Block] = [*_matrix(analysis.record), Text(_EXPLAINED), Bullets(findings(analysis.record))]
    for fault in FAULTS:
        planted = [row for row in rows if row.fault == fault.name]
        if planted:
            blocks += [Heading(3, fault.summary), Table(f"debuggability_{fault.name}", table(planted))]
    return blocks


def _matrix(record: Record) -> list[Block]:
    """Return what every mode makes of every fault, a row a fault."""
    matrix = fault_matrix(record)
    if matrix is None:
        return []
    rows = [
        {"fault": fault, **dict(zip(matrix.modes, map(str, shows), strict=True))}
        for fault, shows in matrix.rows.items()
    ]
    return [Table("debuggability", pd.DataFrame(rows))]


def table(rows: Sequence[Fault]) -> pd.DataFrame:
    """Return how one fault shows in every mode, as texts; a column that says nothing anywhere is left out."""
    columns = {
        "mode": [mode_of(row) for row in rows],
        "raised": [row.raised or "nothing" for row in rows],
        "when": [row.when for row in rows],
        "names the line": [_named(row) for row in rows],
        "frames below": [rounding.MISSING if row.frames_below is None else str(row.frames_below) for row in rows],
        "debugger stops": [f"{row.debugger_stops} of {STEPS}" for row in rows],
    }
    if any(row.prints is not None for row in rows):
        columns["print runs"] = [rounding.MISSING if row.prints is None else f"{row.prints} of {STEPS}" for row in rows]
    if any(row.result for row in rows):
        columns["result"] = [row.result or rounding.MISSING for row in rows]
    return pd.DataFrame(columns)


def _named(row: Fault) -> str:
    if row.names_line is None:
        return rounding.MISSING
    return f"yes, the {row.named_by}" if row.names_line else "no"


def findings(record: Record) -> list[str]:
    """Return what the rows say, as sentences; each is computed, and left out where there is nothing to say."""
    rows, planted = record.of(Fault), counted(record)
    refusals = refused(planted)
    return [
        *_controls(rows),
        *(_names(own, refusals) for own in grouped(planted, mode_of)),
        *_refused(refusals),
        *_silent(planted),
        *_detected(planted),
        *_effects(planted),
        *_stops(rows),
    ]


def _modes(rows: Sequence[Fault], among: Sequence[Fault] = ()) -> str:
    """Return the rows' modes, or that they are all ``among`` others."""
    names, others = (list(dict.fromkeys(map(mode_of, group))) for group in (rows, among))
    return f"all {len(names)} modes" if len(names) == len(others) > 1 else ", ".join(names) or "no mode"


def _summary(row: Fault) -> str:
    return CATALOGUE[row.fault].summary


def _controls(rows: Sequence[Fault]) -> list[str]:
    controls = [row for row in rows if not control_of(row)]
    raised = [row for row in controls if row.raised]
    count = f"{len(controls) - len(raised)} of {len(controls)} controls raise nothing."
    return [count] * bool(controls) + [
        f"{mode_of(row)} raises {row.raised} with {_summary(row)}; what it raises with the fault doesn't count."
        for row in raised
    ]


def _names(rows: Sequence[Fault], refusals: Sequence[Fault]) -> str:
    """Return how many of a mode's errors name the line; what it refuses though it runs eagerly is counted apart."""
    raised = [row for row in rows if row.raised and row not in refusals]
    named = [row for row in raised if row.names_line]
    own = [row for row in rows if row in refusals]
    named_apart = sum(bool(row.names_line) for row in own)
    ways = [
        f"{len(group)} in the {group[0].named_by}, at most {_deepest(group)} frames below it"
        for group in grouped(named, lambda row: row.named_by)
    ]
    early = sum(row.when == "build" for row in raised)
    return (
        f"{_modes(rows)} names the line of {len(named)} of the {len(raised)} errors that it raises"
        + f" ({'; '.join(ways)})" * bool(ways)
        + f"; {early} are raised before any step" * bool(early)
        + f"; apart from errors, it names {named_apart} of {len(own)} faults that it refuses" * bool(own)
        + "."
    )


def _deepest(rows: Sequence[Fault]) -> int:
    return max(row.frames_below or 0 for row in rows)


def _refused(rows: Sequence[Fault]) -> list[str]:
    return [f"Runs eagerly, refused by {_modes(group)}: {_summary(group[0])}." for group in grouped(rows, _summary)]


def _silent(rows: Sequence[Fault]) -> list[str]:
    silent = [row for row in rows if not row.raised and row.result.endswith("silently")]
    return [
        f"Raises nothing in {_modes(group, rows)}: {_summary(group[0])}; what comes out is {group[0].result}."
        for group in grouped(silent, lambda row: f"{row.fault} {row.result}")
    ]


def _detected(rows: Sequence[Fault]) -> list[str]:
    tried = [row for row in rows if control_of(row) != FAULTS[0].name]
    raised = [row for row in tried if row.raised]
    named = [row for row in raised if row.names_line]
    if not tried:
        return []
    said = f"Of {len(tried)} modes in which the detector of NaN works, {len(raised)} raise"
    return [f"{said}; the line is named by {_modes(named)}."] + [
        f"The detector in {mode_of(row)} {row.result}." for row in raised if row.result
    ]


def _effects(rows: Sequence[Fault]) -> list[str]:
    ran = [row for row in rows if row.prints is not None]
    return [
        f"Of {STEPS} steps, {group[0].prints} run {_summary(group[0])} in {_modes(group)}"
        f"{f'; {group[0].result}' * bool(group[0].result)}."
        for group in grouped(ran, lambda row: f"{row.fault} {row.prints} {row.result}")
    ]


def _stops(rows: Sequence[Fault]) -> list[str]:
    plain = [row for row in rows if row.fault == FAULTS[0].name]
    return [
        f"With nothing planted, a debugger's trace stops in the loss on {group[0].debugger_stops} of {STEPS} steps in "
        f"{_modes(group)}."
        for group in grouped(plain, lambda row: str(row.debugger_stops))
    ]


SECTION = RunSection(
    place=40,
    title=PAGES["debuggability"].question,
    label="planted faults",
    applies=lambda analysis: bool(analysis.record.of(Fault)),
    blocks=_blocks,
    details_in_report=False,
)
