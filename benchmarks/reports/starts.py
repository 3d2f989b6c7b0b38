"""What starting costs, and after how many steps a static graph has paid for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports.comparisons import noise_floor
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.breakeven import BreakEven, break_even
from benchmarks.stats.ratios import difference, paired_ratio


def starts(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return one row per contender and state of its compile cache (``cold``, ``warm``).

    Columns: contender, cache, number of starts, import_seconds, build_seconds, first_call_seconds (medians), traces,
    graph_breaks (None where the framework counts none), and start_seconds: a list of what each start took until
    training ran steadily, which is import, build and the first steps, less what as many steady steps take.
    """
    steady = steady_steps(lines, workload)
    return pd.DataFrame(
        [_row(name, cache, group, steady[name]) for (name, cache), group in _groups(lines, workload).items()]
    )


def _groups(lines: Sequence[Record], workload: str) -> dict[tuple[str, str], list[Record]]:
    """Return the starts of contenders that were timed, by contender and state of the compile cache."""
    timed = blocks_of(lines, workload)
    groups: dict[tuple[str, str], list[Record]] = {}
    for line in of_kind(lines, "start"):
        if line["workload"] == workload and line["contender"] in timed:
            groups.setdefault((line["contender"], line["cache"]), []).append(line)
    return groups


def steady_steps(lines: Sequence[Record], workload: str) -> dict[str, float]:
    """Return every timed contender's seconds a step: the median of its blocks."""
    steps = {line["contender"]: line["steps"] for line in of_kind(lines, "build") if line["workload"] == workload}
    return {
        name: float(np.median([seconds for rounds in blocks.values() for seconds in rounds.values()])) / steps[name]
        for name, blocks in blocks_of(lines, workload).items()
    }


def _row(name: str, cache: str, group: list[Record], step: float) -> dict[str, Any]:
    return {
        "contender": name,
        "cache": cache,
        "number": len(group),
        "import_seconds": float(np.median([line["import_seconds"] for line in group])),
        "build_seconds": float(np.median([line["build_seconds"] for line in group])),
        "first_call_seconds": float(np.median([line["step_seconds"][0] for line in group])),
        "traces": group[0]["traces"],
        "graph_breaks": group[0]["captured"].get("graph_breaks"),
        "start_seconds": [_until_steady(line, step) for line in group],
    }


def _until_steady(line: Record, step: float, *, imports: bool = True) -> float:
    first = line["step_seconds"]
    return float(line["import_seconds"] * imports + line["build_seconds"] + sum(first) - len(first) * step)


def dynamic_form(lines: Sequence[Record], contender: str) -> str | None:
    """Return the dynamic contender that a static one of the same framework stands against; None for a dynamic one."""
    roster = of_kind(lines, "environment")[0]["roster"]
    own = roster[contender]
    if own["graph"] == "dynamic":
        return None
    same = (name for name, other in roster.items() if other["framework"] == own["framework"])
    return next((name for name in same if roster[name]["graph"] == "dynamic"), None)


def break_evens(lines: Sequence[Record], workload: str, *, baseline: str) -> dict[tuple[str, str, str], BreakEven]:
    """Return where contenders overtake, by contender, state of its cache, and whom it overtakes.

    Static contenders stand against the dynamic form of their framework, and all against the baseline. Two forms of one
    framework import the same, so between them only what comes after the import counts. What identical code shows, the
    noise floor, is the least that a ratio is uncertain by.
    """
    floor = noise_floor(lines, workload)
    blocks, steady = blocks_of(lines, workload), steady_steps(lines, workload)
    groups, roster = _groups(lines, workload), of_kind(lines, "environment")[0]["roster"]
    found = {}
    for (name, cache), own in groups.items():
        for other in dict.fromkeys((dynamic_form(lines, name), baseline)):
            ratio = None if other in (None, name) else paired_ratio(blocks[name], blocks.get(str(other), {}))
            if other is None or ratio is None or (other, "cold") not in groups:
                continue
            against = groups.get((other, cache), groups[other, "cold"])
            imports = roster[name]["framework"] != roster[other]["framework"]
            begun, begun_there = (
                [_until_steady(line, steady[who], imports=imports) for line in lines_of]
                for who, lines_of in ((name, own), (other, against))
            )
            whole = float(np.mean([_until_steady(line, steady[other]) for line in against]))
            begins = difference(begun, begun_there)
            found[name, cache, other] = break_even(begins, whole, ratio.widened(floor), steady[other])
    return found
