"""The page itself: the template filled in, with styles, script and data inside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from benchmarks.reports.summary import Record
from benchmarks.reports.web import parts, runs

FOLDER = Path(__file__).parent
#: What would end a script element, or begin one, inside a string of JSON.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(records: Sequence[Sequence[Record]], *, baseline: str = "", band: float | None = None) -> str:
    """Return the page of one or several runs; the same records give the same bytes.

    Args:
        records: the lines of each run.
        baseline: whom to compare with first; the run's own unless given.
        band: what is called the same; the run's own unless given.
    """
    shown = [
        runs.run(lines, number=number, baseline=baseline, band=band) for number, lines in enumerate(records, start=1)
    ]
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"inline": parts.inline, "unbroken": parts.unbroken}
    return environment.get_template("report.html.j2").render(
        runs=shown,
        comparable=runs.comparable(records),
        style=_own("report.css"),
        script=_own("report.js"),
        data=embedded({each["key"]: _live(each) for run in shown for each in run["workloads"]}),
    )


def _live(workload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the script shows in turns: the comparisons with each baseline, and the stops of the slider."""
    starting = workload.get("starting")
    return {"pairs": workload["pairs"], "stops": starting["stops"] if starting else []}


def embedded(data: Any) -> Markup:
    """Return data as JSON that can stand inside a script element, whatever texts are in it."""
    text = json.dumps(data, sort_keys=True, allow_nan=False, separators=(",", ":"))
    for unsafe, written in UNSAFE.items():
        text = text.replace(unsafe, written)
    return Markup(text)  # noqa: S704  nothing is left that HTML knows


def _own(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704  a file beside this one
