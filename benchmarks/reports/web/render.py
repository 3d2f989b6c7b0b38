"""The page itself: the template filled in, with styles, script and data inside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import several
from benchmarks.reports import rounding, standings
from benchmarks.reports.pages import heading
from benchmarks.reports.render.spacing import unbroken
from benchmarks.reports.web import hues, places, plots
from benchmarks.reports.web.answers import accuracies, answers, pays, unranked
from benchmarks.reports.web.questions import QuestionPart, comparable, machine, no_result, parts_of, question_part
from benchmarks.reports.web.workloads import WorkloadPart
from benchmarks.stats.accuracy import TARGET
from impls.contenders import challengers

FOLDER = Path(__file__).parent
#: What would end a script element, or begin one, inside a string of JSON.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(analyses: Sequence[Analysis], *, root: str = "") -> str:
    """Return the page of one or several runs; the same records give the same bytes.

    Args:
        analyses: what the records say.
        root: where the checkout's root is from where the page will lie, for links; empty outside the checkout.
    """
    records = [analysis.record for analysis in analyses]
    parts = parts_of(analyses)
    questions = [question_part(part) for part in parts]
    rows = answers(parts)
    shown = [row.look for answer in rows for row in answer.rows.rows]
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            root=root,
            title=heading.title(records[0]),
            subject=_subject(analyses[0]),
            questions=questions,
            answers=rows,
            unranked=unranked(rows),
            baselines=_baselines(questions),
            frameworks=dict.fromkeys(look.framework for part in questions for look in part.legend),
            pays=pays(parts),
            accuracies=accuracies(parts),
            machine=machine(records),
            machines=several([record.environment.machine for record in records]),
            runs=[(record.name, no_result(record), bool(record.workloads)) for record in records],
            comparable=comparable(records),
            style=_text_of("report.css"),
            hues=hues.styles([*shown, *(look for part in questions for look in part.looks.values())]),
            marks=hues.MARKS.values(),
            script=_text_of("report.js"),
            data=embedded({part.key: _live(part) for question in questions for part in question.workloads}),
        )
    )


def _baselines(questions: Sequence[QuestionPart]) -> list[str]:
    """Return who can be a baseline of more than one table, or of the only one."""
    pairs = [workload.pairs for question in questions for workload in question.workloads]
    names = dict.fromkeys(name for held in pairs for name in held)
    return [name for name in names if sum(name in held for held in pairs) > 1 or len(pairs) == 1]


def _subject(analysis: Analysis) -> str:
    """Return in a line what was measured, and where."""
    environment = analysis.record.environment
    machine, versions = environment.machine, environment.machine.versions
    named = [
        f"{declared.title} {versions[name]}"
        for declared in challengers().values()
        for name in declared.distributions
        if name in versions
    ]
    where = ", ".join((*heading.gpus(environment), str(machine.cpu), f"{machine.logical_cores} cores"))
    return f"{', '.join(named)} on {where}, {environment.date[:10]}"


@cache
def environment() -> Environment:
    """Return what fills in the templates beside this file, which are compiled once."""
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
        "band": rounding.band,
        "note_of": plots.note_of,
        "title_of": standings.title_of,
        "zip": zip,
        "target": rounding.percent(TARGET),
    }
    return jinja


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
