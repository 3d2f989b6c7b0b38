"""The end of a run on an 80-column terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from benchmarks.harness.runner.run import Run
from benchmarks.plan.questions import GRID
from benchmarks.reports import accuracies, comparisons, heading, moved, page, sections, summary, terminal_extras, unfair
from benchmarks.reports.summary import Record

WIDTH = 80


def report(run: Run, written: Sequence[Path]) -> str:
    """Return warnings, a short table per workload, and where the files are."""
    lines = run.lines
    if moved.is_demonstration(lines):
        return unfair.text(lines, [*written, run.folder], band=run.settings.band)
    parts = [textwrap.fill(text, WIDTH) for text in heading.warnings(lines)]
    parts += [workload(lines, name) for name in page.workloads_in(lines)]
    parts += [*_grid(lines), *terminal_extras.parts(lines, band=run.settings.band, width=WIDTH)]
    kept = "" if run.pages else "The published tables stay as they are: no page was measured in full."
    files = "\n".join(f"  {path}" for path in [*written, run.folder])
    return "\n\n".join(part for part in [*parts, kept, f"Files:\n{files}"] if part) + "\n"


def workload(lines: Sequence[Record], name: str) -> str:
    """Return a workload's step times and verdicts, why others have none, and its noise, within 80 columns."""
    baseline, band = comparisons.choice(lines)
    frame = summary.timings(lines, name)
    table = sections.step_table(lines, name, baseline=baseline, band=band)
    untimed = frame["reason"] != ""
    wanted = [c for c in ("contender", "step", f"against {baseline}", "accuracy") if c in table]
    short = table.loc[~untimed, wanted]
    parts = [name]
    if not short.empty:
        parts.append(short.to_string(index=False, justify="left", formatters=_left(short)))
    parts += [_item(f"{row.contender}: {row.reason}") for row in frame[untimed].itertuples(index=False)]
    parts += [_item(text) for text in sections.no_verdicts(lines, name, baseline=baseline, band=band)]
    parts += terminal_extras.of_options(lines, name, band=band, width=WIDTH)
    flagged = {str(each): comparisons.flags_of(lines, name, str(each)) for each in frame["contender"][~untimed]}
    parts += [_item(f"{each}: {', '.join(flags)}") for each, flags in flagged.items() if flags]
    noise = sections.noise_sentence(lines, name)
    return "\n".join([*parts, *([textwrap.fill(noise, WIDTH)] if noise else [])])


def _left(table: pd.DataFrame) -> dict[str, Callable[[str], str]]:
    return {str(name): f"{{:<{table[name].str.len().max()}}}".format for name in table}


def _item(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="    ")


def _grid(lines: Sequence[Record]) -> list[str]:
    frame = accuracies.by_initial_weights(lines, GRID)
    if frame.empty:
        return []
    frame = frame.round(3).drop(columns="seconds")
    return [f"accuracy by initial weights and vocabulary\n{frame.to_string(index=False, justify='left')}"]
