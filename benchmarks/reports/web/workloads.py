"""One workload of a run, as plain data for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import comparisons, findings, options, rounding, sections, sequences, update_floor
from benchmarks.reports.finding import Finding
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.web import cells, parts
from benchmarks.reports.web.families import Look
from benchmarks.reports.web.intervals import intervals
from benchmarks.reports.web.learning import learning
from benchmarks.reports.web.starting import starting
from benchmarks.reports.web.strips import strips
from benchmarks.stats.accuracy import MARGIN, TARGET


def workload(
    lines: Sequence[Record], name: str, *, key: str, baseline: str, band: float, looks: Mapping[str, Look]
) -> dict[str, Any]:
    """Return everything that the page shows of a workload; ``key`` is the name of its section in the page."""
    timed = blocks_of(lines, name)
    pairs = intervals(lines, name, band=band)
    chosen = baseline if baseline in pairs else next(iter(pairs), "")
    data = next(line for line in of_kind(lines, "data") if line["workload"] == name)
    found: dict[str, Any] = {
        "key": key,
        "name": name,
        "data": f"{data['name']}, {data['rows']} rows of {data['features']} features",
        "baseline": chosen,
        "instead": baseline if timed and chosen != baseline else "",
        "pairs": pairs,
        "table": cells.table(lines, name, looks=looks),
        "findings": _by_question(findings.findings(lines, name, baseline=chosen, band=band)),
    }
    if not timed:
        return found | {"cards": {}, "strips": None, "starting": None, "learning": None, "extras": [], "details": []}
    count = len(pairs) - 1
    return found | {
        "cards": cells.cards(lines, name),
        "strips": strips(lines, name, looks=looks),
        "noise": sections.noise_sentence(lines, name),
        "misses": f"{comparisons.expected_misses(count):.1f} of {count}",
        "band": f"{100 * band:g} %",
        "starting": starting(lines, name, looks=looks),
        "learning": learning(lines, name, looks=looks),
        "extras": parts.blocks(
            [
                *sequences.section(lines, name),
                *options.section(lines, name, band=band),
                *update_floor.section(lines, name),
            ]
        ),
        "details": parts.blocks(_details(lines, name, chosen, band)),
    }


def _by_question(found: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    questions = dict.fromkeys(each.question for each in found)
    return [(question, [each for each in found if each.question == question]) for question in questions]


def _details(lines: Sequence[Record], name: str, baseline: str, band: float) -> list[str]:
    """Return the tables of the Markdown page that back the plots, with their titles, and why there are no verdicts."""
    tables = {
        "What starting costs": sections.start_table(lines, name, baseline=baseline),
        "How near the ceilings": sections.resource_table(lines, name),
        f"Time to {TARGET:.0%} test accuracy; equivalent within {100 * MARGIN:g} point": sections.target_table(
            lines, name, baseline=baseline
        ),
    }
    if next(line for line in of_kind(lines, "data") if line["workload"] == name)["feeding"]:
        tables["Feeding, outside the clock"] = sections.feeding_table(lines, name)
    found: list[str] = []
    for title, table in tables.items():
        found += [] if table.empty else [f"### {title}", rounding.markdown_table(table)]
    reasons = sections.no_verdicts(lines, name, baseline=baseline, band=band)
    if reasons:
        found += [f"### Why there is no verdict against {baseline}", "\n".join(f"- {text}" for text in reasons)]
    return found
