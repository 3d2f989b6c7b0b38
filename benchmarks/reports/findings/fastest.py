"""Which current form has the shortest step, who can't be told apart from it, and what legacy interfaces do."""

from __future__ import annotations

import math

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports import rounding, standings
from benchmarks.reports.findings import Finding, Question, Rule, said
from benchmarks.stats.verdicts import Word

#: What a form is told that took too long to place its batches.
PLACING = "placing the batches took"
#: Where more forms can't be told apart than this, the others are counted.
MOST_NAMED = 4


def leader_of(workload: WorkloadAnalysis) -> str:
    """Return the current form with the shortest step; a legacy one where no other was timed."""
    steps = workload.times.forms
    return workload.standing.leader.name if workload.standing else min(steps, key=lambda name: (steps[name], name))


def _legacy_forms(workload: WorkloadAnalysis) -> list[str]:
    return [stand.name for stand in workload.standing.stands if stand.legacy] if workload.standing else []


def _fastest(workload: WorkloadAnalysis) -> list[Finding]:
    """Name the current form with the shortest step, and every current one that isn't proven slower."""
    steps, leader = workload.times.forms, leader_of(workload)
    against = workload.times.against(leader)
    head = f"{leader} has the shortest step, {rounding.seconds(steps[leader])}"
    legacy = _legacy_forms(workload)
    others = [against[name] for name in steps if name in against and name not in legacy]
    if not others:
        text = f"{head}; no other form was timed beside it, so it isn't known to be the fastest."
        return [Finding(rule="fastest", question=Question.FASTEST, text=text)]
    # A form that is behind by less than the interval shows isn't behind. One whose times may not be trusted is no tie.
    behind = [comparison for comparison in others if is_behind(comparison, workload.band)]
    open_ = [comparison for comparison in others if comparison not in behind]
    if open_:
        listed = "; ".join(
            f"{comparison.contender} ({said(comparison, workload.band)})" for comparison in open_[:MOST_NAMED]
        )
        listed += f" and {len(open_) - MOST_NAMED} more" * (len(open_) > MOST_NAMED)
        text = f"{head}, but it can't be told apart from {listed}."
        return [Finding(rule="tied", question=Question.FASTEST, text=text)]
    slower = [comparison for comparison in behind if comparison.verdict.word is Word.SLOWER]
    withheld = [comparison for comparison in behind if comparison not in slower]
    kind = _kind(workload)
    if slower:
        nearest = min(slower, key=lambda comparison: comparison.ratio.estimate if comparison.ratio else math.inf)
        told = f"{kind} with a verdict" if withheld else kind
        head += f"; every other {told} is slower, the nearest, {nearest.contender}, {said(nearest, workload.band)}"
    if withheld:
        listed = "; ".join(f"{comparison.contender}, {said(comparison, workload.band)}" for comparison in withheld)
        head += f"; no verdict is given on {listed}"
    return [Finding(rule="fastest", question=Question.FASTEST, text=f"{head}.")]


def is_behind(comparison: Comparison, band: float) -> bool:
    """Return whether a form is slower by its interval, though a flag may withhold the verdict."""
    ratio = comparison.ratio
    return comparison.verdict.word is Word.SLOWER or (ratio is not None and 1 + band < ratio.low < math.inf)


def _kind(workload: WorkloadAnalysis) -> str:
    """Return which forms those are that are held against the leader: others that raced beside them aren't."""
    raced = [workload.record.roster[name] for name in workload.times.timed]
    return (
        f"{'current ' * bool(_legacy_forms(workload))}form"
        # Those on several processes are held against their own on one.
        f"{' on one process' * any(declared.processes > 1 for declared in raced)}"
        f"{' of the versions here' * any(declared.environment for declared in raced)}"
    )


def _legacy(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where a form by a legacy interface is no slower than the fastest current one, or than the next one."""
    leader, steps, legacy = leader_of(workload), workload.times.forms, _legacy_forms(workload)
    against = workload.times.against(leader)
    next_one = min((steps[name] for name in steps if name != leader and name not in legacy), default=math.inf)
    return [
        Finding(
            rule="legacy",
            question=Question.FASTEST,
            text=(
                f"{name}, by a legacy interface, against {comparison.baseline}: {said(comparison, workload.band)}. "
                "Kept for old programs, it isn't ranked."
            ),
        )
        for name in legacy
        if (comparison := against.get(name)) and (comparison.verdict.word is not Word.SLOWER or steps[name] < next_one)
    ]


def _failed(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where current forms were tried and have no time, and where that may be the machine's doing."""
    text = standings.failed(workload.standing) if workload.standing else ""
    return [Finding(rule="failed", question=Question.FASTEST, text=f"{text}.{_spun(workload)}")] if text else []


def _spun(workload: WorkloadAnalysis) -> str:
    """Return what else may have failed forms for what placing their batches took, with a space before it.

    While a copy by several threads waits for one that has no processor, the others spin, of which neither the wall's
    nor the processor's time tells that nothing was computed.
    """
    refused = [row.contender for row in workload.times.rows if PLACING in row.reason]
    if not refused or workload.record.environment.settings.threads == 1:
        return ""
    return (
        f" What placing batches took of {', '.join(refused)} needn't have been hidden work: with several threads, "
        "those that spin until the last one is given a processor compute nothing, and take as much."
    )


RULES = (
    Rule(place=10, findings=_fastest),
    Rule(place=11, findings=_failed),
    Rule(place=12, findings=_legacy),
)
