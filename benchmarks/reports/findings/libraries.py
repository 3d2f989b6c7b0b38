"""How fast frameworks multiply by themselves, and by which library: what no form of a framework can outrun."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.causes import Causes, causes_of
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.reports.sections.causes import SILENT, libraries
from benchmarks.reports.standings import title_of

NAME = "libraries"
#: Each framework's rate is measured once and has no interval: a smaller ratio between the two furthest isn't told.
RATE_RATIO = 1.25


def _libraries(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where frameworks multiply at other rates, since a row with another library alone is on no page.

    A rate that was measured once may be low by a neighbour's doing: where nobody was asked by what it multiplied,
    nothing stands beside it, and nothing is said.
    """
    known = _by_framework(workload)
    asked = {framework: causes.ceilings for framework, causes in known.items()}
    rates = {framework: own.matmul_flop_per_second for framework, own in asked.items() if own}
    ordered = sorted(rates, key=lambda framework: rates[framework])
    if not ordered or not any(causes.libraries for causes in known.values()):
        return []
    if rates[ordered[-1]] < RATE_RATIO * rates[ordered[0]]:
        return []
    told = [
        f"{title_of(framework)} {rounding.large(rates[framework], 'FLOP/s')}{_by(known[framework])}"
        for framework in ordered
    ]
    text = (
        "A product of two large float32 matrices, measured once in each framework, outside of any net, comes at: "
        f"{'; '.join(told)}. No row here changes the library alone, so these tables can't tell how much of a "
        "difference between frameworks is their libraries'."
    )
    return [Finding(rule=NAME, question=Question.MACHINE, text=text)]


def _by_framework(workload: WorkloadAnalysis) -> dict[str, Causes]:
    """Return what is known of every framework's forms here, by the first one that says who multiplied."""
    known = dict[str, Causes]()
    for form in workload.times.forms:
        framework, causes = workload.record.roster[form].framework, causes_of(workload.times, form)
        if framework not in known or not known[framework].libraries:
            known[framework] = causes
    return known


def _by(causes: Causes) -> str:
    """Return who multiplied, in brackets; nothing where nobody was asked, as where a framework declares no library."""
    said = libraries(causes)
    if said is None:
        return ""
    return f" ({SILENT} by what)" if said.startswith(SILENT) else f" (by {said})"


RULE = Rule(place=85, findings=_libraries)
