"""One replicate of a workload: a fresh process for every contender, the gate in the first one, then the rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.harness.runner.context import Track
from benchmarks.harness.runner.rounds import audit, time_rounds
from benchmarks.harness.runner.trainings import train_all
from benchmarks.plan.cells import Cell


class NothingToRunError(RuntimeError):
    """Raised when no contender at all can run; the message has each one's reason."""


@dataclass(kw_only=True)
class Replicates:
    """The replicates of every workload on a track.

    Attributes:
        rounds: of each workload, how many rounds a process takes and how many processes there are to be.
        done: how many replicates each workload has had.
    """

    track: Track
    rounds: dict[str, tuple[int, int]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def wanted(self, workload: str) -> bool:
        """Whether the effort asks for another replicate of a workload."""
        return workload not in self.rounds or self.done[workload] < self.rounds[workload][1]

    def measure(self, workload: str) -> None:
        """Measure a workload in one more replicate; workers that live are used, others started."""
        track, replicate = self.track, self.done.get(workload, 0)
        track.together("prepare", partial(track.ready, replicate=replicate), track.lanes(workload))
        _check_anyone_runs(track)
        if replicate == 0:
            track.add_twin(workload)
            if workload in track.twins:
                track.guard(track.twins[workload], partial(track.ready, replicate=replicate))
        facts: dict[Cell, dict[str, Any]] = {cell: {} for cell in track.lanes(workload)}
        _in_turn_at_first(track, workload, replicate, facts, "first_call")
        if replicate == 0:
            track.together("prove", partial(_certify, track), track.contenders(workload))
        _in_turn_at_first(track, workload, replicate, facts, "place")
        for cell in track.lanes(workload):
            facts[cell] |= track.attempt(cell, "warm_up", doing="warm up", folder=track.reference(workload))
        if workload not in self.rounds:
            expected = sum(facts[cell]["expected_seconds"] for cell in track.lanes(workload))
            self.rounds[workload] = track.settings.effort.rounds_within(expected)
        time_rounds(track, workload, replicate, self.rounds[workload][0], facts)
        audit(track, workload, replicate)
        if replicate == 0:
            train_all(track, workload)
            _time_native_loaders(track, workload)
        track.release(workload)
        self.done[workload] = replicate + 1


def _in_turn_at_first(
    track: Track, workload: str, replicate: int, facts: dict[Cell, dict[str, Any]], name: str
) -> None:
    """Call all contenders, one after the other in the first replicate, whose times count, else as fits the cores."""
    if replicate == 0:
        for cell in track.lanes(workload):
            facts[cell] |= track.attempt(cell, name, doing=name.replace("_", " "))
    else:
        track.together(name.replace("_", " "), lambda cell: track.call(cell, name), track.lanes(workload))


def _check_anyone_runs(track: Track) -> None:
    if set(track.cells) - set(track.failures):
        return
    reasons = sorted({f"  {cell.contender}: {reason}" for cell, reason in track.failures.items()})
    raise NothingToRunError("\n".join([f"--device {track.settings.device}: no contender can run:", *reasons]))


def _certify(track: Track, cell: Cell) -> None:
    found = track.call(cell, "certify", folder=track.reference(cell.workload))
    track.record("parity", cell, **found)
    if not found["passed"]:
        track.fail(cell, f"failed the parity gate: {found['failures'][0]}")


def _time_native_loaders(track: Track, workload: str) -> None:
    """Time each framework's own loader once, in the worker of its first contender."""
    first = {track.roster[cell.contender].framework: cell for cell in reversed(track.contenders(workload))}
    for cell in first.values():
        track.schedule.doing(f"{workload} feeding {cell.contender}")
        with track.beside(f"native loader of {cell.contender} on {workload}"):
            found = track.call(cell, "native_feeding")
            if found:
                track.record("feeding", cell, **found)
