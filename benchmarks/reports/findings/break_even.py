"""From which step on a static form has paid for its start."""

from __future__ import annotations

import math

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.breakeven import BreakEven


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
    steps = crossing.steps
    seldom = " (measured too seldom for an interval)" * math.isnan(steps.low + steps.high)
    where = f"{rounding.steps_interval(steps)}{seldom}, at {rounding.seconds(crossing.seconds)}"
    if math.isinf(steps.high) and math.isfinite(steps.low):
        sooner, later = (other, name) if crossing.loses else (name, other)
        rule = "unsettled"
        text = f"Whether {sooner} ever overtakes {later} is open; it takes {rounding.steps(steps.low)} steps at least."
    elif math.isinf(steps.estimate):
        rule, text = "never", f"{name} doesn't overtake {other}, however long the training."
    elif steps.estimate == 0:
        limits = rounding.steps_limits(steps) + seldom
        rule, text = "pays at once", f"{name} is ahead of {other} from the first step{limits}."
    elif crossing.loses:
        rule, text = "loses", f"{name} starts sooner than {other} but is ahead only until {where}."
    else:
        rule, text = "pays", f"{name} overtakes {other} after {where} from process start."
    return Finding(rule=rule, question=Question.PAYS, text=text)


RULE = Rule(place=50, findings=_pays)
