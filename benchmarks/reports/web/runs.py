"""One run as plain data for the template, and what may be compared with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from benchmarks.plan.questions import PAGES, STUDIES
from benchmarks.reports import (
    claims,
    comparisons,
    debuggability,
    heading,
    moved,
    regressions,
    rounding,
    sections,
    studies,
    sweep,
    tables,
    unfair,
)
from benchmarks.reports.page import workloads_in
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.web import limits, parts
from benchmarks.reports.web.families import looks
from benchmarks.reports.web.workloads import workload

#: The page of a demonstration.
MISTAKES = "mistakes on purpose"
GRID_QUESTION = "## Do initial weights explain 91 % against 75 %?"
GRID_SENTENCE = (
    "Test accuracy of the text classifier at the end of its training, mean (lowest to highest) over seeds: both "
    "frameworks with the initial weights of either article, and with either vocabulary."
)


def run(lines: Sequence[Record], *, number: int, baseline: str = "", band: float | None = None) -> dict[str, Any]:
    """Return everything that the page shows of a run; ``number`` tells the runs of a page apart."""
    chosen, width = comparisons.choice(lines)
    baseline, band = baseline or chosen, width if band is None else band
    environment = of_kind(lines, "environment")[0]
    dressed = looks(lines)
    names = workloads_in(lines)
    shown = {
        "key": f"run{number}",
        "name": environment["run"],
        "title": environment["title"],
        "label": _label(lines),
        "date": environment["date"],
        "warnings": [
            *([f"{unfair.BANNER}."] if moved.is_demonstration(lines) else []),
            *(text.removeprefix("WARNING: ") for text in heading.warnings(lines)),
        ],
        "facts": [item.removeprefix("- ").partition(": ") for item in heading.machine(environment).split("\n")],
        "ceilings": heading.ceilings(lines),
        "settings": environment["settings"],
        "no_result": _no_result(lines),
        "timed": bool(names),
        "claims": [block for block in parts.blocks(claims.section(lines, band=band)) if block["kind"] == "list"],
        "workloads": [
            workload(lines, name, key=f"run{number}-{name}", baseline=baseline, band=band, looks=dressed)
            for name in names
        ],
        "looks": [look for name, look in dressed.items() if name in _shown(lines)],
        "roofline": limits.roofline(lines, names, looks=dressed),
        "sizes": limits.sizes_plot(lines, looks=dressed),
        "folded": _folded(lines, band),
    }
    return shown | {"links": _links(shown)}


def _links(shown: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the places of a run's sections, and what they are called."""
    key = shown["key"]
    found = [(each["key"], each["name"].replace("_", " ")) for each in shown["workloads"]]
    found += [(f"{key}-roofline", "ceilings")] if shown["roofline"] else []
    return found + [(f"{key}-f{number}", each["label"]) for number, each in enumerate(shown["folded"], start=1)]


def _label(lines: Sequence[Record]) -> str:
    """Return what a run is about, in a word or two for each of its pages."""
    if moved.is_demonstration(lines):
        return MISTAKES
    held = {line["workload"] for line in lines if "workload" in line}
    return ", ".join(page.replace("_", " ") or "training" for page in PAGES if held & tables.names_on(page))


def _shown(lines: Sequence[Record]) -> set[str]:
    return {line["contender"] for line in of_kind(lines, "block")}


def _no_result(lines: Sequence[Record]) -> str:
    """Return why a run's numbers can't be held against another run's; nothing where they can."""
    if of_kind(lines, "environment")[0]["smoke"]:
        return "This is a smoke run on smaller shapes: its numbers are no result and can't be compared with any."
    if not of_kind(lines, "end"):
        return "This run ended early: what it lacks can't be compared."
    return ""


def _folded(lines: Sequence[Record], band: float) -> list[dict[str, Any]]:
    """Return the sections about no single workload: the sweep, the grid of initial weights, studies, planted faults."""
    grid = sections.grid_table(lines)
    weights = [GRID_QUESTION, GRID_SENTENCE, rounding.markdown_table(grid.reset_index())]
    found = {
        "size sweep": parts.folded(sweep.section(lines)),
        "initial weights": parts.folded(weights) if not grid.empty else None,
        **{study: parts.folded(_study(lines, study, band)) for study in STUDIES},
        "planted faults": parts.folded(debuggability.section(lines)),
        MISTAKES: parts.folded(unfair.section(lines, band=band)),
    }
    return [section | {"label": label} for label, section in found.items() if section]


def _study(lines: Sequence[Record], study: str, band: float) -> list[str]:
    found = studies.section(lines, study, band=band)
    question = next(page.question for page in PAGES.values() if study in page.names)
    return [f"## {question} ({study})", *found[1:]] if found else []


def comparable(runs: Sequence[Sequence[Record]]) -> list[dict[str, Any]]:
    """Return, for each two runs that timed the same workload, why they can't be compared, and how versions differ."""
    return [
        {
            "names": [of_kind(each, "environment")[0]["run"] for each in (first, second)],
            "refusals": regressions.refusals(first, second),
            "versions": regressions.versions(first, second),
        }
        for first, second in combinations(runs, 2)
        if {*workloads_in(first)} & {*workloads_in(second)}
    ]
