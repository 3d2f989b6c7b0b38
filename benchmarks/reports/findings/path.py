"""To what the fastest form owes its step, one change at a time."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports.findings import Finding, Question, Rule, changed
from benchmarks.reports.findings.fastest import leader_of


def _path(workload: WorkloadAnalysis) -> list[Finding]:
    """Say of the fastest form what each change on the way to it brings, as far as rows show it."""
    leader = leader_of(workload)
    steps = [changed(comparison, workload) for comparison in _changes_to(leader, workload)]
    if not steps:
        return []
    text = f"What {leader} owes to what, one change at a time: {'; '.join(steps)}."
    return [Finding(rule="path", question=Question.FASTEST, text=text)]


def _changes_to(leader: str, workload: WorkloadAnalysis) -> list[Comparison]:
    """Return a form against its base, that one against its own, and so on, while both were timed."""
    by_contender = {comparison.contender: comparison for comparison in workload.options}
    found, name = list[Comparison](), leader
    while (comparison := by_contender.pop(name, None)) and workload.record.roster[name].changes:
        found.append(comparison)
        name = comparison.baseline
    return found


RULE = Rule(place=15, findings=_path)
