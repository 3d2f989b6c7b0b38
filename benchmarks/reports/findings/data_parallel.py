"""What training on several processes brings, and how much of a step its engine and the exchange take."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.parallel import Scaling
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.ratios import Interval
from benchmarks.stats.verdicts import Word

#: A smaller share of a step than this explains nothing, and is as uncertain as that.
WORTH_SAYING = 0.1


def _scaling(workload: WorkloadAnalysis) -> list[Finding]:
    """Say of everyone on several processes what is settled: whether more rows a second are trained, and how many."""
    return [
        Finding(rule="several processes", question=Question.CHANGE, text=_said(row, workload))
        for row in workload.scaling
        if row.comparison and row.speed_up and row.comparison.verdict.word is not Word.NO_VERDICT
    ]


def summary(workload: WorkloadAnalysis) -> str:
    """Return in one sentence who trains more or fewer rows a second on several processes than on one.

    Nothing where nobody was timed on several.
    """
    told: dict[str, list[str]] = {"more": [], "fewer": [], "as many": [], "not settled": []}
    for row in workload.scaling:
        if not row.comparison or not row.speed_up:
            continue
        which = _which(row.comparison.verdict.word, row.speed_up)
        times = "" if which == "not settled" else f" ({rounding.ratio(row.speed_up)} times)"
        told[which].append(f"{row.contender}{times}")
    parts = [f"{which}: {', '.join(names)}" for which, names in told.items() if names]
    return f"rows a second against one process of the same form: {'; '.join(parts)}." if parts else ""


def sums_share(row: Scaling, batches: int) -> float | None:
    """Return which share of a step the engine takes to sum as many numbers by themselves; None where unknown.

    Args:
        row: whose step.
        batches: how many batches it takes, by which its time is told.
    """
    if not row.summed_bytes or not row.bytes_per_second:
        return None
    return row.summed_bytes / row.bytes_per_second / (row.step_seconds * batches)


def _which(word: Word, speed_up: Interval) -> str:
    if word is Word.NO_VERDICT:
        return "not settled"
    return "more" if speed_up.low > 1 else "fewer" if speed_up.high < 1 else "as many"


def _said(row: Scaling, workload: WorkloadAnalysis) -> str:
    """Say what a form on several processes brings, and what of its step isn't training its share, the sums beside it.

    Training apart is done by the form that this one is but for its engine, so all that the engine does is in between.
    """
    assert row.speed_up is not None
    times = rounding.ratio(row.speed_up)
    share = row.exchange_share
    text = f"{row.contender} trains {times} times as many rows a second as {row.alone} on one process"
    if not share or share < WORTH_SAYING:
        return f"{text}."
    text += f". Of its step {rounding.percent(share)} is not training its share (measured once)"
    sums = sums_share(row, workload.times.batches_of(row.contender))
    if sums is None:
        return f"{text}."
    text += f"; summing as many numbers alone would take {rounding.percent(sums)} of a step"
    exceeds = sums > share and rounding.percent(sums) != rounding.percent(share)
    return f"{text}{', so some of it overlaps or the two measurements differ' * exceeds}."


RULE = Rule(place=35, findings=_scaling)
