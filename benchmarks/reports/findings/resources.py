"""Which forms are far from what the machine allows, and how much memory they hold."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.roofline import BELOW_HALF
from impls.workloads import WORKLOADS

#: Peak memory is measured once and has no interval: a smaller ratio between contenders isn't told.
MEMORY_RATIO = 1.25
#: So many contenders below half of the ceiling are told, as a share of those that were placed.
TOLD_SHARE = 0.5


def more_than_counted(workload: WorkloadAnalysis) -> str:
    """Return which forms do more than is counted of a workload, with a space before it; nothing where none does."""
    declared = WORKLOADS.get(workload.name)
    if declared and declared.sparse:
        return " Zeros of the input are left out of what is counted: forms that multiply by them too do more."
    if declared and declared.frozen:
        return " Gradients of frozen parts are left out of what is counted: forms that compute them too do more."
    return ""


def _below_half(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where half of the contenders or more are below half of the ceiling."""
    counted = {*workload.times.forms, workload.times.control}
    placed = [row.placement for row in workload.resources if row.placement and row.contender in counted]
    below = [placement for placement in placed if placement.below_half]
    if not placed or len(below) < TOLD_SHARE * len(placed):
        return []
    text = (
        f"{len(below)} of {len(placed)} contenders are {BELOW_HALF}: they take more than twice the time that the "
        "machine's best rates allow for the arithmetic and the memory traffic that the equations ask for."
        f"{more_than_counted(workload)}"
    )
    return [Finding(rule="below half", question=Question.MACHINE, text=text)]


def _memory(workload: WorkloadAnalysis) -> list[Finding]:
    """Say between which limits peak memory lies, where they are well apart."""
    held = sorted((row.held_bytes, row.contender) for row in workload.resources if row.held_bytes is not None)
    if not held or held[-1][0] < MEMORY_RATIO * held[0][0]:
        return []
    (least, least_name), (most, most_name) = held[0], held[-1]
    text = (
        f"Peak memory of a process, its imports included, runs from {rounding.memory(least)} ({least_name}) to "
        f"{rounding.memory(most)} ({most_name}) among {len(held)} contenders, each measured once, in a cold start."
    )
    return [Finding(rule="memory", question=Question.MACHINE, text=text)]


RULES = (Rule(place=80, findings=_below_half), Rule(place=90, findings=_memory))
