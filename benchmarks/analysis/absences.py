"""What was asked for and has no result, and whether what was measured answers a page."""

from __future__ import annotations

from collections.abc import Collection

from benchmarks.analysis import replayed
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import DEBUGGABILITY, GRID, STUDIES
from benchmarks.plan.sizes import SWEEP
from benchmarks.record.record import Record
from benchmarks.record.schema import Failure, Fault, Sample
from impls.contenders import CONTROL

#: What is no race: a workload's own table lists who has no time.
OTHERS = (*GRID, SWEEP, *STUDIES, DEBUGGABILITY)


def absences(record: Record) -> list[Failure]:
    """Return why some contenders have no result, or only a part, in studies, grid, sweep or planted faults."""
    return [line for line in record.of(Failure) if line.workload in OTHERS]


def is_answered(record: Record, cells: Collection[Cell]) -> bool:
    """Whether each workload, study and so on of some cells has a framework's result, the pairs of the grid together.

    The others' rows say why they have none. A header, or the control alone, answers nothing. A pair that nobody can
    train leaves what it was for open, and costs the races of its page nothing.
    """
    able = {cell for cell in cells if record.roster[cell.contender].framework != CONTROL}
    return {_question(cell) for cell in cells} == {_question(cell) for cell in able if _has_result(record, cell)}


def _question(cell: Cell) -> str:
    return next(iter(GRID)) if cell.workload in GRID else cell.workload


def _has_result(record: Record, cell: Cell) -> bool:
    if cell.workload == DEBUGGABILITY:
        return bool(record.of(Fault, cell.workload, cell.contender))
    if cell.workload in STUDIES:
        samples = record.of(Sample, cell.workload, cell.contender)
        return any(sample.call_seconds is not None for sample in samples)
    return replayed.failure(record, cell) is None and bool(replayed.samples(record, cell))
