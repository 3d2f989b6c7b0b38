"""How test accuracy grows with the epochs: a curve per contender and seed, on equal axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis
from benchmarks.stats.accuracy import TARGET

#: Free space beyond the values at either end of both axes, as a share of their range.
MARGIN = 0.05


@dataclass(frozen=True, kw_only=True)
class LearningCurve:
    """A contender's test accuracies: a row a seed, a column an epoch."""

    contender: str
    accuracies: NDArray[np.float64]

    @property
    def epochs(self) -> NDArray[np.int_]:
        """The numbers of the epochs, from 1."""
        return np.arange(1, self.accuracies.shape[1] + 1)

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean over seeds after each epoch."""
        return np.asarray(self.accuracies.mean(axis=0))

    @property
    def end(self) -> str:
        """The mean at the end."""
        return rounding.accuracy(float(self.mean[-1]))

    @property
    def text(self) -> str:
        """The mean at the end, the lowest and the highest, and of how many seeds."""
        last, seeds = self.accuracies[:, -1], len(self.accuracies)
        spread = rounding.spread(float(last.mean()), float(last.min()), float(last.max()), seeds=seeds)
        return f"{spread} at the end, {seeds} seed{'s' * (seeds > 1)}"


@dataclass(frozen=True, kw_only=True)
class Learning:
    """Learning curves of all contenders that were scored every epoch, and the baseline's (None where it wasn't)."""

    epochs: Axis
    accuracy: Axis
    curves: list[LearningCurve]
    baseline: LearningCurve | None
    target: float

    @property
    def seeds(self) -> int:
        """Of how many seeds most curves are."""
        return max(len(curve.accuracies) for curve in self.curves)


def learning(workload: WorkloadAnalysis) -> Learning | None:
    """Return the learning curves; None where no training was scored every epoch."""
    curves = [
        LearningCurve(contender=name, accuracies=accuracies) for name, accuracies in workload.accuracies.curves.items()
    ]
    if not curves:
        return None
    last = max(curve.accuracies.shape[1] for curve in curves)
    low = min(TARGET, *(float(curve.accuracies.min()) for curve in curves))
    high = max(TARGET, *(float(curve.accuracies.max()) for curve in curves))
    return Learning(
        epochs=_axis(1, last, label="epochs", text=rounding.steps, most=5, least_step=1),
        accuracy=_axis(low, high, label="test accuracy", text=rounding.brief_share, most=5),
        curves=curves,
        baseline=next((curve for curve in curves if curve.contender == workload.baseline), None),
        target=TARGET,
    )


def _axis(
    low: float, high: float, *, label: str, text: Callable[[float], str], most: int, least_step: float = 0
) -> Axis:
    margin = MARGIN * (high - low)
    return axes.straight(low - margin, high + margin, label=label, text=text, most=most, least_step=least_step)
