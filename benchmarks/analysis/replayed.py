"""What a record answers for one cell, as a test shows it: its failure, its samples, and what stands beside them."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.plan import sizes
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import GRID
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Build, Card, CellLine, Failure, Parity, Preparation, Training

#: What is kept beside a cell's samples, by the kind of line whose first one has it: what is measured in the first
#: process alone stands there.
KEPT: dict[type[CellLine], tuple[str, ...]] = {
    Build: ("steps",),
    Parity: ("loss_error", "loss_doubt", "weight_error", "gradient_error"),
    Training: ("initializer",),
    Preparation: ("first_call_seconds", "rounds"),
    Card: ("weights_digest", "batches_digest", "dtype", "optimizer"),
}


def failure(record: Record, cell: Cell) -> Failure | None:
    """Return why a cell has no result; None where it has one."""
    return record.first(Failure, cell.workload, cell.contender)


def samples(record: Record, cell: Cell) -> list[float]:
    """Return a cell's seconds: of every timed block, of every training (grid), or of a step at each size (sweep).

    Studies and planted faults have none: their numbers are in their tables.
    """
    if cell.workload in GRID:
        return [line.training_seconds for line in record.of(Training, cell.workload, cell.contender)]
    if cell.workload == sizes.SWEEP:
        by_size = {size: _block_seconds(record, size, cell.contender) for size in sizes.SIZES}
        return [median(seconds) / sizes.workload(size).epochs for size, seconds in by_size.items() if seconds]
    return _block_seconds(record, cell.workload, cell.contender)


def facts(record: Record, cell: Cell) -> dict[str, Any]:
    """Return what is kept beside a cell's samples, as plain values."""
    first_lines = {kind: record.first(kind, cell.workload, cell.contender) for kind in KEPT}
    kept = {name: getattr(line, name) for kind, line in first_lines.items() if line for name in KEPT[kind]}
    training = first_lines[Training]
    return kept | {"accuracy": training.accuracies[-1]} if isinstance(training, Training) else kept


def _block_seconds(record: Record, workload: str, contender: str) -> list[float]:
    return [line.block_seconds for line in record.of(Block, workload, contender)]
