"""Which planted faults count: where a fault's control raises too, what was raised says nothing of the fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from benchmarks.record.record import Record
from benchmarks.record.schema import Fault
from impls.faults import FAULTS

CATALOGUE = {fault.name: fault for fault in FAULTS}


def mode_of(row: Fault) -> str:
    """Return what a row's mode is called among all frameworks."""
    return f"{row.framework} {row.mode}"


def control_of(row: Fault) -> str:
    """Return the name of the same program without the fault; empty for the controls themselves."""
    return CATALOGUE[row.fault].control


def counted(record: Record) -> list[Fault]:
    """Return the rows of planted faults whose control raised nothing."""
    rows = record.of(Fault)
    raised = {(mode_of(row), row.fault) for row in rows if row.raised}
    return [row for row in rows if control_of(row) and (mode_of(row), control_of(row)) not in raised]


def refused(rows: Iterable[Fault]) -> list[Fault]:
    """Return the rows that raise where the same program runs right in a dynamic mode of the framework: no errors."""
    held = list(rows)
    runs_eagerly = {
        (row.framework, row.fault) for row in held if row.graph == "dynamic" and not row.raised and not row.result
    }
    return [row for row in held if row.raised and (row.framework, row.fault) in runs_eagerly]


def grouped(rows: Iterable[Fault], key: Callable[[Fault], str]) -> list[list[Fault]]:
    """Return the rows in groups of one key each, in the order in which keys come."""
    groups: dict[str, list[Fault]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())
