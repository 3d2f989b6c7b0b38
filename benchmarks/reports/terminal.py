"""The end of a run on an 80-column terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness.plan import GRID
from benchmarks.harness.run import Run
from benchmarks.reports import summary, tables
from benchmarks.reports.summary import Record

WIDTH = 80


def report(run: Run, written: Sequence[Path]) -> str:
    """Return warnings, a short table per workload, and where the files are."""
    lines = run.lines
    parts = [textwrap.fill(text, WIDTH) for text in tables.warnings(lines)]
    parts += [_workload(lines, name) for name in tables.workloads_in(lines)]
    parts += _grid(lines)
    kept = "The published tables stay as they are: this was no full run." if not run.is_full else ""
    files = "\n".join(f"  {path}" for path in [*written, run.folder])
    return "\n\n".join(part for part in [*parts, kept, f"Files:\n{files}"] if part) + "\n"


def _workload(lines: Sequence[Record], name: str) -> str:
    frame, table = summary.timings(lines, name), tables.workload_table(lines, name)
    untimed = frame["reason"] != ""
    short = table[~untimed].drop(columns=["graph", "feeding"], errors="ignore")
    parts = [name, short.to_string(index=False, justify="left")] if not short.empty else [name]
    parts += [
        textwrap.fill(f"{row.contender}: {row.reason}", WIDTH, subsequent_indent="    ")
        for row in frame[untimed].itertuples(index=False)
    ]
    return "\n".join(parts)


def _grid(lines: Sequence[Record]) -> list[str]:
    frame = summary.accuracies(lines, GRID)
    if frame.empty:
        return []
    frame = frame.round(3).drop(columns="seconds")
    return [f"accuracy by initial weights and vocabulary\n{frame.to_string(index=False, justify='left')}"]
