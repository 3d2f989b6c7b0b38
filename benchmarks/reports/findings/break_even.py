"""From which step on a static form has paid for its start."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.breakeven import BreakEven, State


def _pays(workload: WorkloadAnalysis) -> list[Finding]:
    """Say when static forms overtake the dynamic form of their framework."""
    forms, dynamic = workload.times.forms, workload.times.dynamic_forms
    return [
        crossing_finding(f"{name} with a warm compile cache" if cache == "warm" else name, other, crossing)
        for (name, cache, other), crossing in workload.starts.break_evens("").items()
        if name in forms and dynamic.get(name) == other
    ]


def crossing_finding(name: str, other: str, crossing: BreakEven) -> Finding:
    """Return what a crossing says of who overtakes whom."""
    once = ", each start measured once" if crossing.once else ""
    where = f"{rounding.steps_crossed(crossing)}, at {rounding.seconds(crossing.seconds)}"
    match crossing.state:
        case State.OPEN:
            sooner, later = (other, name) if crossing.loses else (name, other)
            since = f"{rounding.open_since(crossing)}{once}"
            rule, text = "unsettled", f"Whether {sooner} ever overtakes {later} is open{since}."
        case State.NEVER:
            perhaps = rounding.perhaps_ahead_until(crossing, ", though perhaps")
            rule, text = "never", f"{name} doesn't overtake {other} on this net, however long the training{perhaps}."
        case State.AHEAD:
            rule, text = "pays at once", f"{name} is ahead of {other} {rounding.ahead_since(crossing)}{once}."
        case State.LOSES:
            rule, text = "loses", f"{name} starts sooner than {other} but is ahead only until {where}{once}."
        case State.PAYS:
            rule, text = "pays", f"{name} overtakes {other} after {where} from process start{once}."
    return Finding(rule=rule, question=Question.PAYS, text=text)


RULE = Rule(place=50, findings=_pays)
