"""Whether frameworks are really apart, each by its fastest current form."""

from __future__ import annotations

from itertools import combinations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports.findings import Finding, Question, Rule, said
from benchmarks.stats.verdicts import Word

#: What a verdict answers to whether a difference is real.
ANSWERS = {Word.SLOWER: "yes", Word.FASTER: "yes", Word.SAME: "no"}


def _frameworks(workload: WorkloadAnalysis) -> list[Finding]:
    """Hold the fastest current form of every framework against that of every other, slower against faster."""
    bests = [stand.name for stand in workload.standing.bests] if workload.standing else []
    compared = [workload.times.against(faster).get(slower) for faster, slower in combinations(bests, 2)]
    answers = [_answer(comparison, workload.band) for comparison in compared if comparison]
    if not answers:
        return []
    text = f"Between frameworks, each by its fastest current form: {'; '.join(answers)}."
    return [Finding(rule="frameworks", question=Question.REAL, text=text)]


def _answer(comparison: Comparison, band: float) -> str:
    answer = f"{ANSWERS[comparison.verdict.word]}, " if comparison.verdict.word in ANSWERS else ""
    return f"{answer}{comparison.contender} against {comparison.baseline}, {said(comparison, band)}"


RULE = Rule(place=28, findings=_frameworks)
