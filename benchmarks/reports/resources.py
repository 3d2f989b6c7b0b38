"""How near a step comes to the machine's ceilings, and how much memory it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from benchmarks.plan.cells import workload_of
from benchmarks.reports.starts import steady_steps
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.roofline import Ceilings, best, place
from impls.work import Kernel, UnknownWorkError, kernels


def ceilings(lines: Sequence[Record]) -> Ceilings | None:
    """Return the machine's ceilings, as the best of the frameworks reached them in this run; None if none was tried."""
    found = of_kind(lines, "ceilings")
    return best(found) if found else None


def work(lines: Sequence[Record], workload: str) -> list[Kernel]:
    """Return the kernels of a step of a workload at the shapes of a run; none where they differ from step to step."""
    smoke = of_kind(lines, "environment")[0]["smoke"]
    data = next(line for line in of_kind(lines, "data") if line["workload"] == workload)
    shape = workload_of(workload, smoke=smoke).sized(features=data["features"], outputs=data["outputs"])
    nonzeros = round(data["nonzeros_of_row"] * shape.batch_size) if shape.sparse else None
    try:
        return list(kernels(shape, nonzeros=nonzeros))
    except UnknownWorkError:
        return []


def resources(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return one row per timed contender.

    Columns: contender, flop_per_step, flop_per_second, ceiling_share (of the least time that the ceilings allow),
    bound, peak_bytes (resident memory over what the framework holds by itself), device_peak_bytes; None where unknown.
    """
    limits, kernels_of_step = ceilings(lines), work(lines, workload)
    held = {line["contender"]: line for line in of_kind(lines, "memory") if line["workload"] == workload}
    twins = {line["twin"] for line in of_kind(lines, "control") if line["workload"] == workload}
    operations = [(kernel.matmul_flop + kernel.elementwise_flop, kernel.moved) for kernel in kernels_of_step]
    work_flop = sum(flop for flop, _ in operations) or None
    rows: list[dict[str, Any]] = []
    for name, seconds in steady_steps(lines, workload).items():
        if name in twins:
            continue
        placed = place(seconds, operations, limits) if limits and operations else None
        rows.append(
            {
                "contender": name,
                "flop_per_step": work_flop,
                "flop_per_second": work_flop / seconds if work_flop else None,
                "ceiling_share": placed.ceiling_share if placed else None,
                "bound": placed.bound if placed else None,
                "peak_bytes": held.get(name, {}).get("peak_bytes"),
                "device_peak_bytes": held.get(name, {}).get("device_peak_bytes"),
            }
        )
    return pd.DataFrame(rows)
