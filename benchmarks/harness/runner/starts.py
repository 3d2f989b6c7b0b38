"""What it costs to start: every contender alone in a fresh process, with cold and with warm compile caches."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness.runner.context import Track
from benchmarks.plan.cells import Cell
from impls.interface import COMPILED

#: Steps that are timed one by one from the very first; by then every mode has settled (CUDA graphs: in the third).
STEPS = 20


def time_starts(track: Track, workload: str) -> None:
    """Start every contender of a workload as often as the effort says, and record what it took."""
    for number in range(track.settings.effort.starts_of(workload)):
        track.schedule.begin(f"start {workload}")
        for cell in track.contenders(workload):
            with tempfile.TemporaryDirectory(prefix="cache-", dir=track.workers.scratch) as cache:
                _start(track, cell, number, Path(cache), cache="cold")
                # Without a cache there is nothing that could be warm: another start would be the same again.
                if any(path.is_file() for path in Path(cache, COMPILED).rglob("*")):
                    _start(track, cell, number, Path(cache), cache="warm")


def _start(track: Track, cell: Cell, number: int, folder: Path, *, cache: str) -> None:
    """Record one start; the first cold one goes on for a block, to see how much memory that takes."""
    track.schedule.doing(f"{cell.workload} {cache} start {cell.contender}")
    with track.beside(f"{cache} start of {cell.contender} on {cell.workload}"):
        described = track.workers.start(track.roster[cell.contender], scratch=folder) or {}
        built = track.call(cell, "build", **track.build_arguments(cell.workload))
        found: dict[str, Any] = track.call(cell, "start_up", steps=min(STEPS, built["steps"]))
        seconds = {"import_seconds": described["import_seconds"], "build_seconds": built["build_seconds"]}
        track.record("start", cell, number=number, cache=cache, **seconds, **found)
        if cache == "cold" and number == 0:
            track.call(cell, "place")
            track.call(cell, "train_block")
            track.record("memory", cell, **track.call(cell, "memory"))
    track.workers.stop()
