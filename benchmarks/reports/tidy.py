"""All samples of a record as tidy tables, one row an observation, and the dictionary of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from benchmarks.harness.study_bench import AGAIN
from benchmarks.reports.numbers import markdown_table
from benchmarks.reports.summary import Record, of_kind

Dtype = Literal["string", "int64", "float64", "boolean"]
#: How pandas holds each type, missing values included.
HELD = {"string": "string", "int64": "Int64", "float64": "float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """A column: its name, which ends in its unit where it has one, its type, that unit, and what it says."""

    name: str
    dtype: Dtype
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table: what a row is, where rows come from, and its columns in order."""

    row: str
    rows: Callable[[Sequence[Record]], Iterator[dict[str, Any]]]
    columns: tuple[Column, ...]


def _blocks(lines: Sequence[Record]) -> Iterator[dict[str, Any]]:
    steps = {(line["workload"], line["contender"]): line["steps"] for line in of_kind(lines, "build")}
    twins = {(line["workload"], line["twin"]) for line in of_kind(lines, "control")}
    failed = {(line["workload"], line["contender"]) for line in of_kind(lines, "failure")}
    for line in of_kind(lines, "block"):
        cell = (line["workload"], line["contender"])
        yield {
            **line,
            "block_seconds": line["seconds"],
            "twin": cell in twins,
            "counts": cell not in failed,
            "steps": steps[cell],
            "step_seconds": line["seconds"] / steps[cell],
        }


def _laps(lines: Sequence[Record]) -> Iterator[dict[str, Any]]:
    def key(line: Record) -> tuple[str, ...]:
        names = ("workload", "net", "contender", "case")
        return (*(line[name] for name in names), line["name"].removesuffix(AGAIN))

    items = {key(line): line["items"] for line in of_kind(lines, "variant")}
    for line in of_kind(lines, "lap"):
        call = line.get("seconds")
        yield {**line, "study": line["workload"], "items": items.get(key(line)), "call_seconds": call}


def _epochs(lines: Sequence[Record]) -> Iterator[dict[str, Any]]:
    for line in of_kind(lines, "training"):
        scored = line["accuracies"]
        # A training that was scored only at its end has one accuracy, which is the last epoch's.
        first = len(line["epoch_seconds"]) - len(scored)
        for number, seconds in enumerate(line["epoch_seconds"]):
            accuracy = scored[number - first] if number >= first else None
            found = {"epoch": number + 1, "steps": line["epoch_steps"]}
            yield {**line, **found, "epoch_seconds": seconds, "accuracy": accuracy}


def _starts(lines: Sequence[Record]) -> Iterator[dict[str, Any]]:
    for line in of_kind(lines, "start"):
        for number, seconds in enumerate(line["step_seconds"]):
            found = {"start": line["number"], "step": number, "step_seconds": seconds}
            yield {**line, **found, "graph_breaks": line["captured"].get("graph_breaks")}


CELL = (
    Column("workload", "string", "", "what is trained"),
    Column("contender", "string", "", "who trains it; the control's twin has a name of its own"),
    Column("framework", "string", "", "the contender's framework; reference is NumPy"),
    Column("graph", "string", "", "dynamic: built as it runs; static: built or compiled first"),
)
PLACE = (
    Column("replicate", "int64", "", "number of the fresh process, from 0"),
    Column("round", "int64", "", "number of the round within its process, from 0; a round's members ran side by side"),
)
SINCE = Column("seconds_since_start", "float64", "s", "from the start of the run until this was recorded")
TABLES = {
    "blocks": Table(
        "a timed block",
        _blocks,
        (
            *CELL,
            Column("twin", "boolean", "", "whether this is the control's second run, which is no contender"),
            Column("counts", "boolean", "", "false for a contender that failed later: tables leave its blocks out"),
            *PLACE,
            Column("place", "int64", "", "place within the round, from 0"),
            Column("steps", "int64", "", "training steps of a block"),
            Column("block_seconds", "float64", "s", "wall time of the block"),
            Column("step_seconds", "float64", "s", "wall time of the block over its steps"),
            Column("cpu_seconds", "float64", "s", "processor time of the contender's process during the block"),
            Column("foreign_seconds", "float64", "s", "processor time of all other processes during the block"),
            Column("stolen_seconds", "float64", "s", "processor time that the host took away during the block"),
            Column("start_residual_seconds", "float64", "s", "what a synchronisation before the block had to wait"),
            Column("residual_seconds", "float64", "s", "what a second synchronisation after the block had to wait"),
            Column("os_threads", "int64", "", "threads of the contender's process after the block"),
            Column("traces", "int64", "", "graphs traced or compiled inside the clock"),
            Column("final_loss", "float64", "", "loss of the block's last step"),
            Column("loss_error", "float64", "", "largest relative error of a step's loss against the float64 reference"),
            SINCE,
        ),
    ),
    "laps": Table(
        "a lap of a study: calls of one way, one after the other",
        _laps,
        (
            Column("study", "string", "", "which study"),
            Column("net", "string", "", "the workload whose net and data it works on"),
            *CELL[1:3],
            Column("case", "string", "", "what is done"),
            Column("name", "string", "", "the way in which it is done; a name that ends in -again is the plain way's twin"),
            *PLACE,
            Column("items", "int64", "", "rows, batches or bytes that a call handles"),
            Column("call_seconds", "float64", "s", "wall time a call; missing where the lap doesn't count"),
            Column("cpu_seconds", "float64", "s", "processor time a call of the process"),
            Column("reason", "string", "", "why the lap doesn't count"),
            SINCE,
        ),
    ),
    "epochs": Table(
        "an epoch of a full training",
        _epochs,
        (
            *CELL,
            Column("initializer", "string", "", "distribution of the initial weights"),
            Column("seed", "int64", "", "seed of initial weights and batches"),
            Column("epoch", "int64", "", "number of the epoch, from 1"),
            Column("steps", "int64", "", "training steps of an epoch"),
            Column("epoch_seconds", "float64", "s", "wall time of the epoch, training only"),
            Column("accuracy", "float64", "1", "test accuracy after the epoch, as a share; missing where not scored"),
        ),
    ),
    "starts": Table(
        "a step of a start: the contender alone in a fresh process",
        _starts,
        (
            *CELL,
            Column("start", "int64", "", "number of the start, from 0"),
            Column("cache", "string", "", "state of the compile cache: cold or warm"),
            Column("import_seconds", "float64", "s", "wall time of the import, the same for all steps of a start"),
            Column("build_seconds", "float64", "s", "wall time of building the net, the same for all steps of a start"),
            Column("step", "int64", "", "number of the step, from 0; step 0 is the first call"),
            Column("step_seconds", "float64", "s", "wall time of the step"),
            Column("traces", "int64", "", "graphs traced or compiled by the end of the start"),
            Column("graph_breaks", "int64", "", "where the compiler left the graph; missing where none are counted"),
        ),
    ),
}


def frames(lines: Sequence[Record]) -> dict[str, pd.DataFrame]:
    """Return the tables that a record has rows of by the names of ``TABLES``, in the columns and types given there."""
    roster = of_kind(lines, "environment")[0]["roster"]
    twins = {line["twin"]: line["control"] for line in of_kind(lines, "control")}
    found = {}
    for name, table in TABLES.items():
        rows = [_declared(row, roster, twins) | row for row in table.rows(lines)]
        if rows:
            frame = pd.DataFrame(rows).reindex(columns=[column.name for column in table.columns])
            found[name] = frame.astype({column.name: HELD[column.dtype] for column in table.columns})
    return found


def _declared(row: Record, roster: Mapping[str, Any], twins: Mapping[str, str]) -> dict[str, Any]:
    """Return framework and graph of a row's contender; the twin's are the control's."""
    declared = roster[twins.get(row["contender"], row["contender"])]
    return {name: declared[name] for name in ("framework", "graph")}


def dictionary(names: Sequence[str] = tuple(TABLES)) -> str:
    """Return the data dictionary of some tables in Markdown."""
    parts = ["# Data dictionary", "Times are wall clock unless they say otherwise; an empty field is missing."]
    for name in names:
        columns = pd.DataFrame(
            {"column": f"`{each.name}`", "type": each.dtype, "unit": each.unit or "-", "meaning": each.meaning}
            for each in TABLES[name].columns
        )
        parts += [f"## {name}", f"One row: {TABLES[name].row}.", markdown_table(columns)]
    return "\n\n".join(parts) + "\n"


def write(lines: Sequence[Record], folder: Path, stem: str) -> list[Path]:
    """Write ``stem``_<table>.csv for every table with rows, and ``stem``.md, their dictionary; return the files."""
    found = frames(lines)
    texts = {f"{stem}_{name}.csv": frame.to_csv(index=False) for name, frame in found.items()}
    if found:
        texts[f"{stem}.md"] = dictionary(list(found))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]
