"""Studies: every framework in fresh processes, all of them side by side, lap by lap."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from benchmarks.harness.runner.context import Track
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import STUDIES
from benchmarks.plan.settings import Effort
from benchmarks.stats.order import block_order

#: Laps in a process, at most and at least: each lap holds several calls of every variant.
MOST, FEWEST = 7, 2


def laps_of(effort: Effort, lap_seconds: float) -> int:
    """Return how many laps a process runs, given what the first one took."""
    return min(MOST, effort.rounds, max(FEWEST, int(effort.seconds / lap_seconds)))


def measure_study(track: Track, study: str) -> None:
    """Measure a study on each of its nets, in as many fresh processes as the effort says."""
    if not track.lanes(study):
        return
    track.schedule.begin(study)
    for net in STUDIES[study]:
        for replicate in range(track.settings.effort.replicates):
            _measure(track, study, net, replicate)
            track.workers.stop()


def _measure(track: Track, study: str, net: str, replicate: int) -> None:
    def open_study(cell: Cell) -> None:
        track.workers.start(track.roster[cell.contender])
        scratch = track.workers.scratch / f"{study}-{net}-{replicate}-{cell.contender}"
        arguments = track.build_arguments(net) | {"study": study, "scratch": str(scratch)}
        for told in track.call(cell, "open_study", **arguments):
            track.record("variant", cell, net=net, replicate=replicate, **told)

    def lap(cell: Cell) -> None:
        for told in track.call(cell, "study_lap", number=number, replicate=replicate):
            track.record("lap", cell, net=net, replicate=replicate, round=number, **told)

    def latencies(cell: Cell) -> None:
        for told in track.call(cell, "study_latencies"):
            track.record("latency", cell, net=net, replicate=replicate, **told)

    # One after the other: nothing may disturb a first call, nor a lap.
    _in_turn(track, f"{study} {net} prepare", open_study, track.lanes(study))
    number, start = 0, monotonic()
    _in_turn(track, f"{study} {net} 1", lap, _order(track.lanes(study), number, replicate))
    for number in range(1, laps_of(track.settings.effort, monotonic() - start)):
        _in_turn(track, f"{study} {net} {number + 1}", lap, _order(track.lanes(study), number, replicate))
    _in_turn(track, f"{study} {net} latencies", latencies, track.lanes(study))


def _in_turn(track: Track, doing: str, work: Callable[[Cell], None], cells: Iterable[Cell]) -> None:
    for cell in cells:
        track.schedule.doing(f"{doing} {cell.contender}")
        track.guard(cell, work)


def _order(cells: Iterable[Cell], number: int, replicate: int) -> list[Cell]:
    named = {cell.contender: cell for cell in cells}
    return [named[name] for name in block_order([*named], round_number=number, replicate=replicate)]
