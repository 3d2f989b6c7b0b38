"""The tables that people read: Markdown and CSV from a run's record, and a short form for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.harness import records
from benchmarks.harness.plan import GRID
from benchmarks.harness.run import Run
from benchmarks.reports import summary
from benchmarks.reports.summary import Record, of_kind
from impls.workloads import WORKLOADS

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"))
MISSING = "-"


def seconds(value: float) -> str:
    """Return a duration with three significant digits in the unit that suits it; a dash for NaN."""
    if pd.isna(value):
        return MISSING
    scale, unit = next((pair for pair in UNITS if value >= pair[0]), UNITS[-1])
    number = value / scale
    return f"{number:.0f} {unit}" if number >= 100 else f"{number:.3g} {unit}"  # noqa: PLR2004  three digits


def interval(low: float, high: float) -> str:
    """Return the quartiles in one unit."""
    if pd.isna(low):
        return MISSING
    scale, unit = next((pair for pair in UNITS if high >= pair[0]), UNITS[-1])
    return f"{low / scale:.3g} to {high / scale:.3g} {unit}"


def _share(value: float) -> str:
    return MISSING if pd.isna(value) else f"{value:.3f}"


def _error(value: float) -> str:
    return MISSING if pd.isna(value) else f"{value:.0e}"


def workload_table(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return the readable table of a workload: strings only, one row a contender."""
    frame = summary.timings(lines, workload)
    if "step_seconds" not in frame:
        frame = frame.assign(step_seconds=float("nan"))
    timed = frame["step_seconds"].notna()
    table = pd.DataFrame({"contender": frame["contender"], "graph": frame["graph"]})
    table["step"] = frame["step_seconds"].map(seconds).where(timed, frame["reason"])
    if timed.any():
        table["quartiles"] = [interval(*pair) for pair in zip(frame["step_low"], frame["step_high"], strict=True)]
        table["block"] = frame["block_seconds"].map(seconds)
        table["first call"] = frame["first_call_seconds"].map(seconds)
        table["feeding"] = frame["feed_seconds"].map(seconds)
        if frame["accuracy"].notna().any():
            table["accuracy"] = frame["accuracy"].map(_share)
        table["parity error"] = frame["loss_error"].map(_error)
    return table


def grid_table(lines: Sequence[Record]) -> pd.DataFrame:
    """Return test accuracies of the grid: a row per weights and vocabulary, a column per contender."""
    frame = summary.accuracies(lines, GRID)
    if frame.empty:
        return frame
    texts = [f"{row.mean:.3f} ({row.lowest:.3f} to {row.highest:.3f})" for row in frame.itertuples(index=False)]
    frame = frame.assign(accuracy=texts)
    keys = ["weights", "vocabulary"]
    return frame.pivot_table(index=keys, columns="contender", values="accuracy", aggfunc="first", sort=False)


def _workload_section(lines: Sequence[Record], workload: str) -> str:
    frame = summary.timings(lines, workload)
    timed = frame.dropna(subset=["step_seconds"]) if "step_seconds" in frame else frame.iloc[:0]
    table = workload_table(lines, workload).to_markdown(index=False, disable_numparse=True)
    data = next(line for line in of_kind(lines, "data") if line["workload"] == workload)
    parts = [f"## {workload}", _block_sentence(timed, data), table]
    if not timed.empty and data["feeding"]:
        parts.append(feeding_table(lines, workload).to_markdown(index=False, disable_numparse=True))
    return "\n\n".join(parts)


def _block_sentence(timed: pd.DataFrame, data: Record) -> str:
    source = f"Data: {data['name']}, {data['rows']} rows of {data['features']} features."
    if timed.empty:
        return source
    row = timed.iloc[0]
    return (
        f"{source} A block is {row['steps']:.0f} steps from the same initial weights. Each contender was timed for "
        f"{timed['rounds'].min():.0f} blocks, interleaved with the others', in fresh processes: {row['processes']:.0f}."
    )


def feeding_table(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return what loaders cost a batch: the shared one, and the frameworks' own where the rows are dense."""
    data = next(line for line in of_kind(lines, "data") if line["workload"] == workload)
    own = [line for line in of_kind(lines, "feeding") if line["workload"] == workload]
    frame = pd.DataFrame([{"name": "shared loader", **data["feeding"]}, *own])
    fastest = summary.timings(lines, workload)["step_seconds"].min()
    table = pd.DataFrame({"loader, per batch": frame["name"]})
    for order in ("in_file_order", "shuffled"):
        table[order.replace("_", " ")] = frame[order].map(seconds)
        table[f"{order.replace('_', ' ')}, of the fastest step"] = (frame[order] / fastest).map("{:.1%}".format)
    return table


def markdown(lines: Sequence[Record]) -> str:
    """Return the whole page of a run."""
    environment = of_kind(lines, "environment")[0]
    parts = [f"# {environment['title']}", *(f"> **{text}**" for text in warnings(lines)), _machine(environment)]
    parts += [_workload_section(lines, name) for name in workloads_in(lines)]
    grid = grid_table(lines)
    if not grid.empty:
        table = grid.reset_index().to_markdown(index=False, disable_numparse=True)
        seeds = summary.accuracies(lines, GRID)["seeds"].max()
        parts.append(
            f"## Initial weights explain 91 % against 75 %\n\nTest accuracy of the text classifier after "
            f"10 epochs: mean (lowest to highest) over {seeds} seeds.\n\n{table}"
        )
    return "\n\n".join(parts) + "\n"


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
    return [f"WARNING: {text}" for text in found]


def _machine(environment: Record) -> str:
    machine, settings = environment["machine"], environment["settings"]
    gibibytes = machine["memory_bytes"] / 2**30
    facts = {
        "date": environment["date"],
        "command": f"`{environment['command']}`",
        "machine": f"{machine['cpu']}, {machine['logical_cores']} cores, {gibibytes:.0f} GiB; {machine['system']}",
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


def csv(lines: Sequence[Record]) -> str:
    """Return every workload's timings in one table, numbers unrounded."""
    frames = [summary.timings(lines, name).assign(workload=name) for name in workloads_in(lines)]
    frame = pd.concat(frames, ignore_index=True)
    columns = ["workload", *frame.columns.drop("workload")]
    return str(frame[columns].to_csv(index=False))


def write(lines: Sequence[Record], folder: Path, stem: str) -> list[Path]:
    """Write ``stem``.md and ``stem``.csv, and the grid's CSV where it was trained; return the files."""
    texts: dict[str, Any] = {f"{stem}.md": markdown(lines), f"{stem}.csv": csv(lines)}
    grid = summary.accuracies(lines, GRID)
    if not grid.empty:
        texts[f"{stem}_initialisation.csv"] = grid.to_csv(index=False)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def publish(run: Run) -> list[Path]:
    """Write a run's tables beside its record or, after a full run, over ``results/cpu.md`` or ``gpu.md``."""
    lines = run.lines
    written = write(lines, run.folder, "tables")
    return write(lines, run.results, run.settings.device) if run.is_full else written
