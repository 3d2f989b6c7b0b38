"""What is to be measured: the effort, the settings of a run, and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.stats.verdicts import BAND
from impls import workloads
from impls.contenders import CONTROL, challengers, framework


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is measured.

    Attributes:
        replicates: fresh processes per contender; the unit of statistics.
        rounds: timed blocks per process, at most.
        fewest: timed blocks per process, at least.
        seconds: between the two, a workload's rounds in one process end after about so many seconds, equally for all.
        long_replicates: processes per contender on a workload of which not even one round fits ``seconds``.
        starts: times that every start is measured, each in a fresh process, with cold and with warm compile caches.
        long_starts: the same of workloads whose batches differ in shape: a start of theirs compiles for each.
        start_workloads: the workloads whose starts are measured.
        seeds: paired trainings per contender of a workload with an accuracy.
        budget_minutes: for more processes where intervals are too wide, unless the user says otherwise.
        smoke: smaller shapes, which are no result.
        extras: whether all questions are answered without being asked for, not only the main ones.
    """

    name: str
    replicates: int
    rounds: int
    fewest: int
    seconds: float
    long_replicates: int
    starts: int = 0
    long_starts: int = 0
    start_workloads: tuple[str, ...] = ()
    seeds: int = 1
    budget_minutes: float = 0.0
    smoke: bool = False
    extras: bool = False

    def starts_of(self, workload: str) -> int:
        """Return how often the starts of a workload are measured."""
        if workload not in self.start_workloads:
            return 0
        return self.long_starts if workloads.WORKLOADS[workload].varies else self.starts

    def rounds_within(self, round_seconds: float) -> tuple[int, int]:
        """Return how many rounds a process takes, and how many processes there are, given a round's likely seconds."""
        fitting = int(self.seconds / round_seconds) if round_seconds else self.rounds
        return min(self.rounds, max(self.fewest, fitting)), self.replicates if fitting else self.long_replicates


EFFORTS = {
    effort.name: effort
    for effort in (
        Effort(name="smoke", replicates=1, rounds=3, fewest=2, seconds=3, long_replicates=1, smoke=True),
        Effort(
            name="fast",
            replicates=3,
            rounds=10,
            fewest=1,
            seconds=10,
            long_replicates=2,
            starts=1,
            long_starts=1,
            start_workloads=("two_layer_net", "sequence_classifier"),
        ),
        Effort(
            name="standard",
            replicates=5,
            rounds=15,
            fewest=2,
            seconds=20,
            long_replicates=5,
            starts=3,
            long_starts=1,
            start_workloads=("text_classifier", "two_layer_net", "sequence_classifier"),
            seeds=5,
            extras=True,
        ),
        Effort(
            name="rigorous",
            replicates=10,
            rounds=20,
            fewest=20,
            seconds=0,
            long_replicates=10,
            starts=5,
            long_starts=3,
            start_workloads=tuple(workloads.WORKLOADS),
            seeds=10,
            budget_minutes=60,
            extras=True,
        ),
    )
}


#: The plain form of the first framework, unless the user says otherwise; the control's where there is no other.
BASELINE = next((declared.plain for declared in challengers().values()), framework(CONTROL).plain)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a user chose for a run."""

    device: Literal["cpu", "gpu"] = "cpu"
    threads: int = 1
    effort: Effort = EFFORTS["fast"]
    corpus: Literal["auto", "newsgroups", "synthetic"] = "auto"
    seed: int = 0
    time_limit: float = 300.0
    baseline: str = BASELINE
    band: float = BAND
    budget_minutes: float | None = None

    @property
    def budget_seconds(self) -> float:
        """Seconds for more processes where intervals are too wide."""
        minutes = self.effort.budget_minutes if self.budget_minutes is None else self.budget_minutes
        return 60 * minutes
