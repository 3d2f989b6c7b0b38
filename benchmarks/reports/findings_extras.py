"""What studies, the size sweep and options say, in sentences; each is made by a rule and vanishes with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.plan.sizes import NET
from benchmarks.reports import options, rounding, studies, sweep
from benchmarks.reports.starts import dynamic_form
from benchmarks.reports.summary import Record
from benchmarks.stats.verdicts import Word

#: Overheads further apart than this factor are worth a sentence.
APART = 1.5


def of_study(lines: Sequence[Record], study: str, *, band: float) -> list[str]:
    """Return, for every net, case and framework, which way gains most on the plain one, and which loses most."""
    found = studies.frame(lines, study, band=band)
    if found.empty or "verdict" not in found:
        return []
    said = []
    for (net, case, framework), rows in found.groupby(["net", "case", "framework"], sort=False):
        sentence = _ways(rows)
        if sentence:
            said.append(f"{net}, {case}, {framework}: {sentence}.")
    return said


def _ways(rows: pd.DataFrame) -> str:
    gains = rows[rows["verdict"] == Word.FASTER].nsmallest(1, "ratio")
    losses = rows[rows["verdict"] == Word.SLOWER].nlargest(1, "ratio")
    parts = [f"{row['way']} is {row['said']} than {row['base']}" for row in gains.to_dict("records")]
    parts += [f"{row['way']} {row['said']}" for row in losses.to_dict("records")]
    if parts and gains.empty:
        parts.insert(0, f"nothing is proven faster than {rows['base'].iloc[0]}")
    return "; ".join(parts)


def of_sweep(lines: Sequence[Record]) -> list[str]:
    """Return what a step costs however small it is, by form, and from which size on forms are alike."""
    found = sweep.frame(lines)
    if found.empty:
        return []
    rows: dict[str, Any] = {row["contender"]: row for row in found.to_dict("records")}
    said = []
    for name, row in rows.items():
        other = rows.get(dynamic_form(lines, name) or "")
        if other is None:
            continue
        own, theirs = row["overhead_seconds"], other["overhead_seconds"]
        if own > 0 and theirs / own > APART:
            said.append(
                f"{name} costs {rounding.seconds(own)} a step however small it is, {other['contender']} "
                f"{rounding.seconds(theirs)}{_until(row)}."
            )
    return said + _predicted(rows)


def _until(row: Mapping[str, Any]) -> str:
    crossing = row["crossover_flop"]
    if crossing is None or pd.isna(crossing):
        return "; it saves more than 5 % at every size measured"
    return f"; from {rounding.large(crossing, 'FLOP')} a step on it saves less than 5 %"


def _predicted(rows: Mapping[str, Any]) -> list[str]:
    row = rows.get("tensorflow-graph")
    if row is None or row["left_out_post"] is None or pd.isna(row["left_out_post"]):
        return []
    error = rounding.percent(abs(row["left_out_post"]))
    return [f"Left out of the fit, the post's own size of {NET} is predicted for tensorflow-graph within {error}."]


def of_options(lines: Sequence[Record], workload: str, *, band: float) -> list[str]:
    """Return which options are proven to gain, the largest gain first, and which are proven to lose."""
    found = [each for each in options.against_bases(lines, workload, band=band) if each.ratio]
    parts = []
    for word, reverse in ((Word.FASTER, False), (Word.SLOWER, True)):
        chosen = [each for each in found if each.verdict.word is word]
        chosen.sort(key=lambda each: each.ratio.estimate if each.ratio else 1.0, reverse=reverse)
        parts += [
            f"{each.contender} is {rounding.verdict(each.verdict, each.ratio, band)} than {each.baseline}."
            for each in chosen
        ]
    open_ = [each.contender for each in found if each.verdict.word in {Word.NO_VERDICT, Word.SAME}]
    return parts + ([f"No gain or loss is proven of {', '.join(open_)}."] if open_ else [])
