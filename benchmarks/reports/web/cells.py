"""The main table of a workload: a row per contender, each cell a text and what it is sorted by."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import accuracies, comparisons, fairness, resources, rounding, summary
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.web.families import Look

#: Keys of a row's cells and what heads them; the verdict stands after the step, since its baseline is chosen.
COLUMNS = {
    "step": "step",
    "verdict": "against the baseline",
    "quartiles": "quartiles",
    "flags": "flags",
    "accuracy": "accuracy",
    "memory": "peak memory",
    "ceiling": "of the ceiling",
    "first": "first call",
    "feeding": "feeding a block",
    "parity": "parity error",
}
ALWAYS = ("step", "verdict", "flags")
Cell = tuple[str, float | str | None]
EMPTY: Cell = ("", None)


def table(lines: Sequence[Record], workload: str, *, looks: Mapping[str, Look]) -> dict[str, Any]:
    """Return the columns that hold anything, and the rows: contender, look, reason where it has no time, and cells."""
    frame = summary.timings(lines, workload)
    extra = _extra(lines, workload)
    rows = [_row(lines, workload, row, looks[row["contender"]], extra) for row in frame.to_dict("records")]
    rows.sort(key=lambda row: (row["cells"]["step"][1] is None, row["cells"]["step"][1] or 0.0))
    held = {key for row in rows for key, cell in row["cells"].items() if cell[0] not in {"", rounding.MISSING}}
    return {"columns": [(key, head) for key, head in COLUMNS.items() if key in held or key in ALWAYS], "rows": rows}


def _extra(lines: Sequence[Record], workload: str) -> dict[str, dict[str, Any]]:
    """Return what resources and trainings say of each contender, by column."""
    found: dict[str, dict[str, Any]] = {}
    frames = [accuracies.to_target(lines, workload, baseline="")]
    if blocks_of(lines, workload):
        frames.append(resources.resources(lines, workload))
    for frame in frames:
        for row in frame.to_dict("records"):
            found.setdefault(row["contender"], {}).update({str(key): value for key, value in row.items()})
    return found


def _row(
    lines: Sequence[Record], workload: str, row: Mapping[Any, Any], look: Look, extra: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    name = row["contender"]
    found: dict[str, Any] = {
        "name": name,
        "look": look,
        "reason": row["reason"],
        "cells": dict.fromkeys(COLUMNS, EMPTY),
    }
    if row["reason"]:
        return found
    own = extra.get(name, {})
    trained = own.get("accuracy")
    spread = f"{trained:.3f} ({own['lowest']:.3f} to {own['highest']:.3f})" if trained is not None else ""
    flags = ", ".join(comparisons.flags_of(lines, workload, name))
    found["cells"] |= {
        "step": (rounding.seconds(row["step_seconds"]), row["step_seconds"]),
        "quartiles": (rounding.quartiles(row["step_low"], row["step_high"]), row["step_low"]),
        "flags": (flags, flags),
        "accuracy": (
            spread or rounding.share(row["accuracy"]),
            _number(row["accuracy"] if trained is None else trained),
        ),
        "memory": (rounding.memory(own.get("peak_bytes")), _number(own.get("peak_bytes"))),
        "ceiling": (rounding.percent(own.get("ceiling_share")), _number(own.get("ceiling_share"))),
        "first": (rounding.seconds(row["first_call_seconds"]), _number(row["first_call_seconds"])),
        "feeding": (rounding.seconds(row["feed_seconds"]), _number(row["feed_seconds"])),
        "parity": (rounding.error(row["loss_error"]), _number(row["loss_error"])),
    }
    return found


def _number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) or math.isinf(value) else float(value)


def cards(lines: Sequence[Record], workload: str) -> dict[str, list[tuple[str, str]]]:
    """Return the fairness card of every timed contender: pairs of a field and its value, as texts."""
    timed = {line["contender"] for line in of_kind(lines, "block") if line["workload"] == workload}
    # The card of a contender whose blocks all failed says nothing of any result.
    kept = [line for line in lines if line["kind"] != "card" or line["contender"] in timed]
    shared, others = fairness.card_table(kept, workload)
    if others.empty:
        return {}
    equal = list(zip(shared["equal for all"], shared["value"], strict=True))
    return {
        row["contender"]: [*((str(field), text) for field, text in row.items() if field != "contender"), *equal]
        for row in others.to_dict("records")
    }
