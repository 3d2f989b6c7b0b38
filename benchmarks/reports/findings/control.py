"""Whether the control, written by hand, is beaten by any framework."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.findings import Finding, Question, Rule, said
from benchmarks.reports.findings.fastest import leader_of
from benchmarks.stats.verdicts import Word


def _control(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where the control isn't slower than the fastest form of a framework."""
    name, leader = workload.times.control, leader_of(workload)
    comparison = workload.times.against(leader).get(name)
    if comparison is None or comparison.verdict.word is Word.SLOWER:
        return []
    verdict = f"against {leader}, {said(comparison, workload.band)}"
    text = f"{leader} isn't proven faster than {name}, the control, which is written by hand ({name} {verdict})"
    if comparison.verdict.word is Word.FASTER:
        text = f"{name}, the control, which is written by hand, is faster still: {verdict}"
    return [Finding(rule="control", question=Question.FASTEST, text=f"{text}; no framework's, it isn't ranked.")]


RULE = Rule(place=20, findings=_control)
