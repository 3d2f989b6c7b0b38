"""What one option brings: every contender that is another one but for that option, against that one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.reports import comparisons, rounding
from benchmarks.reports.comparisons import Comparison
from benchmarks.reports.summary import Record, of_kind
from impls import source
from impls.contenders import contenders
from impls.workloads import WORKLOADS

INTRODUCTION = (
    "Each contender against the one that it is but for one thing, in the same rounds. *Lines*: of the program, added "
    "and removed ([how they are counted](../impls/CODE_COST.md)); where there are none, it is an argument."
)


def against_bases(lines: Sequence[Record], workload: str, *, band: float) -> list[Comparison]:
    """Return the comparison of every timed contender that declares a base with that base."""
    roster = of_kind(lines, "environment")[0]["roster"]
    bases = {name: declared["base"] for name, declared in roster.items() if declared.get("base")}
    found = {
        (each.contender, each.baseline): each
        for base in dict.fromkeys(bases.values())
        for each in comparisons.comparisons(lines, workload, baseline=base, band=band)
    }
    return [found[pair] for pair in bases.items() if pair in found]


def frame(lines: Sequence[Record], workload: str, *, band: float) -> pd.DataFrame:
    """Return one row per option.

    Columns: workload, contender, base, ratio, ratio_low, ratio_high (time over the base's), verdict.
    """
    return pd.DataFrame(
        {
            "workload": workload,
            "contender": each.contender,
            "base": each.baseline,
            "ratio": each.ratio.estimate if each.ratio else None,
            "ratio_low": each.ratio.low if each.ratio else None,
            "ratio_high": each.ratio.high if each.ratio else None,
            "verdict": str(each.verdict.word),
        }
        for each in against_bases(lines, workload, band=band)
    )


def section(lines: Sequence[Record], workload: str, *, band: float) -> list[str]:
    """Return the parts of a page about options; none where no contender is one."""
    found = against_bases(lines, workload, band=band)
    if not found:
        return []
    roster = of_kind(lines, "environment")[0]["roster"]
    table = pd.DataFrame(
        {
            "contender": each.contender,
            "what it is": roster[each.contender]["summary"],
            "but for that it is": each.baseline,
            "lines": lines_changed(each.baseline, each.contender, workload),
            "against it": rounding.verdict(each.verdict, each.ratio, band),
        }
        for each in found
    )
    return ["### One thing at a time", INTRODUCTION, rounding.markdown_table(table)]


def lines_changed(base: str, option: str, workload: str) -> str:
    """Return the lines of code that an option adds and removes; a dash where the record's contenders are gone."""
    everyone = contenders()
    if base not in everyone or option not in everyone or workload not in WORKLOADS:
        return rounding.MISSING
    module = WORKLOADS[workload].module
    added, removed = source.changed(*(source.program(everyone[name], module) for name in (base, option)))
    return f"+{added} -{removed}" if added or removed else "an argument"
