"""Test accuracies by initial weights and vocabulary: what the articles' 91 % against 75 % comes from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Table, Text
from benchmarks.reports.sections import RunSection


def _blocks(analysis: Analysis) -> Sequence[Block]:
    rows = analysis.grid
    seeds = max(row.seeds for row in rows)
    return [
        Text(
            f"Test accuracy of the text classifier after 10 epochs: mean (lowest to highest) over {seeds} seeds. "
            f"Single runs that differ in their seed alone are up to {100 * spread_of(analysis):.1f} points apart."
        ),
        Table("initial_weights", table(analysis)),
    ]


def spread_of(analysis: Analysis) -> float:
    """Return how far apart, as a share, single runs are that differ in their seed alone: the most of any pair."""
    return max(row.highest - row.lowest for row in analysis.grid)


def table(analysis: Analysis) -> pd.DataFrame:
    """Return a row per weights and vocabulary, a column per contender, as texts."""
    pairs: dict[tuple[str, str], dict[str, str]] = {}
    for row in analysis.grid:
        pair = pairs.setdefault((row.weights, row.vocabulary), {"weights": row.weights, "vocabulary": row.vocabulary})
        pair[row.contender] = rounding.spread(row.mean, row.lowest, row.highest, seeds=row.seeds)
    return pd.DataFrame(pairs.values())


SECTION = RunSection(
    place=20,
    title="Do initial weights explain 91 % against 75 %?",
    label="initial weights",
    applies=lambda analysis: bool(analysis.grid),
    blocks=_blocks,
)
