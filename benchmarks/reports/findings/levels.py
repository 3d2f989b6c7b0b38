"""What a level above a framework costs, against each plain form of that framework's own and against its fastest."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports.findings import Finding, Question, Rule, changed, said
from impls.contenders import framework, level
from impls.interface import Contender


def _levels(workload: WorkloadAnalysis) -> list[Finding]:
    """Hold every form by a level, with that level's own settings, against the forms of its framework."""
    roster, forms = workload.record.roster, workload.times.forms
    above = [roster[name] for name in forms if roster[name].level and not roster[name].base]
    sentences = [_costs(workload, form) for form in above]
    return [Finding(rule="level", question=Question.CHANGE, text=text) for text in sentences if text]


def _costs(workload: WorkloadAnalysis, form: Contender) -> str:
    """Return what a form costs against each native one that was timed beside it; nothing where none was."""
    judged = [
        f"against {native}, {kind}, {said(comparison, workload.band)}"
        for native, kind in _natives(workload, form.framework).items()
        if (comparison := workload.times.against(native).get(form.name))
    ]
    if not judged:
        return ""
    above = level(form.level)
    inside = f" Its time holds {above.inside}." if above.inside else ""
    names = f"{above.title} on {framework(form.framework).title}, {form.name}"
    return f"{names}: {'; '.join(judged)}.{inside}{_changes(workload, form)}"


def _natives(workload: WorkloadAnalysis, name: str) -> dict[str, str]:
    """Return the plain forms of a framework and its fastest current one, as far as timed, each with what it is."""
    roster, declared = workload.record.roster, framework(name)
    own = {
        form: seconds
        for form, seconds in workload.times.forms.items()
        if roster[form].framework == name and not roster[form].level and roster[form].mode not in declared.legacy
    }
    kinds = {declared.dynamic: "plain and dynamic", declared.static: "plain and static"}
    plain = {form: kind for form, kind in kinds.items() if form in own}
    fastest = min(own, key=lambda form: (own[form], form), default="")
    # Of the framework's own, since the level's form itself may be faster still.
    best = f"{declared.title}'s own fastest here"
    return plain | ({fastest: f"{kinds.get(fastest, '')}, {best}".removeprefix(", ")} if own else {})


def _changes(workload: WorkloadAnalysis, form: Contender) -> str:
    """Return what single changes to a form bring, with a space before it; nothing where none was timed."""
    told = [changed(comparison, workload) for comparison in workload.options if comparison.baseline == form.name]
    return f" One change at a time: {'; '.join(told)}." if told else ""


RULE = Rule(place=27, findings=_levels)
