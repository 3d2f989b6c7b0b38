"""The tutorial's claim about frozen parts."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports.claims import TUTORIAL, Claim, Settled, answer_of, listed
from benchmarks.stats.verdicts import Word

WORKLOAD = "text_classifier_frozen"
#: How the changes begin, as contenders declare them, that make of a frozen form one that isn't, with the same result.
UNFROZEN = ("all the work of a full step", "gradients that nobody uses", "a layer that isn't frozen")


def _settle(analysis: Analysis) -> Settled | None:
    """Hold every form that differs from a frozen one by not being frozen against that one."""
    if WORKLOAD not in analysis.record.workloads:
        return None
    roster, changed = analysis.record.roster, dict[str, list[Comparison]]()
    for comparison in analysis.workload(WORKLOAD).options:
        changes = roster[comparison.contender].changes
        if changes.startswith(UNFROZEN):
            changed.setdefault(changes, []).append(comparison)
    if not changed:
        return None
    words = [comparison.verdict.word for comparisons in changed.values() for comparison in comparisons]
    said = [f"with {changes}: {listed(comparisons, analysis.band)}" for changes, comparisons in changed.items()]
    return Settled(answer=answer_of(words, Word.SLOWER), evidence=f"against the frozen form, {'; '.join(said)}.")


CLAIM = Claim(place=30, text="freezing a part of the model saves work.", whose=TUTORIAL, settle=_settle)
