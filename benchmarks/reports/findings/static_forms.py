"""Every static form against the dynamic form of its framework."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.findings import Finding, Question, Rule, said


def _static(workload: WorkloadAnalysis) -> list[Finding]:
    """Hold static forms against the dynamic form of their framework, one sentence a dynamic form."""
    times, forms = workload.times, workload.times.forms
    dynamic = {name: form for name, form in times.dynamic_forms.items() if name in forms and form in forms}
    sentences = []
    for form in dict.fromkeys(dynamic[name] for name in forms if name in dynamic):
        verdicts = [
            f"{name} {said(comparison, workload.band)}"
            for name, comparison in times.against(form).items()
            if dynamic.get(name) == form
        ]
        sentences.append(f"Against {form}, its framework's dynamic form: {'; '.join(verdicts)}.")
    return [Finding(rule="static", question=Question.REAL, text=text) for text in sentences]


RULE = Rule(place=30, findings=_static)
