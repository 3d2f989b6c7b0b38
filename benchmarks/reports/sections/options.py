"""What one option brings, and what it costs in code."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.options import lines_changed
from benchmarks.analysis.times import Comparison
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Emphasis, Link, Table, Text, when
from benchmarks.reports.sections import WorkloadSection
from benchmarks.stats.verdicts import Word

_EXPLAINED = (
    "Each contender against the one that it is but for one thing, in the same rounds. ",
    Emphasis("Lines"),
    ": of the program, added and removed (",
    Link("how they are counted", "impls/CODE_COST.md"),
    "); where there are none, it is an argument.",
)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    roster = workload.record.roster
    frame = pd.DataFrame(
        {
            "contender": comparison.contender,
            "what it is": roster[comparison.contender].summary,
            "but for that it is": comparison.baseline,
            "lines": _lines(comparison, workload.name),
            "against it": rounding.verdict(comparison.verdict, comparison.ratio, workload.band),
        }
        for comparison in workload.options
    )
    said = gains(workload)
    return [Text(_EXPLAINED), *when(said, Bullets(said)), Table(f"{workload.name}_options", frame)]


def _lines(comparison: Comparison, workload: str) -> str:
    changed = lines_changed(comparison.baseline, comparison.contender, workload)
    if changed is None:
        return rounding.MISSING
    return f"+{changed[0]} -{changed[1]}" if any(changed) else "an argument"


def gains(workload: WorkloadAnalysis) -> list[str]:
    """Return which options are proven to gain, the largest gain first, and which are proven to lose."""
    rated = {comparison: comparison.ratio.estimate for comparison in workload.options if comparison.ratio}
    faster, slower, open_ = (
        [comparison for comparison in rated if comparison.verdict.word in words]
        for words in ({Word.FASTER}, {Word.SLOWER}, {Word.NO_VERDICT, Word.SAME})
    )
    proven = [*sorted(faster, key=rated.__getitem__), *sorted(slower, key=rated.__getitem__, reverse=True)]
    roster = workload.record.roster
    said = [
        f"{comparison.contender} is {rounding.verdict(comparison.verdict, comparison.ratio, workload.band)} than "
        f"{comparison.baseline}{_by(roster[comparison.contender].changes)}."
        for comparison in proven
    ]
    names = ", ".join(comparison.contender for comparison in open_)
    return [*said, f"No gain or loss is proven of {names}."] if open_ else said


def _by(changes: str) -> str:
    return f", with {changes}" if changes else ""


SECTION = WorkloadSection(
    place=30,
    title="One thing at a time",
    applies=lambda workload: bool(workload.options),
    blocks=_blocks,
    in_report="open",
)
