"""What limits the forms: neither arithmetic nor memory traffic, and how much memory they hold."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule

#: Peak memory is measured once and has no interval: a smaller ratio between contenders isn't told.
MEMORY_RATIO = 1.25
#: So many contenders below half of the ceiling are told, as a share of those that were placed.
OVERHEAD_SHARE = 0.5


def _overhead(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where half of the contenders or more are bound by neither arithmetic nor memory."""
    placed = [row.placement for row in workload.resources if row.placement]
    bound = [placement for placement in placed if placement.bound == "overhead-bound"]
    if not placed or len(bound) < OVERHEAD_SHARE * len(placed):
        return []
    text = (
        f"{len(bound)} of {len(placed)} contenders spend more than half of their step on something other than the "
        "arithmetic and the memory traffic that the equations ask for (overhead-bound)."
    )
    return [Finding(rule="overhead", question=Question.MACHINE, text=text)]


def _memory(workload: WorkloadAnalysis) -> list[Finding]:
    """Say between which limits peak memory lies, where they are well apart."""
    held = sorted((row.peak_bytes, row.contender) for row in workload.resources if row.peak_bytes is not None)
    if not held or held[-1][0] < MEMORY_RATIO * held[0][0]:
        return []
    (least, least_name), (most, most_name) = held[0], held[-1]
    text = (
        f"Peak memory runs from {rounding.memory(least)} ({least_name}) to {rounding.memory(most)} ({most_name}), each "
        "measured once."
    )
    return [Finding(rule="memory", question=Question.MACHINE, text=text)]


RULES = (Rule(place=80, findings=_overhead), Rule(place=90, findings=_memory))
