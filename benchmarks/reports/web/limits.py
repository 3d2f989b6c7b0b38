"""The roofline with the measured ceilings, and steps over sizes with their fits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from string import ascii_lowercase
from typing import Any

from benchmarks.analysis.timings import blocks_of
from benchmarks.plan import sizes
from benchmarks.reports import resources, rounding, sweep
from benchmarks.reports.summary import Record
from benchmarks.reports.web import plots
from benchmarks.reports.web.families import Look
from benchmarks.reports.web.scales import axis_of, spread
from benchmarks.stats.scaling import Size

rate = partial(rounding.large, unit="FLOP/s")
intensity = partial(rounding.large, unit="FLOP/B")
#: The plot reaches so far beyond the outermost workload on either side.
AROUND = 3
#: Columns of workloads stand so far apart at least, in per cent of the width.
ASIDE = 10.0


def roofline(lines: Sequence[Record], workloads: Sequence[str], *, looks: Mapping[str, Look]) -> dict[str, Any] | None:
    """Return the roofline of a run: rate over intensity, a column of points a workload; None without ceilings.

    Above each column a mark shows what the ceilings allow the sum of the step's kernels, which is less than the roof.
    """
    ceilings = resources.ceilings(lines)
    found = {}
    for name in workloads if ceilings else ():
        kernels = resources.work(lines, name) if blocks_of(lines, name) else []
        if moved := sum(kernel.moved for kernel in kernels):
            flop = sum(kernel.matmul_flop + kernel.elementwise_flop for kernel in kernels)
            frame = resources.resources(lines, name).dropna(subset=["ceiling_share"])
            found[name] = (flop / moved, frame.to_dict("records"))
    if ceilings is None or not any(rows for _, rows in found.values()):
        return None
    ridge = ceilings.flop_per_second / ceilings.bytes_per_second
    x = axis_of([*(value * f for value, _ in found.values() for f in (1 / AROUND, AROUND)), ridge])
    rates = [row["flop_per_second"] for _, rows in found.values() for row in rows]
    y = axis_of([*rates, ceilings.flop_per_second * 1.5])
    assert x is not None
    assert y is not None
    corners = [x.low, min(max(ridge, x.low), x.high), x.high]
    roof = [(x.at(each), y.down(min(each * ceilings.bytes_per_second, ceilings.flop_per_second))) for each in corners]
    columns = dict(zip(found, spread((x.at(value) for value, _ in found.values()), apart=ASIDE, most=100), strict=True))
    return plots.plot(
        title="Roofline: operations a second over operations a byte",
        x=plots.across("operations a byte moved", x, intensity),
        y=plots.up("operations a second", y, rate),
        points=[
            {
                "look": looks[row["contender"]],
                "x": columns[name],
                "y": y.down(row["flop_per_second"]),
                "text": f"{row['contender']}, {name}: {_reached(row)}",
            }
            for name, (_, rows) in found.items()
            for row in rows
            if row["contender"] in looks
        ],
        guides=["M" + "L".join(f"{across:g} {down:g}" for across, down in roof)],
        marks=[
            {"x": columns[name], "y": y.down(_allowed(found[name][1])), "text": name, "letter": letter}
            for letter, name in zip(ascii_lowercase, sorted(columns, key=lambda name: columns[name]), strict=False)
            if found[name][1]
        ],
    )


def _allowed(rows: Sequence[Mapping[Any, Any]]) -> float:
    """Return the operations a second at which a step would take the least time that the ceilings allow its kernels."""
    return float(rows[0]["flop_per_second"] / rows[0]["ceiling_share"])


def _reached(row: Mapping[Any, Any]) -> str:
    return f"{rate(row['flop_per_second'])}, {rounding.percent(row['ceiling_share'])} of the ceiling, {row['bound']}"


def sizes_plot(lines: Sequence[Record], *, looks: Mapping[str, Look]) -> dict[str, Any] | None:
    """Return steps over their work, with fits through the sizes of the post's hidden layer; None without a sweep."""
    frame = sweep.steps(lines)
    if frame.empty:
        return None
    x, y = axis_of(frame["flop"]), axis_of(frame["step_seconds"])
    assert x is not None
    assert y is not None
    fits = sweep.scalings(lines)
    line = frame[frame["hidden"] == sizes.HIDDEN].drop_duplicates("size").sort_values("flop")
    work = [Size(flop=row["flop"], moved=row["moved"]) for row in line.to_dict("records")]
    return plots.plot(
        title="A step's time over its work",
        x=plots.across("operations of a step", x, partial(rounding.large, unit="FLOP")),
        y=plots.up("step", y, rounding.seconds),
        curves=[
            plots.curve(
                looks[name],
                x,
                y,
                [(size.flop, seconds) for size in work if math.isfinite(seconds := fit.seconds(size))],
            )
            for name, (fit, _) in fits.items()
            if name in looks and work
        ],
        points=[
            plots.point(looks[row["contender"]], x, y, (row["flop"], row["step_seconds"]), _size(row))
            for row in frame.to_dict("records")
            if row["contender"] in looks
        ],
    )


def _size(row: Mapping[Any, Any]) -> str:
    work = rounding.large(row["flop"], "FLOP")
    size = f"{row['rows']} rows x {row['hidden']} hidden, {work}"
    return f"{row['contender']}, {size}: {rounding.seconds(row['step_seconds'])}"
