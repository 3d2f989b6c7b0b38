"""The fairness cards of a workload's results, as a table: equal fields once, the others by contender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.reports import rounding
from benchmarks.reports.summary import Record, of_kind

#: Fields of a card in the order of the table, and what a reader calls them.
FIELDS = {
    "weights": "initial weights (SHA-256)",
    "batches": "batches (SHA-256)",
    "steps": "steps of a block",
    "inside": "inside the clock",
    "dtype": "dtype",
    "tf32": "TF32 allowed",
    "loss": "loss",
    "optimizer": "optimiser",
    "threads": "threads read back",
    "affinity": "processors allowed",
    "device": "device",
    "warm_up_steps": "warm-up steps",
    "sync": "synchronised by",
    "precision": "precision flags",
    "traces": "traces inside the clock",
    "residual": "most that a sync had to wait",
    "rest": "longest wait for its threads to rest",
    "final_loss": "final loss of every block",
}


def cards(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return one row per contender that has a card, one column per field of ``FIELDS``; plain values.

    ``traces``, ``residual`` and ``rest`` (seconds) and ``final_loss`` (lowest, highest) are those of all timed blocks.
    """
    twins = {line["twin"] for line in of_kind(lines, "control") if line["workload"] == workload}
    cards_of = [line for line in of_kind(lines, "card") if line["workload"] == workload]
    held = {line["contender"]: line for line in cards_of if line["contender"] not in twins}
    blocks = [line for line in of_kind(lines, "block") if line["workload"] == workload]
    rows = []
    for name, card in held.items():
        own = [line for line in blocks if line["contender"] == name]
        losses = [line["final_loss"] for line in own]
        residuals = [max(line["residual_seconds"], line["start_residual_seconds"]) for line in own]
        traces = sum(line.get("traces", 0) for line in own)
        measured = {
            "traces": traces,
            "residual": max(residuals),
            # Older records don't hold it.
            "rest": max((line["rest_seconds"] for line in own if "rest_seconds" in line), default=None),
            "final_loss": (min(losses), max(losses)),
        }
        rows.append({"contender": name, **{field: {**card, **measured}[field] for field in FIELDS}})
    return pd.DataFrame(rows)


def card_table(lines: Sequence[Record], workload: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the fields that are equal for all contenders, and a table of the others; strings only."""
    frame = cards(lines, workload)
    if frame.empty:
        return pd.DataFrame(), pd.DataFrame()
    held = frame.dropna(axis="columns", how="all")
    texts = held.drop(columns="contender").map(_text)
    equal = [field for field in texts if len(set(texts[field])) == 1]
    shared = pd.DataFrame({"equal for all": [FIELDS[str(field)] for field in equal]})
    shared["value"] = [texts[field].iloc[0] for field in equal]
    others = texts.drop(columns=equal).rename(columns=FIELDS)
    others.insert(0, "contender", frame["contender"])
    return shared, others


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in value.items()) or rounding.MISSING
    if isinstance(value, tuple):
        low, high = (f"{each:.6g}" for each in value)
        return low if low == high else f"{low} to {high}"
    if isinstance(value, float):
        return rounding.seconds(value)
    if value is None:
        return rounding.MISSING
    return str(value)
