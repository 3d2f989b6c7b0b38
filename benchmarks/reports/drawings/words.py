"""The time that a word of a sequence takes, by contender."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.sequences import SequenceTimes
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis


@dataclass(frozen=True, kw_only=True)
class WordRow:
    """A contender's time of a word, and the same in words with what is padded."""

    contender: str
    word_seconds: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """Times of a word of all timed contenders."""

    axis: Axis
    rows: list[WordRow]


def words(workload: WorkloadAnalysis) -> Words | None:
    """Return the time of a word in every form; None where rows aren't sequences, or nothing was timed."""
    rows = [
        WordRow(contender=row.contender, word_seconds=row.word_seconds, text=_text(row)) for row in workload.sequences
    ]
    if not rows:
        return None
    return Words(axis=axes.times((row.word_seconds for row in rows), label="time of a word"), rows=rows)


def _text(row: SequenceTimes) -> str:
    padding = f"{row.padding}, " if row.padding else ""
    return f"{rounding.seconds(row.word_seconds)}  ({padding}{rounding.percent(row.padding_share)} empty)"
