"""The timed rounds: all contenders of a workload take turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.harness.runner.context import Track
from benchmarks.plan.cells import Cell
from benchmarks.stats.order import block_order


def time_rounds(track: Track, workload: str, replicate: int, rounds: int, facts: Mapping[Cell, dict[str, Any]]) -> None:
    """Time the rounds of one workload in one replicate, interleaved; every block is recorded as it ends."""
    lanes = track.lanes(workload)
    for cell in lanes:
        track.record("cell", cell, replicate=replicate, rounds=rounds, **facts[cell])
    for number in range(rounds):
        order = block_order([cell.contender for cell in lanes], round_number=number, replicate=replicate)
        for place_in_round, name in enumerate(order):
            cell = Cell(workload, name)
            if cell not in track.failures:
                block = track.attempt(cell, "block", doing=f"{number + 1}/{rounds}")
                if block:
                    track.record("block", cell, replicate=replicate, round=number, place=place_in_round, **block)
        track.record_gpu(workload, replicate=replicate, number=number)


def audit(track: Track, workload: str, replicate: int) -> None:
    """Check every contender's last block and record its card; in the first replicate with a block from unseen weights.

    That block's time counts, so there they take turns; later they are checked as many at once as fit the cores.
    """

    def check(cell: Cell) -> None:
        card = track.call(cell, "finish", unseen=replicate == 0)
        track.record("card", cell, replicate=replicate, **card)

    if replicate == 0:
        for cell in track.lanes(workload):
            track.schedule.doing(f"{workload} check {cell.contender}")
            track.guard(cell, check)
    else:
        track.together("check", check, track.lanes(workload))
