"""The catalogue of planted faults: each framework runs them all in a process of its own, and tells what it saw."""

from __future__ import annotations

from benchmarks.harness.runner.context import Track
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import CATALOGUE


def observe_faults(track: Track) -> None:
    """Record, for every selected framework, one line per fault and mode."""
    cells = track.lanes(CATALOGUE)
    if not cells:
        return
    track.schedule.begin(CATALOGUE)

    def observe(cell: Cell) -> None:
        track.workers.start(track.roster[cell.contender])
        for row in track.call(cell, "observe_faults"):
            track.record("fault", cell, **row)

    for cell in cells:
        track.schedule.doing(f"{CATALOGUE} {cell.contender}")
        track.guard(cell, observe)
    track.workers.stop()
