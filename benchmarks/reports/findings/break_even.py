"""From which step on a static form has paid for its start."""

from __future__ import annotations

import math

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule, forms
from benchmarks.stats.breakeven import BreakEven


def _pays(workload: WorkloadAnalysis) -> list[Finding]:
    """Say when static forms overtake the dynamic form of their framework."""
    times = workload.times
    dynamic = {name: form for name in forms(workload) if (form := times.dynamic_form(name))}
    return [
        crossing_finding(f"{name} with a warm compile cache" if cache == "warm" else name, other, crossing)
        for (name, cache, other), crossing in workload.starts.break_evens("").items()
        if dynamic.get(name) == other
    ]


def crossing_finding(name: str, other: str, crossing: BreakEven) -> Finding:
    """Return what a crossing says of who overtakes whom."""
    steps = crossing.steps
    where = f"{rounding.steps(steps.estimate)} steps{_limits(crossing)}, at {rounding.seconds(crossing.seconds)}"
    if math.isinf(steps.high) and math.isfinite(steps.low):
        sooner, later = (other, name) if crossing.loses else (name, other)
        rule = "unsettled"
        text = f"Whether {sooner} ever overtakes {later} is open; it takes {rounding.steps(steps.low)} steps at least."
    elif math.isinf(steps.estimate):
        rule, text = "never", f"{name} doesn't overtake {other}, however long the training."
    elif steps.estimate == 0:
        rule, text = "pays at once", f"{name} is ahead of {other} from the first step{_limits(crossing)}."
    elif crossing.loses:
        rule, text = "loses", f"{name} starts sooner than {other} but is ahead only until {where}."
    else:
        rule, text = "pays", f"{name} overtakes {other} after {where} from process start."
    return Finding(rule=rule, question=Question.PAYS, text=text)


def _limits(crossing: BreakEven) -> str:
    """Return between which steps the crossing lies, or that starts were measured too seldom to tell."""
    low, high = crossing.steps.low, crossing.steps.high
    if math.isnan(low) or math.isnan(high):
        return " (measured too seldom for an interval)"
    return f" [{rounding.steps(low)}, {rounding.steps(high)}]" if low != high else ""


RULE = Rule(place=50, findings=_pays)
