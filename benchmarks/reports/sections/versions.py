"""Versions side by side: what another version of a framework brings or breaks, form by form."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.versions import ABSENT, Change, Pair, packages
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Table, Text
from benchmarks.reports.sections import WorkloadSection
from benchmarks.stats.verdicts import Word

_EXPLAINED = (
    "Each form in another version of its framework against itself in this run's, in the same rounds, through the same "
    "gate."
)
#: What is said of so many, by the verdict's word, in the order of the sentence.
_WORDS = {Word.SLOWER: "slower", Word.FASTER: "faster", Word.SAME: "the same", Word.NO_VERDICT: "without a verdict"}


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    steps = workload.times.step_seconds
    frame = pd.DataFrame(
        {
            "contender": pair.contender,
            "step here": _seconds(steps.get(pair.base)),
            "step there": _seconds(steps.get(pair.contender)),
            "against this run's version": verdict(pair, workload.band),
            "what else changed": _changed(pair.changes) if pair.comparison else rounding.MISSING,
        }
        for pair in workload.versions
    )
    return [Text(_EXPLAINED), Bullets(_sentences(workload)), Table(f"{workload.name}_versions", frame)]


def _seconds(seconds: float | None) -> str:
    return rounding.MISSING if seconds is None else rounding.seconds(seconds)


def verdict(pair: Pair, band: float) -> str:
    """Return what is proven of a form in another version, or why nothing can be."""
    if pair.comparison is None:
        return pair.reason
    return rounding.verdict(pair.comparison.verdict, pair.comparison.ratio, band)


def stopped(pair: Pair, band: float) -> str:
    """Return why a gate stops a form in another version: it is slower, or has no result where there was one."""
    slower = pair.comparison is not None and pair.comparison.verdict.word is Word.SLOWER
    return f"{pair.contender} against {pair.base}: {verdict(pair, band)}" if slower or pair.fails else ""


def _sentences(workload: WorkloadAnalysis) -> list[str]:
    """Return for each other version what is in its environment, and how its forms came out."""
    names = dict.fromkeys(pair.environment for pair in workload.versions)
    return [f"{outcome(workload, name)} {_installed(workload, name)}" for name in names]


def outcome(workload: WorkloadAnalysis, environment: str) -> str:
    """Return how the forms of another version came out on a workload, those slower, faster or failing by name."""
    mine = [pair for pair in workload.versions if pair.environment == environment]
    parts = []
    for word, said in _WORDS.items():
        named = [pair for pair in mine if pair.comparison and pair.comparison.verdict.word is word]
        if named:
            parts.append(f"{len(named)} {said}{_named(named, workload.band) * (word in {Word.SLOWER, Word.FASTER})}")
    without = [pair for pair in mine if pair.comparison is None]
    if without:
        parts.append(f"{len(without)} without a result ({', '.join(pair.contender for pair in without)})")
    return f"{environment}: of {len(mine)} forms, {', '.join(parts)}."


def _named(pairs: Sequence[Pair], band: float) -> str:
    return f" ({'; '.join(f'{pair.contender} {verdict(pair, band)}' for pair in pairs)})"


def _installed(workload: WorkloadAnalysis, environment: str) -> str:
    changes = packages(workload.record, environment)
    said = _changed(changes) if changes else "the same versions throughout"
    return f"Its environment against this run's: {said}."


def _changed(changes: Sequence[Change]) -> str:
    """Return what differs, as it is there and here."""
    return "; ".join(map(_said, changes)) or "nothing that it says of itself"


def _said(change: Change) -> str:
    here = "not here" if change.here == ABSENT else f"here {change.here}"
    return f"{change.what} {change.there} ({here})"


def findings(analysis: Analysis) -> list[str]:
    """Return how every other version came out on every workload."""
    return [
        f"{workload.name}, {outcome(workload, environment)}"
        for workload in analysis.workloads
        for environment in dict.fromkeys(pair.environment for pair in workload.versions)
    ]


SECTION = WorkloadSection(
    place=15,
    title="Versions side by side",
    applies=lambda workload: bool(workload.versions),
    blocks=_blocks,
    in_report="open",
)
