"""The page itself: the template filled in, with styles, script and data inside it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import several
from benchmarks.reports import rounding
from benchmarks.reports.web import hues, places, plots
from benchmarks.reports.web.runs import comparable, run_part
from benchmarks.reports.web.workloads import WorkloadPart
from benchmarks.stats.accuracy import TARGET
from impls.contenders import challengers

FOLDER = Path(__file__).parent
#: What would end a script element, or begin one, inside a string of JSON.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(analyses: Sequence[Analysis]) -> str:
    """Return the page of one or several runs; the same records give the same bytes."""
    runs = [run_part(analysis, number=number) for number, analysis in enumerate(analyses, start=1)]
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            runs=runs,
            machines=several([analysis.record.environment.machine for analysis in analyses]),
            comparable=comparable([analysis.record for analysis in analyses]),
            frameworks=", ".join(declared.title for declared in challengers().values()),
            style=_text_of("report.css"),
            hues=hues.styles(look for run in runs for look in run.looks.values()),
            marks=hues.MARKS.values(),
            script=_text_of("report.js"),
            data=embedded({part.key: _live(part) for run in runs for part in run.workloads}),
        )
    )


def environment() -> Environment:
    """Return what fills in the templates beside this file."""
    jinja = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"unbroken": unbroken, "kind": lambda value: type(value).__name__}
    jinja.globals |= {
        "at": places.at,
        "down": places.down,
        "path": places.path,
        "labels": places.labels,
        "thinned": places.thinned,
        "classes": hues.classes,
        "mark": hues.mark,
        "note_of": plots.note_of,
        "zip": zip,
        "target": rounding.percent(TARGET),
    }
    return jinja


def unbroken(text: str) -> str:
    """Return a sentence whose intervals aren't broken at the end of a line."""
    return re.sub(r"\[[^\[\]]*\]", lambda interval: interval[0].replace(" ", "\u00a0"), text)


def _live(part: WorkloadPart) -> dict[str, Any]:
    """Return what the script shows in turns: the comparisons with each baseline, and the stops of the slider."""
    return {"pairs": part.pairs, "stops": part.starting.stops if part.starting else []}


def embedded(data: Any) -> Markup:
    """Return data as JSON that can stand inside a script element, whatever texts are in it."""
    text = json.dumps(data, sort_keys=True, allow_nan=False, separators=(",", ":"))
    for unsafe, written in UNSAFE.items():
        text = text.replace(unsafe, written)
    return Markup(text)  # noqa: S704  nothing is left that HTML knows


def _text_of(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704  a file beside this one
