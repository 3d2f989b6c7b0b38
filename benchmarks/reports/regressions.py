"""Two saved runs side by side: what changed in versions, in the machine, and in the contenders."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.analysis.machines import same_machine
from benchmarks.analysis.timings import blocks_of, control_pair
from benchmarks.reports import rounding
from benchmarks.reports.page import workloads_in
from benchmarks.reports.starts import steady_steps
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.ratios import Blocks, Interval, paired_ratio, ratio_of_logs
from benchmarks.stats.regressions import LEAST_CHANGE, Change, Comparison, change_of, compare

Lines = Sequence[Record]
#: Columns of a terminal.
WIDTH = 80
#: Settings in which two runs must agree, and what a reader is told that they are.
SETTINGS = {"device": "devices", "threads": "threads", "seed": "seeds"}


@dataclass(frozen=True, kw_only=True)
class Workload:
    """One workload in both runs.

    Attributes:
        name: its name.
        refusal: why its results can't be compared; empty where they can.
        drift: the control's raw time in the second run over the first: what the machine did. None without a control.
        contenders: the comparisons by contender.
    """

    name: str
    refusal: str = ""
    drift: Interval | None = None
    contenders: Mapping[str, Comparison]


def refusals(first: Lines, second: Lines) -> list[str]:
    """Return why two runs can't be compared at all; nothing where they can."""
    a, b = (of_kind(lines, "environment")[0] for lines in (first, second))
    found = [f"{run['run']} is a smoke run, which is no result" for run in (a, b) if run["smoke"]]
    found += [
        f"{what} differ: {a['settings'][field]} and {b['settings'][field]}"
        for field, what in SETTINGS.items()
        if a["settings"][field] != b["settings"][field]
    ]
    found += [f"another machine: {text}" for text in same_machine(a["machine"], b["machine"])]
    if a["settings"]["threads"] > 1 and _rested(first) != _rested(second):
        found.append("in one of them, threads that still spun after a block slowed down whoever came next")
    return found


def _rested(lines: Lines) -> bool:
    """Return whether workers waited for their threads to rest; with several threads, older suites didn't."""
    return any("rest_seconds" in line for line in of_kind(lines, "block"))


def versions(first: Lines, second: Lines) -> list[str]:
    """Return which versions differ between two runs, the suite's own commit among them."""
    a, b = (of_kind(lines, "environment")[0]["machine"] for lines in (first, second))
    numbers_a, numbers_b = (
        {**run.get("packages", {}), **run["versions"], "suite": run["commit"], "python": run["python"]}
        for run in (a, b)
    )
    names = sorted(numbers_a.keys() | numbers_b.keys(), key=str.lower)
    return [
        f"{name} {numbers_a.get(name, 'missing')} -> {numbers_b.get(name, 'missing')}"
        for name in names
        if numbers_a.get(name) != numbers_b.get(name)
    ]


def workloads(first: Lines, second: Lines, again: Lines | None = None) -> list[Workload]:
    """Compare every workload that both runs timed."""
    names = [name for name in workloads_in(first) if name in workloads_in(second)]
    return [_workload(name, first, second, again) for name in names]


def _workload(name: str, first: Lines, second: Lines, again: Lines | None) -> Workload:
    refusal = _refusal(name, first, second) or (_refusal(name, first, again) if again else "")
    if refusal:
        return Workload(name=name, refusal=refusal, contenders={})
    control, twin = control_pair(first, name) or ("", "")
    runs = [blocks_of(lines, name) for lines in (first, second, again) if lines]
    shared = [each for each in runs[0] if all(each in run for run in runs) and each not in (control, twin)]
    found = {}
    for contender in shared:
        ratios = [paired_ratio(run[contender], run[control]) for run in runs]
        known = [ratio for ratio in ratios if ratio is not None]
        if len(known) == len(runs):
            found[contender] = compare(*known)
    drift = change_of(*(ratio_of_logs(_logs(run[control])) for run in runs[:2]))
    return Workload(name=name, drift=drift, contenders=found)


def _refusal(name: str, first: Lines, second: Lines) -> str:
    data = [next(line for line in of_kind(lines, "data") if line["workload"] == name) for lines in (first, second)]
    if data[0]["digest"] != data[1]["digest"]:
        return f"other data: {data[0]['name']} {data[0]['digest'][:12]} and {data[1]['name']} {data[1]['digest'][:12]}"
    pairs = [control_pair(lines, name) for lines in (first, second)]
    if None in pairs or pairs[0] != pairs[1]:
        return f"no common control: {pairs[0]} and {pairs[1]}"
    control = (pairs[0] or ("", ""))[0]
    if not all(control in blocks_of(lines, name) for lines in (first, second)):
        return f"the control {control} has no times in one of the runs"
    steps = [
        {line["steps"] for line in of_kind(lines, "build") if line["workload"] == name} for lines in (first, second)
    ]
    return "" if steps[0] == steps[1] else f"blocks of other lengths: {steps[0]} and {steps[1]} steps"


def _logs(blocks: Blocks) -> list[float]:
    return [float(np.median([math.log(seconds) for seconds in rounds.values()])) for rounds in blocks.values()]


def table(found: Workload, first: Lines, second: Lines) -> pd.DataFrame:
    """Return a workload's comparisons as texts: raw steps of both runs, the change relative to the control, a word."""
    steps = [steady_steps(lines, found.name) for lines in (first, second)]
    rows: list[dict[str, Any]] = [
        {
            "contender": name,
            "first": rounding.seconds(steps[0][name]),
            "second": rounding.seconds(steps[1][name]),
            "against the control": rounding.ratio(each.ratio),
            "": str(each.change),
        }
        for name, each in found.contenders.items()
    ]
    return pd.DataFrame(rows)


def worst(found: Sequence[Workload]) -> Change:
    """Return the gravest thing said of any contender: a regression, a suspicion, or that nothing is known of any."""
    said = {each.change for workload in found for each in workload.contenders.values()}
    return next((change for change in (Change.REGRESSION, Change.SUSPECTED) if change in said), Change.UNCHANGED)


def text(first: Lines, second: Lines, again: Lines | None = None) -> str:
    """Return the whole comparison, for a terminal of 80 columns."""
    a, b = (of_kind(lines, "environment")[0] for lines in (first, second))
    changed = versions(first, second)
    parts = [
        f"first:  {a['run']}, {a['date']}\nsecond: {b['run']}, {b['date']}",
        fill("Versions: " + ("; ".join(changed) if changed else "the same."), WIDTH),
        fill(
            "The machine is the same as far as it tells. Times are held against each run's control; a change counts "
            f"beyond {LEAST_CHANGE:.0%}.",
            WIDTH,
        ),
    ]
    for found in workloads(first, second, again):
        if found.refusal:
            parts.append(f"{found.name}: not compared, because of {found.refusal}")
            continue
        drift = rounding.ratio(found.drift) if found.drift else rounding.MISSING
        body = table(found, first, second).to_string(index=False, justify="left")
        parts.append(f"{found.name} (the machine: its control took {drift} times as long)\n{body}")
    return "\n\n".join(parts) + "\n"
