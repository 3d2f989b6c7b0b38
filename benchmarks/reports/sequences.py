"""Sequences of varying length: time per word, padding, and what the first pass over all shapes costs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.reports import rounding, summary
from benchmarks.reports.summary import Record, of_kind


def frame(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return one row per timed contender of a workload of sequences; empty for any other workload.

    Columns: contender, padding, word_seconds (a block's time over its words), words (of a block), waste (the share of
    positions that hold no word), first_pass_seconds (the first time through a block: every shape is met once),
    block_seconds, traces and graph_breaks (None where unknown).
    """
    roster = of_kind(lines, "environment")[0]["roster"]
    built = {line["contender"]: line for line in of_kind(lines, "build") if line["workload"] == workload}
    begun = {line["contender"]: line for line in of_kind(lines, "start") if line["workload"] == workload}
    if not any("words" in line for line in built.values()):
        return pd.DataFrame()
    timed = summary.timings(lines, workload)
    if "block_seconds" not in timed:
        return pd.DataFrame()
    rows = []
    for row in timed.dropna(subset=["block_seconds"]).itertuples(index=False):
        build, start = built[row.contender], begun.get(row.contender, {})
        rows.append(
            {
                "contender": row.contender,
                "padding": roster[row.contender].get("padding", ""),
                "word_seconds": row.block_seconds / build["words"],
                "words": build["words"],
                "waste": build["waste"],
                "first_pass_seconds": row.first_call_seconds,
                "block_seconds": row.block_seconds,
                "traces": start.get("traces"),
                "graph_breaks": start.get("captured", {}).get("graph_breaks"),
            }
        )
    return pd.DataFrame(rows)


def section(lines: Sequence[Record], workload: str) -> list[str]:
    """Return the parts of a page about sequences; none for any other workload."""
    found = frame(lines, workload)
    if found.empty:
        return []
    table = pd.DataFrame({"contender": found["contender"], "padded to": found["padding"]})
    table["a word"] = found["word_seconds"].map(rounding.seconds)
    table["of the positions empty"] = found["waste"].map(rounding.percent)
    table["first pass"] = found["first_pass_seconds"].map(rounding.seconds)
    table["later passes"] = found["block_seconds"].map(rounding.seconds)
    table["traces"] = [_count(value) for value in found["traces"]]
    table["breaks"] = [_count(value) for value in found["graph_breaks"]]
    return [
        "### Time per word, and what padding wastes",
        f"A block has {found['words'].iloc[0]:,} words".replace(",", " ")
        + ". *own*: each batch as wide as its longest post; *buckets*: as the narrowest of a few fixed widths that "
        "holds it; *longest*: always as wide as the cut-off. The first pass meets every shape once, and so traces and "
        "compiles.",
        rounding.markdown_table(table),
    ]


def _count(value: float | None) -> str:
    return rounding.MISSING if value is None or pd.isna(value) else f"{value:.0f}"
