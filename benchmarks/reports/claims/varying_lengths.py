"""The tutorial's claim about inputs of varying length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.sequences import SequenceTimes
from benchmarks.analysis.times import Comparison
from benchmarks.record.schema import Start
from benchmarks.reports import rounding
from benchmarks.reports.claims import TUTORIAL, Claim, Settled, answer_of
from benchmarks.reports.claims.changing_shapes import OPEN_WIDTH
from benchmarks.stats.verdicts import Word
from impls.interface import Contender

WORKLOAD = "sequence_classifier"
#: What each way of padding is.
PADDED = {"longest": "one length", "buckets": "a few lengths"}


def _settle(analysis: Analysis) -> Settled | None:
    """Hold padded static forms against the same form at its own length; the tutorial predicts that padding loses.

    It says that static graphs fix the length as well, against which forms speak that leave it open, or take each.

    Against a dynamic form, what leaving Python's loop brings would be credited to padding.
    """
    if WORKLOAD not in analysis.record.workloads:
        return None
    rows = {row.contender: row for row in analysis.workload(WORKLOAD).sequences}
    fastest: dict[tuple[str, str], SequenceTimes] = {}
    for row in rows.values():
        own = _at_its_own_length(analysis, row.contender, rows)
        if own and ((row.padding, own) not in fastest or row.block_seconds < fastest[row.padding, own].block_seconds):
            fastest[row.padding, own] = row
    # One length after the other: padding to a few is another practice than the one that the claim is about.
    held = {
        row.contender: analysis.workload(WORKLOAD).times.against(own)[row.contender]
        for (_, own), row in sorted(fastest.items(), key=lambda item: item[0][0], reverse=True)
    }
    if not held:
        return None
    words = [comparison.verdict.word for comparison in held.values()]
    # A claim half of which is open isn't refuted by its other half.
    words += [Word.SAME] * any(word is not Word.NO_VERDICT for word in words)
    evidence = "; ".join(_said(analysis, comparison, rows[name].padding) for name, comparison in held.items())
    unpadded = _unpadded(analysis, rows, dict.fromkeys(comparison.baseline for comparison in held.values()))
    return Settled(
        answer=answer_of(words, Word.SLOWER),
        evidence=f"{unpadded} What padding costs, static form against static form: {evidence}.",
    )


def _unpadded(analysis: Analysis, rows: Iterable[str], own: Iterable[str]) -> str:
    """Return how static forms do without padding: by a graph that leaves the width open, or by one for every width."""
    roster = analysis.record.roster
    open_width = [name for name in rows if OPEN_WIDTH in roster[name].summary and roster[name].graph == "static"]
    ways = [f"{', '.join(open_width)} by one that leaves it open"] * bool(open_width)
    ways.append(f"{', '.join(own)} by one for each length")
    return f"no static graph has to pad: {'; '.join(ways)}."


def _said(analysis: Analysis, comparison: Comparison, padding: str) -> str:
    verdict = rounding.verdict(comparison.verdict, comparison.ratio, analysis.band)
    lengths = f"padded to {PADDED.get(padding, padding)}"
    return f"{comparison.contender}, {lengths}, against {comparison.baseline}, the same at its own length: {verdict}"


def _at_its_own_length(analysis: Analysis, name: str, rows: Mapping[str, SequenceTimes]) -> str:
    """Return the form that a padded static one is but for padding, if it was timed; empty where there is none."""
    roster = analysis.record.roster
    if roster[name].graph == "dynamic" or rows[name].padding == "own":
        return ""
    base = roster[name].base
    while base in rows and rows[base].padding != "own":
        base = roster[base].base
    return base if base in rows and _is_static_at_every_width(analysis, roster[base]) else ""


def _is_static_at_every_width(analysis: Analysis, declared: Contender) -> bool:
    """Return whether a form had a graph for every width that it met: else not padding alone is what differs."""
    start = analysis.record.first(Start, WORKLOAD, declared.name)
    gave_up = start is not None and start.captured.get("widths", 0) > start.captured.get("graphs", 0)
    return declared.graph == "static" and not gave_up


CLAIM = Claim(
    place=20,
    text="dynamic graphs suit inputs of varying length, where static graphs fix the length and pad with zeros.",
    whose=TUTORIAL,
    settle=_settle,
)
