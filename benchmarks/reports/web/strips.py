"""Every timed block of a workload as a dot, by contender and process, with the quartiles behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import rounding
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.web.families import Look
from benchmarks.reports.web.scales import Axis, axis_of, thinned

#: Pixels from one process's row of dots to the next, and above the first.
LANE, EDGE = 5, 8


def strips(lines: Sequence[Record], workload: str, *, looks: Mapping[str, Look]) -> dict[str, Any] | None:
    """Return the axis (seconds a step) and a row per timed contender, the fastest first; None where nothing was timed.

    A row has its dots as one path per process, in per cent across and pixels down, and the places of its quartiles.
    """
    steps = {line["contender"]: line["steps"] for line in of_kind(lines, "build") if line["workload"] == workload}
    taken = {
        name: [[seconds / steps[name] for _, seconds in sorted(rounds.items())] for _, rounds in sorted(blocks.items())]
        for name, blocks in blocks_of(lines, workload).items()
        if name in looks
    }
    axis = axis_of(each for processes in taken.values() for process in processes for each in process)
    if axis is None:
        return None
    rows = [_row(looks[name], processes, axis) for name, processes in taken.items()]
    rows.sort(key=lambda row: (row["middle"], row["look"].name))
    return {"ticks": thinned(axis.ticks(rounding.seconds)), "rows": rows}


def _row(look: Look, processes: list[list[float]], axis: Axis) -> dict[str, Any]:
    quartiles = [float(each) for each in np.quantile([each for own in processes for each in own], (0.25, 0.5, 0.75))]
    low, middle, high = (axis.at(each) for each in quartiles)
    return {
        "look": look,
        "lanes": [
            "".join(f"M{axis.at(each):g} {EDGE + LANE * lane}h0" for each in own) for lane, own in enumerate(processes)
        ],
        "height": 2 * EDGE + LANE * (len(processes) - 1),
        "low": low,
        "middle": middle,
        "width": round(high - low, 2),
        "text": f"{rounding.seconds(quartiles[1])} ({rounding.quartiles(quartiles[0], quartiles[2])})",
    }
