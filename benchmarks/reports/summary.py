"""From a run's record to a data frame of times: one row a cell, numbers unrounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Record = Mapping[str, Any]


def of_kind(records: Iterable[Record], kind: str) -> list[Record]:
    """Return the lines of one kind."""
    return [record for record in records if record["kind"] == kind]


def timings(records: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return one row per contender of a workload, in the order of the record's roster.

    Columns: contender, graph, reason (why there is no time, else empty), step_seconds and block_seconds (medians over
    all rounds of all processes), step_low and step_high (quartiles), step_least (the fastest block),
    first_call_seconds (of the first process), feed_seconds (cutting and placing a block's batches, in the first
    process), processes, rounds, steps, accuracy (of the first seed), loss_error, weight_error; NaN where not measured.
    """
    roster = of_kind(records, "environment")[0]["roster"]
    selected = [line for line in records if line.get("workload") == workload and "contender" in line]
    names = {line["contender"] for line in selected}
    rows = [_row(name, roster[name], [line for line in selected if line["contender"] == name]) for name in roster]
    return pd.DataFrame([row for row in rows if row["contender"] in names])


def _row(name: str, declared: Record, lines: list[Record]) -> dict[str, Any]:
    failures = of_kind(lines, "failure")
    row: dict[str, Any] = {"contender": name, "graph": declared["graph"], "reason": ""}
    if failures:
        return row | {"reason": f"{failures[0]['status']}: {failures[0]['reason']}"}
    timed, cells = of_kind(lines, "block"), of_kind(lines, "cell")
    if not timed:
        return row | {"reason": "not run: the run ended before it"}
    steps = of_kind(lines, "build")[0]["steps"]
    blocks = np.array([line["seconds"] for line in timed])
    low, middle, high = np.quantile(blocks, (0.25, 0.5, 0.75))
    training, parity = of_kind(lines, "training"), of_kind(lines, "parity")
    return row | {
        "step_seconds": middle / steps,
        "step_low": low / steps,
        "step_high": high / steps,
        "step_least": blocks.min() / steps,
        "block_seconds": middle,
        "first_call_seconds": cells[0].get("first_call_seconds", np.nan),
        "feed_seconds": cells[0].get("feed_seconds", np.nan),
        "processes": len({line["replicate"] for line in timed}),
        "rounds": len(blocks),
        "steps": steps,
        "accuracy": training[0]["accuracy"] if training else np.nan,
        "loss_error": parity[0]["loss_error"] if parity else np.nan,
        "weight_error": parity[0]["weight_error"] if parity else np.nan,
    }
