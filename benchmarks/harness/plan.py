"""What is to be measured: the effort, the settings of a run, and its cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.statistics.verdicts import BAND
from impls import workloads
from impls.contenders import contenders
from impls.interface import Contender
from impls.workloads import Initializer, TextTask, Workload


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
        start_workloads: the workloads whose starts are measured.
        seeds: paired trainings per contender of a workload with an accuracy.
        budget_minutes: for more processes where intervals are too wide, unless the user says otherwise.
        smoke: smaller shapes, which are no result.
        grid: whether the initialisation grid is trained without being asked for.
    """

    name: str
    replicates: int
    rounds: int
    fewest: int
    seconds: float
    long_replicates: int
    starts: int = 0
    start_workloads: tuple[str, ...] = ()
    seeds: int = 1
    budget_minutes: float = 0.0
    smoke: bool = False
    grid: bool = False


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
            start_workloads=("two_layer_net",),
        ),
        Effort(
            name="standard",
            replicates=5,
            rounds=15,
            fewest=2,
            seconds=20,
            long_replicates=5,
            starts=3,
            start_workloads=("text_classifier", "two_layer_net"),
            seeds=5,
            grid=True,
        ),
        Effort(
            name="rigorous",
            replicates=10,
            rounds=20,
            fewest=20,
            seconds=0,
            long_replicates=10,
            starts=5,
            start_workloads=tuple(workloads.WORKLOADS),
            seeds=10,
            budget_minutes=60,
            grid=True,
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a user chose for a run."""

    device: Literal["cpu", "gpu"] = "cpu"
    threads: int = 1
    effort: Effort = EFFORTS["fast"]
    corpus: Literal["auto", "newsgroups", "synthetic"] = "auto"
    seed: int = 0
    time_limit: float = 300.0
    baseline: str = "pytorch-eager"
    band: float = BAND
    budget_minutes: float | None = None

    @property
    def budget_seconds(self) -> float:
        """Seconds for more processes where intervals are too wide."""
        minutes = self.effort.budget_minutes if self.budget_minutes is None else self.budget_minutes
        return 60 * minutes


@dataclass(frozen=True, order=True)
class Cell:
    """One contender on one workload: one row of a table."""

    workload: str
    contender: str


#: The two articles' initial weights by two vocabularies; each pair is a workload of its own.
GRID: dict[str, tuple[Initializer, Literal["train_and_test", "train"]]] = {
    "pytorch_weights_article_vocabulary": ("pytorch_default", "train_and_test"),
    "pytorch_weights_train_vocabulary": ("pytorch_default", "train"),
    "normal_weights_article_vocabulary": ("standard_normal", "train_and_test"),
    "normal_weights_train_vocabulary": ("standard_normal", "train"),
}
#: The form that each article shows.
GRID_CONTENDERS = ("pytorch-eager", "tensorflow-session")
GRID_SEEDS = (0, 1, 2)


def workload(name: str, *, smoke: bool) -> Workload:
    """Return a workload, or a pair of the grid as one, on full or smoke shapes."""
    shapes = workloads.SMOKE if smoke else workloads.WORKLOADS
    if name not in GRID:
        return shapes[name]
    initializer, vocabulary = GRID[name]
    text = shapes["text_classifier"]
    assert isinstance(text.task, TextTask)
    return replace(text, name=name, initializer=initializer, task=replace(text.task, vocabulary=vocabulary))


def contenders_of(name: str) -> list[str]:
    """Return the names of a workload's contenders in the order of the tables."""
    if name in GRID:
        return list(GRID_CONTENDERS)
    return [contender.name for contender in contenders().values() if name in contender.workloads]


def all_cells(effort: Effort) -> set[Cell]:
    """Return every cell that a full run of this effort measures."""
    names = [*workloads.WORKLOADS, *(GRID if effort.grid else ())]
    return {Cell(name, contender) for name in names for contender in contenders_of(name)}


def unavailable(contender: Contender, device: str) -> str:
    """Return why a contender can't run on a device, or nothing."""
    return "" if device in contender.devices else contender.elsewhere
