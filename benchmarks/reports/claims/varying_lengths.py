"""The post's claim about inputs of varying length."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.sequences import SequenceTimes
from benchmarks.analysis.times import Comparison
from benchmarks.reports import rounding
from benchmarks.reports.claims import Claim, Settled, answer_of
from benchmarks.stats.verdicts import Word

WORKLOAD = "sequence_classifier"


def _settle(analysis: Analysis) -> Settled | None:
    """Hold padded static forms against dynamic ones at their own length; the post predicts that padding loses."""
    if WORKLOAD not in analysis.record.workloads:
        return None
    roster = analysis.record.roster
    by_framework: dict[str, list[SequenceTimes]] = {}
    for row in analysis.workload(WORKLOAD).sequences:
        by_framework.setdefault(roster[row.contender].framework, []).append(row)
    comparisons = [
        comparison for rows in by_framework.values() if (comparison := _padded_against_dynamic(analysis, rows))
    ]
    if not comparisons:
        return None
    evidence = "; ".join(
        f"{comparison.contender}, padded, against {comparison.baseline}, at its own length: "
        f"{rounding.verdict(comparison.verdict, comparison.ratio, analysis.band)}"
        for comparison in comparisons
    )
    words = [comparison.verdict.word for comparison in comparisons]
    return Settled(answer=answer_of(words, Word.SLOWER), evidence=f"{evidence}.")


def _padded_against_dynamic(analysis: Analysis, rows: Sequence[SequenceTimes]) -> Comparison | None:
    """Return a framework's fastest padded static form against its fastest dynamic form at its own length."""
    roster = analysis.record.roster
    dynamic = {row.contender: roster[row.contender].graph == "dynamic" for row in rows}
    padded = [row for row in rows if not dynamic[row.contender] and row.padding != "own"]
    unpadded = [row for row in rows if dynamic[row.contender] and row.padding == "own"]
    if not padded or not unpadded:
        return None
    fastest, baseline = (min(forms, key=lambda row: row.block_seconds).contender for forms in (padded, unpadded))
    return analysis.workload(WORKLOAD).times.against(baseline).get(fastest)


CLAIM = Claim(
    place=20,
    text="dynamic graphs suit inputs of varying length, where static graphs fix the length and pad with zeros.",
    whose="The post",
    settle=_settle,
)
