"""What leads to the fastest form, one change at a time."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.findings import Finding, Question, Rule, changed, changes_to
from benchmarks.reports.findings.fastest import leader_of


def _path(workload: WorkloadAnalysis) -> list[Finding]:
    """Say of the fastest form what each change on the way to it brings, as far as rows show it."""
    leader = leader_of(workload)
    steps = [changed(comparison, workload) for comparison in changes_to(leader, workload)]
    if not steps:
        return []
    text = f"What leads to {leader}, one change at a time: {'; '.join(steps)}."
    return [Finding(rule="path", question=Question.FASTEST, text=text)]


RULE = Rule(place=15, findings=_path)
