"""Accuracy of full trainings: between contenders, the time until a given one, and by initial weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from benchmarks.plan.questions import GRID
from benchmarks.record.record import Record
from benchmarks.record.schema import Failure, Training
from benchmarks.stats.accuracy import (
    FEWEST_SEEDS,
    TARGET,
    Equivalence,
    TimeToAccuracy,
    equivalence,
    time_to_accuracy,
)


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What the trainings of a contender that trained with several seeds came to.

    Attributes:
        contender: who.
        reached: the time until the target accuracy.
        in_first_epoch: how many seeds reach it in their first epoch.
        mean, lowest, highest: accuracy at the end over the seeds, as shares.
        against_baseline: its accuracies against the baseline's of the same seeds; None for the baseline or without one.
    """

    contender: str
    reached: TimeToAccuracy
    in_first_epoch: int
    mean: float
    lowest: float
    highest: float
    against_baseline: Equivalence | None


class Accuracies:
    """All that trainings say of a workload."""

    def __init__(self, record: Record, workload: str, *, baseline: str) -> None:
        """Take the record and whose accuracies the others are held against."""
        self._record, self._workload, self._baseline = record, workload, baseline

    @cached_property
    def trainings(self) -> dict[str, list[Training]]:
        """The trainings of every contender that didn't fail."""
        failed = {line.contender for line in self._record.of(Failure, self._workload)}
        trainings: dict[str, list[Training]] = defaultdict(list)
        for line in self._record.of(Training, self._workload):
            if line.contender not in failed:
                trainings[line.contender].append(line)
        return dict(trainings)

    @cached_property
    def curves(self) -> dict[str, NDArray[np.float64]]:
        """Test accuracies of every contender that was scored every epoch: a row a seed, a column an epoch.

        Trainings that were scored only at their end are left out.
        """
        curves: dict[str, list[list[float]]] = defaultdict(list)
        for name, lines in self.trainings.items():
            for line in lines:
                if len(line.accuracies) == len(line.epoch_seconds) > 1:
                    curves[name].append(line.accuracies)
        return {name: np.array(accuracies) for name, accuracies in curves.items()}

    @cached_property
    def rows(self) -> list[Trained]:
        """A row for every contender that trained with several seeds; empty where none did."""
        several = {name: lines for name, lines in self.trainings.items() if len(lines) >= FEWEST_SEEDS}
        by_seed = {name: {line.seed: line.accuracies[-1] for line in lines} for name, lines in several.items()}
        return [self._row(name, lines, by_seed) for name, lines in several.items()]

    def _row(self, name: str, lines: Sequence[Training], by_seed: dict[str, dict[int, float]]) -> Trained:
        accuracies, baseline = list(by_seed[name].values()), by_seed.get(self._baseline, {})
        shared = sorted(by_seed[name].keys() & baseline.keys())
        compared = name != self._baseline and bool(shared)
        return Trained(
            contender=name,
            reached=time_to_accuracy([_reached(line, TARGET) for line in lines]),
            in_first_epoch=sum(len(line.epoch_seconds) > 1 and line.accuracies[0] >= TARGET for line in lines),
            mean=sum(accuracies) / len(accuracies),
            lowest=min(accuracies),
            highest=max(accuracies),
            against_baseline=equivalence([by_seed[name][seed] for seed in shared], [baseline[seed] for seed in shared])
            if compared
            else None,
        )


def _reached(line: Training, target: float) -> tuple[float, float] | None:
    """Return the seconds and steps of training after whose epoch the target was first reached."""
    for epoch, (seconds, accuracy) in enumerate(
        zip(accumulate(line.epoch_seconds), line.accuracies, strict=False), start=1
    ):
        if accuracy >= target:
            return seconds, epoch * line.epoch_steps
    return None


@dataclass(frozen=True, kw_only=True)
class GridAccuracy:
    """Test accuracy of a contender from one kind of initial weights, with one vocabulary, over several seeds."""

    weights: str
    vocabulary: str
    contender: str
    mean: float
    lowest: float
    highest: float
    seeds: int
    seconds: float


def by_initial_weights(record: Record) -> list[GridAccuracy]:
    """Return a row for each trained pair of the grid and contender; ``seconds`` is that of the median training.

    A contender that failed has no accuracy, whatever it trained before.
    """
    return [
        _grid_accuracy(weights, vocabulary, name, lines)
        for pair, (weights, vocabulary) in GRID.items()
        for name, lines in record.by_contender(Training, pair).items()
        if not record.of(Failure, pair, name)
    ]


def _grid_accuracy(weights: str, vocabulary: str, contender: str, lines: Sequence[Training]) -> GridAccuracy:
    accuracies = [line.accuracies[-1] for line in lines]
    return GridAccuracy(
        weights=weights,
        vocabulary=vocabulary,
        contender=contender,
        mean=float(np.mean(accuracies)),
        lowest=min(accuracies),
        highest=max(accuracies),
        seeds=len({line.seed for line in lines}),
        seconds=float(np.median([line.training_seconds for line in lines])),
    )
