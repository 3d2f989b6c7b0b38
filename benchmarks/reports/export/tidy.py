"""All samples of a record as tidy tables, one row an observation, and the dictionary of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from benchmarks.plan.questions import AGAIN
from benchmarks.record import schema
from benchmarks.record.dictionary import Field, described
from benchmarks.record.record import Record
from benchmarks.record.schema import Build, CellLine, Control, Failure, Preparation, Sample, Start, Training, Variant
from benchmarks.reports import files
from benchmarks.reports.document import Block, Code, Heading, Sentence, Table, Text
from benchmarks.reports.render.markdown import markdown

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class TidyTable:
    """A table of one kind of line.

    Attributes:
        row: what a row is.
        kind: the line whose fields the columns are; the record's own dictionary says what they mean.
        added: columns that a line doesn't hold itself.
        dropped: fields that rows are spread over, or that a table has no use for.
        rows: makes the rows.
    """

    row: str
    kind: type[CellLine]
    added: tuple[Field, ...]
    dropped: tuple[str, ...]
    rows: Callable[[Record], Iterator[Row]]

    @property
    def columns(self) -> list[Field]:
        """Name, type, unit and meaning of every column, in their order."""
        held = [field for field in described(self.kind) if field.name not in self.dropped]
        names = {field.name for field in held}
        return [*held, *(field for field in (*_DECLARED, *self.added) if field.name not in names)]


#: How pandas holds what a type in words begins with; anything else is text.
HELD = {"whole number": "Int64", "number": "Float64", "true or false": "boolean"}
_DECLARED = (
    Field("framework", "text", "", "the contender's framework; reference is NumPy"),
    Field("graph", "text", "", "dynamic: built as it runs; static: built or compiled first"),
)


def _blocks(record: Record) -> Iterator[Row]:
    steps: dict[tuple[str, str], int] = {(line.workload, line.contender): line.steps for line in record.of(Build)}
    # Where a block isn't the whole, its length stands with what went before it.
    steps |= {(line.workload, line.contender): line.block_steps for line in record.of(Preparation) if line.block_steps}
    repeats = {(line.workload, line.repeat) for line in record.of(Control)}
    failed = {(line.workload, line.contender) for line in record.of(Failure)}
    for line in record.of(schema.Block):
        cell = (line.workload, line.contender)
        yield _fields(record, line) | {
            "repeat": cell in repeats,
            "counts": cell not in failed,
            "steps": steps[cell],
            "step_seconds": line.block_seconds / steps[cell],
        }


def _samples(record: Record) -> Iterator[Row]:
    items = {(line.workload, line.net, line.contender, line.case, line.name): line.items for line in record.of(Variant)}
    for line in record.of(Sample):
        way = (line.workload, line.net, line.contender, line.case, line.name.removesuffix(AGAIN))
        yield _fields(record, line) | {"items": items.get(way)}


def _epochs(record: Record) -> Iterator[Row]:
    for line in record.of(Training):
        # A training that was scored only at its end has one accuracy, which is the last epoch's.
        unscored: list[float | None] = [None] * (len(line.epoch_seconds) - len(line.accuracies))
        accuracies = [*unscored, *line.accuracies]
        for number, (seconds, accuracy) in enumerate(zip(line.epoch_seconds, accuracies, strict=True), start=1):
            yield _fields(record, line) | {"epoch": number, "epoch_seconds": seconds, "accuracy": accuracy}


def _starts(record: Record) -> Iterator[Row]:
    for line in record.of(Start):
        for number, seconds in enumerate(line.step_seconds):
            added = {"step": number, "step_seconds": seconds, "graph_breaks": line.graph_breaks}
            yield _fields(record, line) | added


def _fields(record: Record, line: CellLine) -> Row:
    """Return a line's fields, and framework and graph of its contender; a repeat's are the control's."""
    controls = {control.repeat: control.control for control in record.of(Control)}
    declared = record.roster[controls.get(line.contender, line.contender)]
    return msgspec.structs.asdict(line) | {"framework": declared.framework, "graph": declared.graph}


TABLES: Mapping[str, TidyTable] = {
    "blocks": TidyTable(
        row="a timed block",
        kind=schema.Block,
        added=(
            Field("repeat", "true or false", "", "whether this is the control's second entry, which is no contender"),
            Field(
                "counts", "true or false", "", "false for a contender that failed later: tables leave its blocks out"
            ),
            Field("steps", "whole number", "", "training steps of a block"),
            Field("step_seconds", "number", "seconds", "wall time of the block over its steps"),
        ),
        dropped=(),
        rows=_blocks,
    ),
    "samples": TidyTable(
        row="a sample of a study: calls of one way, one after the other",
        kind=Sample,
        added=(Field("items", "whole number", "", "rows, batches or bytes that a call handles"),),
        dropped=(),
        rows=_samples,
    ),
    "epochs": TidyTable(
        row="an epoch of a full training",
        kind=Training,
        added=(
            Field("epoch", "whole number", "", "number of the epoch, from 1"),
            Field("epoch_seconds", "number", "seconds", "wall time of the epoch, training only"),
            Field("accuracy", "number", "share of 1", "test accuracy after the epoch; empty where not scored"),
        ),
        dropped=("epoch_seconds", "accuracies"),
        rows=_epochs,
    ),
    "starts": TidyTable(
        row="a step of a start: the contender alone in a fresh process",
        kind=Start,
        added=(
            Field("step", "whole number", "", "number of the step, from 0; step 0 is the first call"),
            Field("step_seconds", "number", "seconds", "wall time of the step"),
            Field(
                "graph_breaks", "whole number", "", "where the compiler left the graph; empty where none are counted"
            ),
        ),
        dropped=("step_seconds", "captured"),
        rows=_starts,
    ),
}


def frames(record: Record) -> dict[str, pd.DataFrame]:
    """Return the tables that a record has rows of by the names of ``TABLES``; missing values stay missing."""
    tables = {}
    for name, table in TABLES.items():
        rows = list(table.rows(record))
        if rows:
            held = {column.name: held_as(column) for column in table.columns}
            tables[name] = pd.DataFrame(rows, columns=[*held]).astype(held)
    return tables


def held_as(column: Field) -> str:
    """Return the type by which pandas holds a column, missing values among them."""
    return next((held for words, held in HELD.items() if column.type.startswith(words)), "string")


def dictionary(names: Sequence[str] = tuple(TABLES)) -> str:
    """Return the data dictionary of some tables in Markdown."""
    blocks: list[Block] = [
        Heading(1, "Data dictionary"),
        Text("Times are wall clock unless they say otherwise; an empty field is missing."),
    ]
    for name in names:
        rows: list[dict[str, Sentence]] = [
            {"column": (Code(column.name),), "type": column.type, "unit": column.unit or "-", "meaning": column.meaning}
            for column in TABLES[name].columns
        ]
        said = f"One row: {TABLES[name].row}."
        blocks += [Heading(2, name), Text(said), Table(name, pd.DataFrame(rows))]
    return markdown(blocks)


def write(record: Record, folder: Path, stem: str) -> list[Path]:
    """Write ``stem``_<table>.csv for every table with rows, and ``stem``.md, their dictionary; return the files."""
    tables = frames(record)
    texts = {f"{stem}_{name}.csv": frame.to_csv(index=False) for name, frame in tables.items()}
    if tables:
        texts[f"{stem}.md"] = dictionary(list(tables))
    return [files.write(folder / name, text) for name, text in texts.items()]
