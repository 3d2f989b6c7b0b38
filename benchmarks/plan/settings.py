"""What is to be measured: the effort, the settings of a run, and its cells."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from benchmarks.stats.allocation import rounds_in_time
from benchmarks.stats.verdicts import BAND
from impls import workloads
from impls.contenders import CONTROL, challengers, framework


class Effort(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is measured."""

    name: Annotated[str, Meta(description="what it is called")]
    resolves: Annotated[
        str, Meta(description="which differences it is made to settle on a quiet machine, in words")
    ] = ""
    replicates: Annotated[int, Meta(description="fresh processes a contender at least, the unit of statistics")]
    rounds: Annotated[int, Meta(description="timed blocks a process, at most")]
    fewest: Annotated[int, Meta(description="timed blocks a process, at least")]
    seconds: Annotated[
        float,
        Meta(description="a workload's rounds in one process take no longer than about this, equally for all"),
    ]
    long_replicates: Annotated[
        int | None, Meta(description="of older runs: processes where not even one round fitted the seconds")
    ] = None
    starts: Annotated[
        int, Meta(description="how often every start is measured, with a cold and with a warm compile cache")
    ] = 0
    long_starts: Annotated[
        int, Meta(description="the same of workloads whose batches differ in shape, each of which may be compiled for")
    ] = 0
    start_workloads: Annotated[tuple[str, ...], Meta(description="the workloads whose starts are measured")] = ()
    plain_starts: Annotated[
        bool, Meta(description="whether only the frameworks' plain forms and the control are started for that")
    ] = False
    seeds: Annotated[int, Meta(description="paired trainings a contender of a workload with an accuracy")] = 1
    budget_minutes: Annotated[
        float,
        Meta(
            description="of the whole run, unless the user says otherwise: what is left of them goes to more processes "
            "where intervals are too wide; in runs of before 26 November 2026, minutes for those processes alone"
        ),
    ] = 0.0
    smoke: Annotated[bool, Meta(description="whether shapes are smaller, so that nothing is a result")] = False
    extras: Annotated[
        bool, Meta(description="whether all questions are answered without being asked for, not only the main ones")
    ] = False

    @property
    def times_loaders(self) -> bool:
        """Whether it is measured what handing out batches costs: no part of a step, and no part of a short run."""
        return self.extras or self.smoke

    def starts_of(self, workload: str) -> int:
        """Return how often the starts of a workload are measured."""
        if workload not in self.start_workloads:
            return 0
        return self.long_starts if workloads.WORKLOADS[workload].varies else self.starts

    def rounds_within(self, round_seconds: float) -> int:
        """Return how many rounds a process takes at most, given a round's seconds."""
        return rounds_in_time(self.seconds, round_seconds=round_seconds, fewest=self.fewest, most=self.rounds)


EFFORTS = {
    effort.name: effort
    for effort in (
        Effort(name="smoke", resolves="nothing", replicates=1, rounds=3, fewest=2, seconds=3, smoke=True),
        Effort(
            name="fast",
            resolves="+10 % nine times in ten, +25 % nearly always",
            replicates=5,
            rounds=30,
            # Where processes take long to prepare, rounds have to give way, or a slow machine misses the minutes.
            fewest=2,
            seconds=13,
            starts=1,
            long_starts=1,
            start_workloads=("two_layer_net", "sequence_classifier"),
            plain_starts=True,
            # One seed would say nothing of a difference, and the gate has proven that all take the same steps.
            seeds=0,
            budget_minutes=8,
        ),
        Effort(
            name="standard",
            resolves="+5 % four times in five, +10 % nearly always",
            replicates=8,
            rounds=60,
            fewest=4,
            seconds=30,
            starts=3,
            long_starts=1,
            start_workloads=("text_classifier", "two_layer_net", "sequence_classifier"),
            seeds=5,
            extras=True,
        ),
        Effort(
            name="rigorous",
            resolves="+5 % nearly always",
            replicates=15,
            rounds=100,
            fewest=10,
            seconds=60,
            starts=5,
            long_starts=3,
            start_workloads=tuple(workloads.WORKLOADS),
            seeds=10,
            budget_minutes=360,
            extras=True,
        ),
    )
}


#: The plain form of the first framework, unless the user says otherwise; the control's where there is no other.
BASELINE = next((declared.plain for declared in challengers().values()), framework(CONTROL).plain)


#: Where a run waits for its peers unless the user names an interface that others reach.
ADDRESS = "127.0.0.1:29400"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a user chose for a run."""

    device: Annotated[Literal["cpu", "gpu"], Meta(description="where every contender computes")] = "cpu"
    threads: Annotated[int, Meta(ge=1, description="threads that each contender is given")] = 1
    peers: Annotated[int, Meta(ge=0, description="other machines, which some contenders' processes are on")] = 0
    address: Annotated[str, Meta(description="where this machine waits for them, HOST:PORT")] = ADDRESS
    effort: Annotated[Effort, Meta(description="how much is measured")] = EFFORTS["fast"]
    corpus: Annotated[Literal["auto", "newsgroups", "synthetic"], Meta(description="where posts come from")] = "auto"
    seed: Annotated[int, Meta(ge=0, description="of the initial weights and of generated data")] = 0
    time_limit_seconds: Annotated[
        float, Meta(gt=0, description="a worker that takes longer to answer a call is stopped")
    ] = 300.0
    baseline: Annotated[str, Meta(description="the contender that all others are held against")] = BASELINE
    band: Annotated[float, Meta(ge=0, description="share within which two times are called the same")] = BAND
    budget_minutes: Annotated[
        float | None, Meta(description="of the whole run, see the effort's; None for the effort's own")
    ] = None

    def budget_seconds(self, share: float = 1.0) -> float:
        """Return the seconds that a run may take in all; 0 for what its effort measures, and no more.

        Args:
            share: of the cells that the effort measures: a run of fewer gets as much less, unless the user said how
                long.
        """
        return 60 * (share * self.effort.budget_minutes if self.budget_minutes is None else self.budget_minutes)
