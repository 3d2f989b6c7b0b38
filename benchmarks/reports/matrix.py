"""Every contender against every other, as a matrix of words and ratios."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import comparisons, page, rounding
from benchmarks.reports.summary import Record


def pairwise_matrix(lines: Sequence[Record], workload: str, *, band: float) -> pd.DataFrame:
    """Return a square of texts: what can be said of the row's time against the column's; empty if nothing was timed."""
    names = list(blocks_of(lines, workload))
    columns = {}
    for name in names:
        found = comparisons.comparisons(lines, workload, baseline=name, band=band)
        columns[name] = {each.contender: rounding.verdict(each.verdict, each.ratio, band) for each in found}
    frame = pd.DataFrame(columns).reindex(index=[name for name in names if name in pd.DataFrame(columns).index])
    return frame.fillna("")


def text(lines: Sequence[Record], *, band: float) -> str:
    """Return the matrices of all workloads as Markdown."""
    parts = []
    for name in page.workloads_in(lines):
        matrix = pairwise_matrix(lines, name, band=band)
        count = len(matrix) * (len(matrix) - 1)
        parts += [
            f"## {name}: row against column",
            matrix.to_markdown(disable_numparse=True),
            f"{count} comparisons at 95 %: {comparisons.expected_misses(count):.1f} intervals are expected to miss.",
        ]
    return "\n\n".join(parts) + "\n"
