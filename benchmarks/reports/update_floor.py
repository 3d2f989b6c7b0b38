"""Where inputs are sparse the dense update of all weights remains: how near does each step come to that floor?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.plan.cells import workload_of
from benchmarks.reports import resources, rounding
from benchmarks.reports.starts import steady_steps
from benchmarks.reports.summary import Record, of_kind


def floor_seconds(lines: Sequence[Record], workload: str) -> tuple[float, float] | None:
    """Return the bytes that an update moves at least, and the seconds that takes at the copy bandwidth of this run.

    None where the workload's inputs aren't sparse, or no bandwidth was measured.
    """
    smoke = of_kind(lines, "environment")[0]["smoke"]
    limits = resources.ceilings(lines)
    if limits is None or not workload_of(workload, smoke=smoke).sparse:
        return None
    # The kernel of the update comes last.
    moved = resources.work(lines, workload)[-1].moved
    return moved, moved / limits.bytes_per_second


def frame(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return one row per timed contender: contender, step_seconds, floor_seconds; empty where there is no floor."""
    found = floor_seconds(lines, workload)
    if found is None:
        return pd.DataFrame()
    twins = {line["twin"] for line in of_kind(lines, "control")}
    steps = {name: seconds for name, seconds in steady_steps(lines, workload).items() if name not in twins}
    return pd.DataFrame(
        {"contender": [*steps], "step_seconds": [*steps.values()], "floor_seconds": [found[1]] * len(steps)}
    )


def section(lines: Sequence[Record], workload: str) -> list[str]:
    """Return the parts of a page about the floor; none where there is none."""
    found, rows = floor_seconds(lines, workload), frame(lines, workload)
    if found is None or rows.empty:
        return []
    table = pd.DataFrame({"contender": rows["contender"], "step": rows["step_seconds"].map(rounding.seconds)})
    table["times the floor"] = (rows["step_seconds"] / rows["floor_seconds"]).map("{:.1f}".format)
    said = (
        f"Adam updates every weight at every step, whether its word was there or not: at least "
        f"{rounding.large(found[0], 'B')} a step, {rounding.seconds(found[1])} at the copy bandwidth of this run. An "
        "Adam that skips the other rows would be another equation."
    )
    order = (rows["step_seconds"] / rows["floor_seconds"]).sort_values().index
    return ["### What remains is the optimiser", said, rounding.markdown_table(table.loc[order])]
