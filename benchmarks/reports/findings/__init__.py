"""What a run's numbers say of a workload, in sentences: each module is a rule, which vanishes below its threshold.

A new finding is a new module with a ``RULE``; every page and the report then have it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports import rounding
from benchmarks.reports.registry import registered


class Question(StrEnum):
    """What a reader asks of a workload, in the order of the page."""

    FASTEST = "Which form is fastest?"
    CHANGE = "What does each framework cost, and which single change brings most?"
    REAL = "Is the difference real?"
    PAYS = "When does compiling pay?"
    ACCURATE = "Do they reach the same accuracy?"
    MACHINE = "How near do they come to what the machine allows, and what do they hold?"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A sentence, the rule that made it, and the question that it answers."""

    rule: str
    question: Question
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """What makes sentences of a workload's numbers; ``place`` orders the rules."""

    place: int
    findings: Callable[[WorkloadAnalysis], Sequence[Finding]]


def findings(workload: WorkloadAnalysis) -> list[Finding]:
    """Return what can be said of a workload, in the order of the questions; nothing where nothing was timed."""
    if not workload.times.forms:
        return []
    return [finding for rule in registered(__name__, Rule) for finding in rule.findings(workload)]


def changes_to(form: str, workload: WorkloadAnalysis) -> list[Comparison]:
    """Return a form against its base, that one against its own, and so on, while both were timed."""
    by_contender = {comparison.contender: comparison for comparison in workload.options}
    found, name = list[Comparison](), form
    while (comparison := by_contender.pop(name, None)) and workload.record.roster[name].changes:
        found.append(comparison)
        name = comparison.baseline
    return found


def declares_changes(workload: WorkloadAnalysis) -> bool:
    """Whether a record says what forms change of others: older ones don't, and then no more can be said of theirs."""
    return any(declared.changes for declared in workload.record.roster.values())


def said(comparison: Comparison, band: float) -> str:
    """Return a comparison's verdict in words."""
    return rounding.verdict(comparison.verdict, comparison.ratio, band)


def changed(comparison: Comparison, workload: WorkloadAnalysis) -> str:
    """Return what a contender changes of the one that it is compared with, both named, and what that brings.

    Only so may a sentence name a cause: with the row that has it and the one that hasn't, and differs in nothing else.
    """
    changes = workload.record.roster[comparison.contender].changes
    verdict = said(comparison, workload.band)
    return f"{changes} ({comparison.contender} against {comparison.baseline}): {verdict}"
