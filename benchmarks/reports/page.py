"""The page that people read, in Markdown, from a run's record."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.harness import records
from benchmarks.harness.plan import GRID
from benchmarks.reports import accuracies, comparisons, numbers, resources, sections, summary
from benchmarks.reports.fairness import card_table
from benchmarks.reports.summary import Record, of_kind
from benchmarks.statistics.accuracy import MARGIN, TARGET
from impls.workloads import WORKLOADS


def markdown(lines: Sequence[Record], *, baseline: str = "", band: float | None = None) -> str:
    """Return the whole page of a run; baseline and band are those of the run unless others are given."""
    chosen, width = comparisons.choice(lines)
    environment = of_kind(lines, "environment")[0]
    parts = [f"# {environment['title']}", *(f"> **{text}**" for text in warnings(lines)), machine(environment)]
    parts.append(_ceilings(lines))
    for name in workloads_in(lines):
        parts += _section(lines, name, baseline=baseline or chosen, band=width if band is None else band)
    grid = sections.grid_table(lines)
    if not grid.empty:
        seeds = accuracies.by_initial_weights(lines, GRID)["seeds"].max()
        parts.append(
            "## Initial weights explain 91 % against 75 %\n\nTest accuracy of the text classifier after "
            f"10 epochs: mean (lowest to highest) over {seeds} seeds.\n\n{_table(grid.reset_index())}"
        )
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(frame: pd.DataFrame) -> str:
    return str(frame.to_markdown(index=False, disable_numparse=True))


def _titled(title: str, text: str, frame: pd.DataFrame) -> list[str]:
    return [] if frame.empty else [f"### {title}", text, _table(frame)]


def _section(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> list[str]:
    frame = summary.timings(lines, workload)
    timed = frame.dropna(subset=["step_seconds"]) if "step_seconds" in frame else frame.iloc[:0]
    data = next(line for line in of_kind(lines, "data") if line["workload"] == workload)
    parts = [f"## {workload}", _block_sentence(timed, data), sections.noise_sentence(lines, workload)]
    parts.append(_table(sections.step_table(lines, workload, baseline=baseline, band=band)))
    if timed.empty:
        return parts
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
    parts += _titled(
        "What starting costs",
        "Each start alone in a fresh process; a compile cache is warm after one start. *Graphs* were traced or "
        "compiled by then, none inside the clock. Counted from process start, a contender overtakes after so many "
        "steps.",
        sections.start_table(lines, workload, baseline=baseline),
    )
    parts += _titled(
        "How near the ceilings",
        f"A step is {_work_sentence(lines, workload)} Below half of the ceiling it is overhead-bound.",
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
        parts += ["### Fairness card", _table(shared), _table(others)]
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


def _ceilings(lines: Sequence[Record]) -> str:
    limits = resources.ceilings(lines)
    if limits is None:
        return ""
    return (
        f"This machine's ceilings, measured in this run with the same threads, the best of all frameworks: "
        f"{numbers.large(limits.flop_per_second, 'FLOP/s')} in float32 matrix products, "
        f"{numbers.large(limits.bytes_per_second, 'B/s')} in copies (read plus written)."
    )


def _work_sentence(lines: Sequence[Record], workload: str) -> str:
    kernels = resources.work(lines, workload)
    flop = sum(kernel.matmul_flop + kernel.elementwise_flop for kernel in kernels)
    return (
        f"{numbers.large(flop, 'FLOP')} and moves at least {numbers.large(sum(each.moved for each in kernels), 'B')}, "
        "counted from the model (`impls/work.py`)."
    )


def workloads_in(lines: Sequence[Record]) -> list[str]:
    """Return the timed workloads that a record has lines of, in the order of the tables."""
    return [
        name for name in WORKLOADS if any(line.get("workload") == name and line["kind"] != "data" for line in lines)
    ]


def warnings(lines: Sequence[Record]) -> list[str]:
    """Return what every reader of this run's numbers must know first."""
    found = {line["warning"]: None for line in of_kind(lines, "data") if line["warning"]}
    if of_kind(lines, "environment")[0]["smoke"]:
        found["Smoke run on smaller shapes: it shows that everything works; its numbers are no result."] = None
    if not of_kind(lines, "end"):
        found["The run ended early: only what had been measured by then is here."] = None
    for line in of_kind(lines, "trouble"):
        found[f"Not measured: {line['what']}: {line['reason']}"] = None
    return [f"WARNING: {text}" for text in found]


def machine(environment: Record) -> str:
    """Return what was run, where and with which versions, as a list."""
    machine, settings = environment["machine"], environment["settings"]
    memory = numbers.memory(machine["memory_bytes"])
    facts = {
        "date": environment["date"],
        "command": f"`{environment['command']}`",
        "machine": f"{machine['cpu']}, {machine['logical_cores']} cores, {memory}; {machine['system']}",
        "device": settings["device"],
        "threads": settings["threads"],
        "corpus": settings["corpus"],
        "seed": settings["seed"],
        "effort": f"{environment['effort']}; fresh processes a contender: {environment['replicates']}",
        "versions": ", ".join(f"{name} {number}" for name, number in machine["versions"].items()),
        "python": machine["python"],
        "suite": machine["commit"],
        "record": f"`results/runs/{environment['run']}/{records.SAMPLES}`",
    }
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())
