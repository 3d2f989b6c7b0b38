"""The size sweep: overhead and rate of every contender, and from which size on a static graph no longer pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from benchmarks.plan import sizes
from benchmarks.plan.questions import PAGES
from benchmarks.reports import resources, rounding, summary
from benchmarks.reports.starts import dynamic_form
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.scaling import FEWEST, Scaling, Size, crossover, fit, left_out

#: A static graph that saves less than this share of a step no longer matters.
MATTERS = 0.05
#: The size of the post itself.
POST = f"{sizes.NET}_{sizes.ROWS}x{sizes.HIDDEN}"
INTRODUCTION = (
    "The two-layer net over batches and hidden layers (rows x hidden units). A step takes overhead + operations / "
    "rate + bytes / bandwidth, fitted by contender. A static graph no longer matters where it saves less than "
    f"{MATTERS:.0%} of its dynamic form's step. Each size is also predicted by the fit to all others: one rate for all "
    "shapes is a rough model, since products of 100 columns and of 256, small and large, reach different rates."
)


def steps(lines: Sequence[Record]) -> pd.DataFrame:
    """Return one row per size and contender.

    Columns: size, rows, hidden, contender, flop and moved (bytes) of a step, step_seconds; sizes at which a contender
    failed are left out.
    """
    rows: list[dict[str, Any]] = []
    measured = {line["workload"] for line in of_kind(lines, "block")}
    for name, (count, hidden) in sizes.SIZES.items():
        if name not in measured:
            continue
        kernels = resources.work(lines, name)
        work = {
            "flop": sum(kernel.matmul_flop + kernel.elementwise_flop for kernel in kernels),
            "moved": sum(kernel.moved for kernel in kernels),
        }
        timed = summary.timings(lines, name).dropna(subset=["step_seconds"])
        rows += [
            {"size": name, "rows": count, "hidden": hidden, "contender": each, **work, "step_seconds": seconds}
            for each, seconds in zip(timed["contender"], timed["step_seconds"], strict=True)
        ]
    return pd.DataFrame(rows)


def scalings(lines: Sequence[Record]) -> dict[str, tuple[Scaling, dict[str, float]]]:
    """Return each contender's fit, and by size, the relative error by which the fit to all others predicts it."""
    frame = steps(lines)
    found = {}
    for name, own in frame.groupby("contender", sort=False) if not frame.empty else ():
        if len(own) > FEWEST:
            work, seconds = _sizes(own), list(own["step_seconds"])
            missed = dict(zip(own["size"], left_out(work, seconds), strict=True))
            found[str(name)] = (fit(work, seconds), missed)
    return found


def _sizes(frame: pd.DataFrame) -> list[Size]:
    return [Size(flop=flop, moved=moved) for flop, moved in zip(frame["flop"], frame["moved"], strict=True)]


def frame(lines: Sequence[Record]) -> pd.DataFrame:
    """Return one row per contender: overhead_seconds, flop_per_second, bytes_per_second, errors, crossover_flop.

    ``error`` is the typical relative error of the fit, ``left_out`` the largest error of predicting a size from the
    others, ``left_out_post`` that of the post's own size (None where it wasn't measured); ``crossover_flop`` the work
    of a step from which on a static graph saves less than 5 % of its dynamic form's (None for dynamic graphs, and where
    it saves more at every size).
    """
    found, table = scalings(lines), steps(lines)
    rows = []
    for name, (scaling, missed) in found.items():
        form = dynamic_form(lines, name)
        own = _sizes(table[table["contender"] == name])
        crossed = crossover(found[form][0], scaling, own, share=MATTERS) if form in found else None
        rows.append(
            {
                "contender": name,
                "overhead_seconds": scaling.overhead_seconds,
                "flop_per_second": scaling.flop_per_second,
                "bytes_per_second": 1 / scaling.seconds_per_byte if scaling.seconds_per_byte else float("inf"),
                "error": scaling.error,
                "left_out": max(map(abs, missed.values())),
                "left_out_post": missed.get(POST),
                "crossover_flop": crossed.flop if crossed else None,
            }
        )
    return pd.DataFrame(rows)


def table(lines: Sequence[Record]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the fits, and the steps by size and contender, as texts; empty where no sweep was measured."""
    fits, measured = frame(lines), steps(lines)
    if fits.empty:
        return fits, measured
    shown = pd.DataFrame({"contender": fits["contender"]})
    shown["overhead a step"] = fits["overhead_seconds"].map(rounding.seconds)
    shown["rate"] = [_rate(rate, "FLOP/s") for rate in fits["flop_per_second"]]
    shown["bandwidth"] = [_rate(rate, "B/s") for rate in fits["bytes_per_second"]]
    shown["misses the post's size, left out, by"] = fits["left_out_post"].abs().map(rounding.percent)
    shown["any size, by at most"] = fits["left_out"].map(rounding.percent)
    shown["no longer matters from"] = [
        "-" if pd.isna(flop) else f"{rounding.large(flop, 'FLOP')} a step" for flop in fits["crossover_flop"]
    ]
    grid = measured.assign(step=measured["step_seconds"].map(rounding.seconds)).pivot_table(
        index="contender", columns="size", values="step", aggfunc="first", sort=False
    )
    grid.columns = [name.removeprefix(f"{sizes.NET}_") for name in grid.columns]
    return shown, grid.reset_index()


def section(lines: Sequence[Record]) -> list[str]:
    """Return the parts of a page about the sweep; none where it wasn't measured."""
    fits, swept = table(lines)
    if fits.empty:
        return []
    return [
        f"## {PAGES['size_sweep'].question}",
        INTRODUCTION,
        rounding.markdown_table(fits),
        rounding.markdown_table(swept),
    ]


def _rate(value: float, unit: str) -> str:
    return "not the limit" if value == float("inf") else rounding.large(value, unit)
