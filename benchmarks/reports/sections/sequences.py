"""Sequences of varying length: time per word, padding, and what the first pass over all shapes costs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Emphasis, Table, Text
from benchmarks.reports.first_passes import maybe_warm
from benchmarks.reports.sections import WorkloadSection

#: What each way of padding is, behind "each batch".
PADDING = {
    "own": "as wide as its longest post",
    "buckets": "as wide as the next power of two that holds it, which makes a few fixed widths",
    "longest": "always as wide as the cut-off",
}
#: What stands behind a first pass that may have found compiled what it needed, and what that means.
WARM = ", perhaps warm"
TOLD_OF_WARM = (
    " One that is ",
    Emphasis("perhaps warm"),
    (
        " came after another form of its framework, whose compiled programs it may have found in the cache that both "
        "share: alone it may take longer."
    ),
)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    rows, warm = workload.sequences, maybe_warm(workload)
    words = f"{rows[0].words:,}".replace(",", " ")
    frame = pd.DataFrame(
        {
            "contender": row.contender,
            "padded to": row.padding,
            "a word": rounding.seconds(row.word_seconds),
            "of the positions empty": rounding.percent(row.padding_share),
            "first pass": rounding.seconds(row.first_pass_seconds) + WARM * (row.contender in warm),
            "later passes": rounding.seconds(row.block_seconds),
            "traces": _count(row.traces),
            "breaks": _count(row.graph_breaks),
        }
        for row in rows
    )
    explained = (
        f"A block has {words} words. Each batch is padded: ",
        *(part for name, width in PADDING.items() for part in (Emphasis(name), f": {width}; ")),
        "the first pass meets every shape once, and what is traced or compiled for a shape is in it.",
        *(TOLD_OF_WARM if warm else ()),
    )
    return [Text(explained), Table(f"{workload.name}_words", frame)]


def _count(count: int | None) -> str:
    return rounding.MISSING if count is None else str(count)


SECTION = WorkloadSection(
    place=20,
    title="Time per word, and what padding wastes",
    applies=lambda workload: bool(workload.sequences),
    blocks=_blocks,
    in_report="open",
)
