"""Every static form against the dynamic form of its framework."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.findings import Finding, Question, Rule, forms, said


def _static(workload: WorkloadAnalysis) -> list[Finding]:
    """Hold static forms against the dynamic form of their framework, one sentence a dynamic form."""
    times, steps = workload.times, forms(workload)
    dynamic = {name: form for name in steps if (form := times.dynamic_form(name)) in steps}
    sentences = []
    for form in dict.fromkeys(form for form in dynamic.values() if form):
        verdicts = [
            f"{name} {said(comparison, workload.band)}"
            for name, comparison in times.against(form).items()
            if dynamic.get(name) == form
        ]
        sentences.append(f"Against {form}, its framework's dynamic form: {'; '.join(verdicts)}.")
    return [Finding(rule="static", question=Question.REAL, text=text) for text in sentences]


RULE = Rule(place=30, findings=_static)
