"""Every static form against the dynamic form of its framework."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.findings import Finding, Question, Rule, changes_to, declares_changes, said


def _static(workload: WorkloadAnalysis) -> list[Finding]:
    """Hold static forms against the dynamic form of their framework, one sentence a dynamic form."""
    times, forms = workload.times, workload.times.forms
    dynamic = {name: form for name, form in times.dynamic_forms.items() if name in forms and form in forms}
    sentences = []
    for form in dict.fromkeys(dynamic[name] for name in forms if name in dynamic):
        verdicts = [
            f"{name} {said(comparison, workload.band)}{beyond_graph(workload, name, form)}"
            for name, comparison in times.against(form).items()
            if dynamic.get(name) == form
        ]
        sentences.append(f"Against {form}, its framework's dynamic form: {'; '.join(verdicts)}.")
    return [Finding(rule="static", question=Question.REAL, text=text) for text in sentences]


def beyond_graph(workload: WorkloadAnalysis, name: str, dynamic: str) -> str:
    """Return, in brackets, that more than its graph tells a form from the dynamic one, else nothing."""
    if not declares_changes(workload):
        return ""
    way = changes_to(name, workload)
    passed = [comparison.baseline for comparison in way]
    if dynamic not in passed:
        return " (by more than its graph)"
    changes = [workload.record.roster[one.contender].changes for one in way[: passed.index(dynamic) + 1]]
    return f" (by {len(changes)} changes: {', '.join(reversed(changes))})" if len(changes) > 1 else ""


RULE = Rule(place=30, findings=_static)
