"""What is to be measured: the effort, the settings of a run, and its cells."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from benchmarks.stats.verdicts import BAND
from impls import workloads
from impls.contenders import CONTROL, challengers, framework


class Effort(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is measured."""

    name: Annotated[str, Meta(description="what it is called")]
    replicates: Annotated[int, Meta(description="fresh processes a contender, the unit of statistics")]
    rounds: Annotated[int, Meta(description="timed blocks a process, at most")]
    fewest: Annotated[int, Meta(description="timed blocks a process, at least")]
    seconds: Annotated[
        float,
        Meta(description="after about so long a workload's rounds in one process end, equally for all"),
    ]
    long_replicates: Annotated[
        int, Meta(description="processes a contender on a workload of which not even one round fits the seconds")
    ]
    starts: Annotated[
        int, Meta(description="how often every start is measured, with a cold and with a warm compile cache")
    ] = 0
    long_starts: Annotated[
        int, Meta(description="the same of workloads whose batches differ in shape, each of which may be compiled for")
    ] = 0
    start_workloads: Annotated[tuple[str, ...], Meta(description="the workloads whose starts are measured")] = ()
    seeds: Annotated[int, Meta(description="paired trainings a contender of a workload with an accuracy")] = 1
    budget_minutes: Annotated[
        float, Meta(description="for more processes where intervals are too wide, unless the user says otherwise")
    ] = 0.0
    smoke: Annotated[bool, Meta(description="whether shapes are smaller, so that nothing is a result")] = False
    extras: Annotated[
        bool, Meta(description="whether all questions are answered without being asked for, not only the main ones")
    ] = False

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


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a user chose for a run."""

    device: Annotated[Literal["cpu", "gpu"], Meta(description="where every contender computes")] = "cpu"
    threads: Annotated[int, Meta(ge=1, description="threads that each contender is given")] = 1
    effort: Annotated[Effort, Meta(description="how much is measured")] = EFFORTS["fast"]
    corpus: Annotated[Literal["auto", "newsgroups", "synthetic"], Meta(description="where posts come from")] = "auto"
    seed: Annotated[int, Meta(ge=0, description="of the initial weights and of generated data")] = 0
    time_limit_seconds: Annotated[
        float, Meta(gt=0, description="a worker that takes longer to answer a call is stopped")
    ] = 300.0
    baseline: Annotated[str, Meta(description="the contender that all others are held against")] = BASELINE
    band: Annotated[float, Meta(ge=0, description="share within which two times are called the same")] = BAND
    budget_minutes: Annotated[
        float | None, Meta(description="for more processes where intervals are too wide; None for the effort's own")
    ] = None

    @property
    def budget_seconds(self) -> float:
        """Seconds for more processes where intervals are too wide."""
        minutes = self.effort.budget_minutes if self.budget_minutes is None else self.budget_minutes
        return 60 * minutes
