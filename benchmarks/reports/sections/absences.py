"""Who has no result in a study, in the grid, in the sweep, or among the planted faults, and why."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.absences import absences
from benchmarks.analysis.analysis import Analysis
from benchmarks.reports.document import Block, Bullets
from benchmarks.reports.sections import RunSection


def sentences(analysis: Analysis) -> list[str]:
    """Return a line for everyone who has none."""
    lines = absences(analysis.record)
    return [f"{line.workload}, {line.contender}: {line.status}: {line.reason}" for line in lines]


def _blocks(analysis: Analysis) -> Sequence[Block]:
    return [Bullets(sentences(analysis))]


SECTION = RunSection(
    place=90,
    title="What has no result",
    label="no result",
    applies=lambda analysis: bool(sentences(analysis)),
    blocks=_blocks,
)
