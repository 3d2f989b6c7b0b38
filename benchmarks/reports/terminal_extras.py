"""What the terminal shows of questions that aren't races: claims, options, studies, the size sweep, planted faults."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

import pandas as pd

from benchmarks.plan.questions import PAGES, STUDIES
from benchmarks.plan.sizes import SWEEP
from benchmarks.reports import claims, debuggability, options, rounding, studies, sweep
from benchmarks.reports.summary import Record

#: Longer names of ways are cut.
LONGEST = 36


def parts(lines: Sequence[Record], *, band: float, width: int) -> list[str]:
    """Return the parts in the order of the page, each within so many columns."""
    found = [_claims(lines, band=band, width=width), _sweep(lines, width=width)]
    found += [_study(lines, study, band=band) for study in STUDIES]
    found.append(_faults(lines, width=width))
    return [part for part in found if part]


def of_options(lines: Sequence[Record], workload: str, *, band: float, width: int) -> list[str]:
    """Return one sentence per contender that is another one but for one thing."""
    return [
        _item(
            f"{each.contender}: {rounding.verdict(each.verdict, each.ratio, band)} against {each.baseline}", width=width
        )
        for each in options.against_bases(lines, workload, band=band)
    ]


def _claims(lines: Sequence[Record], *, band: float, width: int) -> str:
    said = claims.section(lines, band=band)
    text = re.sub(r"\*+", "", said[1]) if said else ""
    return "\n".join(_item(line, width=width) for line in text.splitlines())


def _sweep(lines: Sequence[Record], *, width: int) -> str:
    found = sweep.frame(lines)
    if found.empty:
        return ""
    said = [
        f"{row['contender']}: {rounding.seconds(row['overhead_seconds'])} overhead a step; misses a size left out by "
        f"at most {rounding.percent(row['left_out'])}"
        for row in found.to_dict("records")
    ]
    return "\n".join([SWEEP, *(_item(line, width=width) for line in said)])


def _study(lines: Sequence[Record], study: str, *, band: float) -> str:
    found = studies.frame(lines, study, band=band)
    shown = []
    for (net, case), rows in found.groupby(["net", "case"], sort=False) if not found.empty else ():
        table = studies.table(rows).reindex(columns=["framework", "way", "a call", "against the plain way"])
        table["way"] = table["way"].str.slice(0, LONGEST)
        # The interval is on the page; a terminal has no room for it.
        table["against the plain way"] = table["against the plain way"].str.partition(" [")[0]
        shown.append(f"{study} of {net}, {case}\n{_left(table)}")
    return "\n\n".join(shown)


def _left(table: pd.DataFrame) -> str:
    padded = {str(name): f"{{:<{table[name].str.len().max()}}}".format for name in table}
    return str(table.to_string(index=False, justify="left", formatters=padded))


def _faults(lines: Sequence[Record], *, width: int) -> str:
    said = debuggability.findings(lines)
    return "\n".join([PAGES["debuggability"].question, *(_item(line, width=width) for line in said)]) if said else ""


def _item(text: str, *, width: int) -> str:
    return textwrap.fill(text, width, subsequent_indent="    ")
