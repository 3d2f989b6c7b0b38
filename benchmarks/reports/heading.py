"""What heads every page: warnings, what was run and where, and the machine's ceilings."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.record import files as records
from benchmarks.reports import resources, rounding
from benchmarks.reports.summary import Record, of_kind


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
    memory = rounding.memory(machine["memory_bytes"])
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


def ceilings(lines: Sequence[Record]) -> str:
    """Return the machine's ceilings as a sentence; nothing where none were measured."""
    limits = resources.ceilings(lines)
    if limits is None:
        return ""
    return (
        f"This machine's ceilings, measured in this run with the same threads, the best of all frameworks: "
        f"{rounding.large(limits.flop_per_second, 'FLOP/s')} in float32 matrix products, "
        f"{rounding.large(limits.bytes_per_second, 'B/s')} in copies (read plus written)."
    )
