"""The timed rounds: all contenders of a workload take turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.harness.plan import Cell, Effort
from benchmarks.harness.track import Track
from benchmarks.statistics.order import block_order


def place(track: Track, workload: str, replicate: int, facts: dict[Cell, dict[str, Any]]) -> None:
    """Place the batches: one contender after the other where feeding is measured, later as many as fit the cores."""
    if replicate == 0:
        for cell in track.lanes(workload):
            facts[cell] |= track.attempt(cell, "place", doing="feed")
    else:
        track.together("feed", lambda cell: track.call(cell, "place"), track.lanes(workload))


def rounds_within(effort: Effort, round_seconds: float) -> tuple[int, int]:
    """Return how many rounds fit the effort, and in how many processes, given what one round is expected to take."""
    fitting = int(effort.seconds / round_seconds) if round_seconds else effort.rounds
    return min(effort.rounds, max(effort.fewest, fitting)), effort.replicates if fitting else effort.long_replicates


def time_rounds(track: Track, workload: str, replicate: int, rounds: int, facts: Mapping[Cell, dict[str, Any]]) -> None:
    """Time the rounds of one workload in one replicate, interleaved, and record each contender's blocks."""
    lanes = track.lanes(workload)
    blocks: dict[Cell, list[dict[str, float]]] = {cell: [] for cell in lanes}
    reference = track.reference(workload)
    try:
        for number in range(rounds):
            for name in block_order([c.contender for c in lanes], round_number=number, replicate=replicate):
                cell = Cell(workload, name)
                if cell not in track.failures:
                    doing = f"{number + 1}/{rounds}"
                    block = track.attempt(cell, "block", doing=doing, folder=reference)
                    blocks[cell] += [block] if block else []
    finally:
        # Also when Ctrl-C ends the rounds: nothing measured is lost.
        for cell, measured in blocks.items():
            columns = {key: [block[key] for block in measured] for key in (measured[0] if measured else ())}
            track.record("cell", cell, replicate=replicate, rounds=rounds, **facts[cell], **columns)
