"""What a record holds about timings, by contender, in the form that the statistics take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from benchmarks.plan.settings import Settings
from benchmarks.stats.noise import Columns
from benchmarks.stats.ratios import Blocks, Ratio, paired_ratio
from benchmarks.stats.verdicts import is_too_wide

Record = Mapping[str, Any]
#: The columns of a block that say how noisy the machine was.
NOISE_COLUMNS = ("seconds", "cpu_seconds", "foreign_seconds", "stolen_seconds", "os_threads")


def blocks_of(lines: Iterable[Record], workload: str) -> dict[str, Blocks]:
    """Return the seconds of every timed block of a workload, by contender, process and round.

    The control's repeat is among them. A contender that failed has none: what it did before doesn't count.
    """
    blocks: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    failed = set()
    for line in lines:
        if line.get("workload") != workload:
            continue
        if line["kind"] == "block":
            blocks[line["contender"]][line["replicate"]][line["round"]] = line["seconds"]
        elif line["kind"] == "failure":
            failed.add(line["contender"])
    return {name: processes for name, processes in blocks.items() if name not in failed}


def columns_of(lines: Iterable[Record], workload: str, contender: str) -> list[Columns]:
    """Return what was noted beside a contender's blocks, one mapping of columns a process; NaN where unknown."""
    processes: dict[int, list[Record]] = defaultdict(list)
    for line in lines:
        if line["kind"] == "block" and (line["workload"], line["contender"]) == (workload, contender):
            processes[line["replicate"]].append(line)
    return [
        {
            name: np.array([np.nan if block[name] is None else block[name] for block in blocks], float)
            for name in NOISE_COLUMNS
        }
        for _, blocks in sorted(processes.items())
    ]


def control_pair(lines: Iterable[Record], workload: str) -> tuple[str, str] | None:
    """Return the names of a workload's control and of its repeat; None where nothing was raced."""
    for line in lines:
        if line["kind"] == "control" and line["workload"] == workload:
            return line["control"], line["twin"]
    return None


def control_ratio(lines: Iterable[Record], workload: str) -> Ratio | None:
    """Return the ratio of the control's repeat to the control: what identical code shows."""
    lines = list(lines)
    pair, blocks = control_pair(lines, workload), blocks_of(lines, workload)
    if pair is None or not blocks.keys() >= set(pair):
        return None
    return paired_ratio(blocks[pair[1]], blocks[pair[0]])


def too_wide(lines: Iterable[Record], workload: str, settings: Settings) -> bool:
    """Return whether any contender's interval against the baseline is too wide to be called narrow."""
    blocks = blocks_of(lines, workload)
    baseline = blocks.get(settings.baseline)
    if baseline is None:
        return False
    others = [seconds for seconds in blocks.values() if seconds is not baseline]
    return any(is_too_wide(paired_ratio(other, baseline), settings.band) for other in others)
