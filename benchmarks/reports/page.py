"""The page that people read, in Markdown, from a run's record."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.plan.questions import GRID, STUDIES
from benchmarks.reports import (
    accuracies,
    claims,
    comparisons,
    debuggability,
    findings_extras,
    options,
    resources,
    rounding,
    sections,
    sequences,
    studies,
    summary,
    sweep,
    update_floor,
)
from benchmarks.reports.fairness import card_table
from benchmarks.reports.findings import findings
from benchmarks.reports.heading import ceilings, machine, warnings
from benchmarks.reports.rounding import markdown_table
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.accuracy import MARGIN, TARGET
from impls.workloads import WORKLOADS


def markdown(lines: Sequence[Record], *, baseline: str = "", band: float | None = None, title: str = "") -> str:
    """Return the whole page of a run; baseline and band are those of the run unless others are given."""
    chosen, width = comparisons.choice(lines)
    baseline, band = baseline or chosen, width if band is None else band
    environment = of_kind(lines, "environment")[0]
    named = f"{environment['title']}: {title}" if title else environment["title"]
    parts = [f"# {named}", *(f"> **{text}**" for text in warnings(lines)), machine(environment), ceilings(lines)]
    parts += claims.section(lines, band=band)
    for name in workloads_in(lines):
        parts += _section(lines, name, baseline=baseline, band=band)
    parts += _led(findings_extras.of_sweep(lines), sweep.section(lines))
    parts += _grid(lines)
    for study in STUDIES:
        parts += _led(findings_extras.of_study(lines, study, band=band), studies.section(lines, study, band=band))
    parts += debuggability.section(lines)
    return "\n\n".join(part for part in parts if part) + "\n"


def _led(sentences: Sequence[str], section: list[str]) -> list[str]:
    """Return a section with its findings behind its introduction."""
    if not section or not sentences:
        return section
    return [*section[:2], "\n".join(f"- {sentence}" for sentence in sentences), *section[2:]]


def _grid(lines: Sequence[Record]) -> list[str]:
    grid = sections.grid_table(lines)
    if grid.empty:
        return []
    seeds = accuracies.by_initial_weights(lines, GRID)["seeds"].max()
    return [
        "## Do initial weights explain 91 % against 75 %?",
        f"Test accuracy of the text classifier after 10 epochs: mean (lowest to highest) over {seeds} seeds.",
        markdown_table(grid.reset_index()),
    ]


def _titled(title: str, text: str, frame: pd.DataFrame) -> list[str]:
    return [] if frame.empty else [f"### {title}", text, markdown_table(frame)]


def _section(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> list[str]:
    frame = summary.timings(lines, workload)
    timed = frame.dropna(subset=["step_seconds"]) if "step_seconds" in frame else frame.iloc[:0]
    data = next(line for line in of_kind(lines, "data") if line["workload"] == workload)
    parts = [f"## {workload}", _block_sentence(timed, data), sections.noise_sentence(lines, workload)]
    parts.append(markdown_table(sections.step_table(lines, workload, baseline=baseline, band=band)))
    if timed.empty:
        return parts
    said = [finding.text for finding in findings(lines, workload, baseline=baseline, band=band)]
    parts.append("\n".join(f"- {sentence}" for sentence in said))
    count = len(comparisons.comparisons(lines, workload, baseline=baseline, band=band))
    if count:
        parts.append(
            f"{count} comparisons, each with a 95 % interval over processes, of which "
            f"{comparisons.expected_misses(count):.1f} are expected to miss the true ratio. A verdict also has to "
            f"clear the band of {100 * band:g} % and the noise floor."
        )
    else:
        parts.append(f"No verdicts: {baseline}, the baseline, was not timed here.")
    parts.append("\n".join(f"- {text}" for text in sections.no_verdicts(lines, workload, baseline=baseline, band=band)))
    parts += sequences.section(lines, workload)
    parts += _led(findings_extras.of_options(lines, workload, band=band), options.section(lines, workload, band=band))
    parts += update_floor.section(lines, workload)
    parts += _titled(
        "What starting costs",
        "Each start alone in a fresh process; a compile cache is warm after one start. *Graphs* were traced or "
        "compiled by then, none inside the clock. Counted from process start, a contender overtakes after so many "
        "steps.",
        sections.start_table(lines, workload, baseline=baseline),
    )
    parts += _titled(
        "How near the ceilings",
        f"{_work_sentence(lines, workload)} Below half of the ceiling it is overhead-bound.",
        sections.resource_table(lines, workload),
    )
    parts += _titled(
        f"Time to {TARGET:.0%} test accuracy",
        "Training alone; best and worst seed dropped, a seed that never arrives counts as worst. Accuracies are "
        f"equivalent if the 90 % interval of their paired difference lies within {100 * MARGIN:g} point.",
        sections.target_table(lines, workload, baseline=baseline),
    )
    if data["feeding"]:
        parts += _titled("Feeding", "Outside the clock.", sections.feeding_table(lines, workload))
    shared, others = card_table(lines, workload)
    if not shared.empty:
        parts += ["### Fairness card", markdown_table(shared), markdown_table(others)]
    return parts


def _block_sentence(timed: pd.DataFrame, data: Record) -> str:
    source = f"Data: {data['name']}, {data['rows']} rows of {data['features']} features."
    if timed.empty:
        return source
    row = timed.iloc[0]
    return (
        f"{source} A block is {row['steps']:.0f} steps from the same initial weights. Each contender was timed for "
        f"{timed['rounds'].min():.0f} blocks, interleaved with the others', in fresh processes: {row['processes']:.0f}."
    )


def _work_sentence(lines: Sequence[Record], workload: str) -> str:
    kernels = resources.work(lines, workload)
    if not kernels:
        return "The work of a step depends on how many words its batch holds, so no rate is given."
    flop = sum(kernel.matmul_flop + kernel.elementwise_flop for kernel in kernels)
    return (
        f"A step is {rounding.large(flop, 'FLOP')} and moves at least "
        f"{rounding.large(sum(each.moved for each in kernels), 'B')}, counted from the model (`impls/work.py`)."
    )


def workloads_in(lines: Sequence[Record]) -> list[str]:
    """Return the timed workloads that a record has lines of, in the order of the tables."""
    return [
        name for name in WORKLOADS if any(line.get("workload") == name and line["kind"] != "data" for line in lines)
    ]
