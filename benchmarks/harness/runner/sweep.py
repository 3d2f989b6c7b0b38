"""Measuring the size sweep: every size like a workload, in one fresh process a contender, gate and audit included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.harness.runner.context import Track
from benchmarks.harness.runner.replicate import Replicates
from benchmarks.plan import sizes
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import Effort

ROUNDS, SECONDS = 5, 5


def effort_of(effort: Effort) -> Effort:
    """Return how hard each size is measured: one process a contender, a few rounds."""
    rounds = min(ROUNDS, effort.rounds)
    return replace(effort, replicates=1, long_replicates=1, rounds=rounds, fewest=min(3, rounds), seconds=SECONDS)


def sweep(track: Track, record_references: Callable[[Track, list[str]], None]) -> None:
    """Measure every size with the contenders of the sweep that are still in the race.

    A contender that fails at one size is out at that size only.
    """
    wanted = track.lanes(sizes.SWEEP)
    if not wanted:
        return
    names = sizes.names(smoke=track.settings.effort.smoke)
    inner = replace(
        track,
        cells=[Cell(name, cell.contender) for name in names for cell in wanted],
        settings=replace(track.settings, effort=effort_of(track.settings.effort)),
        failures={},
        batches={},
        twins={},
    )
    record_references(inner, names)
    for name in names:
        track.schedule.begin("size")
        Replicates(track=inner).measure(name)
        # A compiler keeps what it saw of other sizes: every size begins in fresh processes.
        inner.workers.stop()
    for cell in wanted:
        reasons = [inner.failures.get(Cell(name, cell.contender)) for name in names]
        if all(reasons):
            track.fail(cell, f"failed at every size, at the first because: {reasons[0]}")
