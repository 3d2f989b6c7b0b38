"""The tutorial's claim about frozen parts."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports.claims import TUTORIAL, Claim, Settled, answer_of, listed
from benchmarks.stats.verdicts import Word

WORKLOAD = "text_classifier_frozen"


def _settle(analysis: Analysis) -> Settled | None:
    """Hold full steps against frozen ones."""
    if WORKLOAD not in analysis.record.workloads:
        return None
    options = analysis.workload(WORKLOAD).options
    comparisons = [comparison for comparison in options if comparison.contender.endswith("-full")]
    if not comparisons:
        return None
    answer = answer_of([comparison.verdict.word for comparison in comparisons], Word.SLOWER)
    evidence = f"the step with all its work, against the frozen one: {listed(comparisons, analysis.band)}."
    return Settled(answer=answer, evidence=evidence)


CLAIM = Claim(place=30, text="freezing a part of the model saves work.", whose=TUTORIAL, settle=_settle)
