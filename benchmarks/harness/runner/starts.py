"""What it costs to start: every contender alone in a fresh process, with cold and with warm compile caches."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.progress import start_of
from benchmarks.plan.cells import Cell
from benchmarks.record.schema import Memory, Start, Trouble
from impls.contenders import keeps_compiled, plain_forms
from impls.interface import COMPILED

#: Steps that are timed one by one from the very first; by then every mode has settled (CUDA graphs: in the third).
STEPS = 20


def starts_of(context: RunContext, workload: str) -> int:
    """Return how many starts of contenders of a workload there will be, but for those with a warm cache."""
    return context.settings.effort.starts_of(workload) * len(_started(context, workload))


def time_starts(context: RunContext, workload: str) -> None:
    """Start every contender of a workload as often as the effort says, and record what it took."""
    for number in range(context.settings.effort.starts_of(workload)):
        context.schedule.begin(start_of(workload))
        for cell in _started(context, workload):
            with tempfile.TemporaryDirectory(prefix="cache-", dir=context.workers.scratch) as cache:
                captured = _start(context, cell, number, Path(cache), cache="cold")
                # Without a cache there is nothing that could be warm: another start would be the same again.
                if any(path.is_file() for path in Path(cache, COMPILED).rglob("*")):
                    _start(context, cell, number, Path(cache), cache="warm")
                elif captured and keeps_compiled(context.roster[cell.contender]):
                    _complain(context, cell, captured)


def _started(context: RunContext, workload: str) -> list[Cell]:
    """Return who is started: everyone, or where the effort says so the control and the plain forms in every version."""
    cells = context.contender_cells(workload)
    if not context.settings.effort.plain_starts:
        return cells
    plain = plain_forms() | {context.settings.baseline}
    forms = {cell: context.roster[cell.contender] for cell in cells}
    return [cell for cell, form in forms.items() if (form.base if form.environment else form.name) in plain]


def _complain(context: RunContext, cell: Cell, captured: int) -> None:
    context.recorder.write(
        Trouble(
            what=f"cold start of {cell.contender} on {cell.workload}",
            reason=f"it captured graphs ({captured}) and left no file in its compile cache: where it keeps them is "
            "unknown, so that a cold start may not have been cold",
        )
    )


def _start(context: RunContext, cell: Cell, number: int, folder: Path, *, cache: str) -> int:
    """Record one start, and return how many graphs it captured.

    The first cold one goes on for a block, to see how much memory that takes.
    """
    captured = 0
    context.schedule.announce(f"{cell.workload} {cache} start {cell.contender}")
    with context.tolerate(f"{cache} start of {cell.contender} on {cell.workload}"):
        description = context.workers.start(context.roster[cell.contender], scratch=folder) or {}
        build_facts = context.call(cell, "build", **context.build_arguments(cell.workload))
        start_up = context.call(cell, "start_up", steps=min(STEPS, build_facts["steps"]))
        captured = int(start_up["captured"].get("graphs", 0))
        seconds = {"import_seconds": description["import_seconds"], "build_seconds": build_facts["build_seconds"]}
        context.record(Start, cell, start_up, number=number, cache=cache, **seconds)
        if cache == "cold" and number == 0:
            context.call(cell, "place")
            context.call(cell, "train_block")
            context.record(Memory, cell, context.call(cell, "memory"))
    context.workers.stop()
    return captured
