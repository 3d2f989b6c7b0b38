"""What is said for static graphs and for dynamic ones, settled by the plain form of either kind of each framework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.options import lines_changed
from benchmarks.analysis.times import Comparison
from benchmarks.plan.questions import MAIN
from benchmarks.reports import rounding
from benchmarks.reports.claims import FOR_DYNAMIC, FOR_STATIC, Claim, Settled, answer_of, outcome_of
from benchmarks.reports.findings import said
from benchmarks.reports.findings.static_forms import beyond_graph
from benchmarks.stats.verdicts import Word
from impls.contenders import challengers
from impls.workloads import WORKLOADS


def _pairs(analysis: Analysis) -> Iterator[tuple[WorkloadAnalysis, str, str]]:
    """Yield the plain dynamic and the plain static form of each framework on each main workload that timed both."""
    for workload in analysis.workloads:
        for declared in challengers().values() if workload.name in MAIN else ():
            if {declared.dynamic, declared.static} <= workload.times.forms.keys():
                yield workload, declared.dynamic, declared.static


def _steps(analysis: Analysis) -> Settled | None:
    """Hold the plain static form's step against that of the dynamic one that it captures."""
    comparisons = {
        workload.times.against(dynamic)[static]: workload
        for workload, dynamic, static in _pairs(analysis)
        if workload.record.roster[static].base == dynamic
    }
    if not comparisons:
        return None
    # A proven gain of another static form speaks for the claim as well, whatever the plain one does.
    faster = {comparison: _faster(comparison, workload) for comparison, workload in comparisons.items()}
    others = dict.fromkeys(
        f"{static} against {dynamic}"
        for workload, dynamic, static in _pairs(analysis)
        if workload.record.roster[static].base != dynamic
    )
    left_out = f" Left out, since more than the graph differs: {', '.join(others)}." if others else ""
    texts = [
        f"{comparison.contender} against {comparison.baseline} ({workload.name}) {said(comparison, workload.band)}"
        + _but(other, workload)
        for (comparison, workload), other in zip(comparisons.items(), faster.values(), strict=True)
    ]
    words = [one.verdict.word for one in (*comparisons, *filter(None, faster.values()))]
    alone = _alone((comparison.baseline for comparison in comparisons), left_out=bool(others))
    return Settled(answer=answer_of(words, Word.FASTER), evidence=f"{alone}{'; '.join(texts)}.{left_out}")


def _but(other: Comparison | None, workload: WorkloadAnalysis) -> str:
    if other is None:
        return ""
    beyond = beyond_graph(workload, other.contender, other.baseline)
    return f", but {other.contender} {said(other, workload.band)}{beyond}"


def _alone(dynamic: Iterable[str], *, left_out: bool) -> str:
    """Return, in front of evidence, whose plain dynamic forms these are, if of one framework or not of all that ran."""
    asked = set(dynamic)
    titles = [declared.title for declared in challengers().values() if declared.dynamic in asked]
    return f"of {' and '.join(titles)} alone; " if titles and (left_out or len(titles) == 1) else ""


def _faster(comparison: Comparison, workload: WorkloadAnalysis) -> Comparison | None:
    """Return the shortest other static form of a framework that is faster where the plain one isn't."""
    if comparison.verdict.word is Word.FASTER:
        return None
    forms, dynamic = workload.times.forms, comparison.baseline
    against = workload.times.against(dynamic)
    faster = [
        name
        for name, other in workload.times.dynamic_forms.items()
        if other == dynamic and name in forms and name in against and against[name].verdict.word is Word.FASTER
    ]
    return against[min(faster, key=lambda name: (forms[name], name))] if faster else None


def _starts(analysis: Analysis) -> Settled | None:
    """Ask which plain form has its first step behind it sooner; starts that overlap or were measured once don't say."""
    words, texts, others, asked = list[Word](), list[str](), list[str](), list[str]()
    once = False
    for workload, *forms in _pairs(analysis):
        lines = [workload.starts.lines.get((form, "cold"), []) for form in forms]
        if not all(lines):
            continue
        dynamic, static = ([line.build_seconds + line.step_seconds[0] for line in each] for each in lines)
        settled = min(len(dynamic), len(static)) > 1
        faster, slower = settled and max(dynamic) < min(static), settled and max(static) < min(dynamic)
        took = [f"{form} {rounding.seconds_range(each)}" for form, each in zip(forms, (dynamic, static), strict=True)]
        overlapping = ", overlapping" * (settled and not faster and not slower)
        text = f"{' against '.join(took)}{overlapping} ({workload.name}, {_number(len(dynamic), len(static))})"
        if workload.record.roster[forms[1]].base != forms[0]:
            others.append(text)
            continue
        once |= not settled
        words.append(Word.FASTER if faster else Word.SLOWER if slower else Word.NO_VERDICT)
        texts.append(text)
        asked.append(forms[0])
    if not words:
        return None
    evidence = (
        f"{_alone(asked, left_out=bool(others))}from the end of importing to that of the first step, the shortest to "
        f"the longest of all cold starts: {'; '.join(texts)}"
    )
    left_out = f" Left out, since more than the graph differs: {'; '.join(others)}." if others else ""
    unsettled = " A start that was measured once settles nothing, however far apart." * once
    return Settled(answer=answer_of(words, Word.FASTER), evidence=f"{evidence}.{unsettled}{left_out}")


def _number(dynamic: int, static: int) -> str:
    """Return how often two forms were started."""
    if dynamic == static:
        return "measured once" if dynamic == 1 else f"{dynamic} starts each"
    return f"{dynamic} and {static} starts"


def _lines(analysis: Analysis) -> Settled | None:
    """Count the lines that capturing the plain dynamic form costs; each net once."""
    costs = {
        f"{static} +{changed[0]} -{changed[1]} ({WORKLOADS[workload.name].module})": changed[0] > changed[1]
        for workload, dynamic, static in _pairs(analysis)
        if (changed := lines_changed(dynamic, static, workload.name))
    }
    if not costs:
        return None
    evidence = (
        "lines of this suite's files, which hold what its harness needs as well, added to the plain dynamic form, and "
        f"removed: {'; '.join(costs)}"
    )
    return Settled(answer=outcome_of([*costs.values()]), evidence=f"{evidence}.")


CLAIMS = (
    Claim(place=80, text="the same step is faster when its graph is built first.", whose=FOR_STATIC, settle=_steps),
    Claim(place=90, text="training starts sooner.", whose=FOR_DYNAMIC, settle=_starts),
    Claim(place=100, text="there is less to write.", whose=FOR_DYNAMIC, settle=_lines),
)
