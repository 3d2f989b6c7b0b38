"""What each framework costs in its plain forms and at its fastest current one, and which single change brings most."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.standings import is_legacy
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule, changed, changes_to, declares_changes, said
from benchmarks.reports.findings.fastest import is_behind
from benchmarks.stats.verdicts import Word
from impls.contenders import Framework, challengers


def _forms(workload: WorkloadAnalysis) -> list[Finding]:
    """Say of each framework with several forms what they cost, and where one change is proven, the largest."""
    sentences = [_costs(workload, name, declared) for name, declared in challengers().items()]
    return [Finding(rule="forms", question=Question.CHANGE, text=text) for text in sentences if text]


def _costs(workload: WorkloadAnalysis, name: str, declared: Framework) -> str:
    roster, forms = workload.record.roster, workload.times.forms
    own = {form: seconds for form, seconds in forms.items() if roster[form].framework == name}
    if len(own) < 2:  # noqa: PLR2004  one form has nothing to be told apart from
        return ""
    current = [form for form in own if not is_legacy(name, roster[form].mode)] or [*own]
    fastest = min(current, key=lambda form: (own[form], form))
    plain = {"plain and dynamic": declared.dynamic, "plain and static": declared.static}
    costs = [f"{kind} {rounding.seconds(own[form])} ({form})" for kind, form in plain.items() if form in own]
    against = workload.times.against(fastest)
    open_ = [form for form in current if form in against and not is_behind(against[form], workload.band)]
    unproven = f", not proven shorter than {' and '.join(open_)}" if open_ else ""
    costs.append(f"shortest here {rounding.seconds(own[fastest])} ({fastest}{unproven})")
    brought = f"{_graph(workload, declared)}{_largest_change(workload, fastest)}"
    return f"A step in {declared.title}: {', '.join(costs)}.{brought}"


def _graph(workload: WorkloadAnalysis, declared: Framework) -> str:
    """Return what the plain static form brings where more than one thing tells it from the dynamic one, with a space.

    It is no row of one change, which must not make another change look like the largest.
    """
    times, forms = workload.times, (declared.dynamic, declared.static)
    if not all(form in times.forms for form in forms) or not declares_changes(workload):
        return ""
    if workload.record.roster[declared.static].base:
        return ""
    comparison = times.against(declared.dynamic)[declared.static]
    return f" By more than one change, {declared.static} against {declared.dynamic}: {said(comparison, workload.band)}."


def _largest_change(workload: WorkloadAnalysis, fastest: str) -> str:
    """Return which of the proven changes that lead to the shortest form brings most, with a space before it.

    Nothing where none is proven. What a form gains that leads nowhere is its table's to tell.
    """
    gains = {
        comparison.ratio.estimate: comparison
        for comparison in changes_to(fastest, workload)
        if comparison.verdict.word is Word.FASTER and comparison.ratio
    }
    if not gains:
        return ""
    largest = changed(gains[min(gains)], workload)
    if len(gains) == 1:
        return f" On the way to {fastest} one single change is proven to bring something, {largest}."
    return f" Of the single changes that lead to {fastest}, most by estimate is brought by {largest}."


RULE = Rule(place=25, findings=_forms)
