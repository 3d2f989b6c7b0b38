"""How fast frameworks multiply by themselves, and by which library: what no form of a framework can outrun."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.causes import Causes, causes_of
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.reports.sections.causes import SILENT, libraries
from benchmarks.reports.standings import title_of

NAME = "libraries"
#: The best rate over a framework's: a smaller one isn't told. A framework's own rate, the best of a few products in one
#: process, has been met 1.3 times apart in runs of one machine on one day.
RATE_RATIO = 1.5


def _libraries(workload: WorkloadAnalysis) -> list[Finding]:
    """Say which frameworks multiply far below the best one, since a row with another library alone is on no page.

    Where nobody was asked by what its steps multiply, a rate that was measured once may as well be a neighbour's doing:
    nothing stands beside it, and nothing is said.
    """
    known = _by_framework(workload)
    asked = {framework: causes.ceilings for framework, causes in known.items()}
    rates = {framework: own.matmul_flop_per_second for framework, own in asked.items() if own}
    if not rates or not any(causes.libraries for causes in known.values()):
        return []
    best = max(rates, key=lambda framework: rates[framework])
    far = [framework for framework in rates if RATE_RATIO * rates[framework] < rates[best]]
    if not far:
        return []
    told = [
        f"{title_of(framework)} multiplies them at {rounding.large(rates[framework], 'FLOP/s')}{_by(known[framework])}"
        for framework in [*far, best]
    ]
    text = (
        f"Two large float32 matrices, outside of any net, each framework measured once: {'; '.join(told)}. No row here "
        "changes the library alone, so these tables can't tell how much of a difference between frameworks is their "
        "libraries'."
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
    """Return by what a framework's steps multiply, in brackets; nothing where it wasn't asked or doesn't say."""
    said = libraries(causes)
    return "" if said is None or said == SILENT else f" (its steps by {said})"


RULE = Rule(place=85, findings=_libraries)
