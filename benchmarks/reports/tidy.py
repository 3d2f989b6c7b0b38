"""All samples of a record as tidy tables, one row an observation, and the dictionary of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.plan.questions import AGAIN
from benchmarks.reports.rounding import markdown_table
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.tidy_columns import HELD, TABLES


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


#: Where the rows of each table are from.
ROWS: Mapping[str, Callable[[Sequence[Record]], Iterator[dict[str, Any]]]] = {
    "blocks": _blocks,
    "laps": _laps,
    "epochs": _epochs,
    "starts": _starts,
}


def frames(lines: Sequence[Record]) -> dict[str, pd.DataFrame]:
    """Return the tables that a record has rows of by the names of ``TABLES``, in the columns and types given there."""
    roster = of_kind(lines, "environment")[0]["roster"]
    twins = {line["twin"]: line["control"] for line in of_kind(lines, "control")}
    found = {}
    for name, table in TABLES.items():
        rows = [_declared(row, roster, twins) | row for row in ROWS[name](lines)]
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
