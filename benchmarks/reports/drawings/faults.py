"""Planted faults as a matrix: what every mode makes of every fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.analysis.faults import CATALOGUE, control_of, counted, mode_of
from benchmarks.record.record import Record
from benchmarks.record.schema import Fault
from impls.faults import FAULTS


class Shows(StrEnum):
    """What a mode makes of a fault, from the best for whoever looks for it."""

    NAMED = "names the line"
    RAISED = "raises elsewhere"
    NOTHING = "nothing"
    UNKNOWN = "-"


@dataclass(frozen=True, kw_only=True)
class FaultMatrix:
    """Modes, and for each fault, by its summary, what they make of it in that order."""

    modes: tuple[str, ...]
    rows: dict[str, tuple[Shows, ...]]


def fault_matrix(record: Record) -> FaultMatrix | None:
    """Return the matrix of all faults that count; None where none was planted."""
    planted = counted(record)
    if not planted:
        return None
    modes = tuple(dict.fromkeys(map(mode_of, planted)))
    return FaultMatrix(
        modes=modes,
        rows={
            CATALOGUE[fault.name].summary: tuple(_shows(planted, fault.name, mode) for mode in modes)
            for fault in FAULTS
            if any(row.fault == fault.name and control_of(row) for row in planted)
        },
    )


def _shows(rows: Sequence[Fault], fault: str, mode: str) -> Shows:
    row = next((row for row in rows if row.fault == fault and mode_of(row) == mode), None)
    if row is None:
        return Shows.UNKNOWN
    if not row.raised:
        return Shows.NOTHING
    return Shows.NAMED if row.names_line else Shows.RAISED
