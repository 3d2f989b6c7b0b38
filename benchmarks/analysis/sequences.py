"""Sequences of varying length: time per word, padding, and what the first pass over all shapes costs."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.analysis.times import Times
from benchmarks.plan.cells import workload_of
from benchmarks.record.schema import Build, Start


@dataclass(frozen=True, kw_only=True)
class SequenceTimes:
    """A timed contender on sequences.

    Attributes:
        contender, padding: who, and to which width it pads.
        word_seconds: a block's time over its words.
        words: of a block.
        padding_share: the share of positions that hold no word.
        first_pass_seconds: the first time through a block, in which every shape is met once.
        block_seconds: the median block.
        traces, graph_breaks: by the end of a start; None where unknown.
    """

    contender: str
    padding: str
    word_seconds: float
    words: int
    padding_share: float
    first_pass_seconds: float
    block_seconds: float
    traces: int | None
    graph_breaks: int | None


def sequences_of(times: Times) -> list[SequenceTimes]:
    """Return a row for every timed contender of a workload of sequences; none for any other workload."""
    record, workload = times.record, times.workload
    if not workload_of(workload, smoke=False).varies:
        return []
    builds, starts = record.by_contender(Build, workload), record.by_contender(Start, workload)
    rows = []
    for row in times.timed_rows:
        build, start = builds[row.contender][-1:], starts.get(row.contender, [])[-1:]
        if build[0].words is None:
            continue
        rows.append(
            SequenceTimes(
                contender=row.contender,
                padding=record.roster[row.contender].padding,
                word_seconds=row.block_seconds / build[0].words,
                words=build[0].words,
                padding_share=build[0].padding_share or 0.0,
                first_pass_seconds=row.first_call_seconds,
                block_seconds=row.block_seconds,
                traces=start[0].traces if start else None,
                graph_breaks=start[0].graph_breaks if start else None,
            )
        )
    return rows
