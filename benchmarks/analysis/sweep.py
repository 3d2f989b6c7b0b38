"""The size sweep: overhead and rate of every contender, and from which size on a static graph no longer pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from benchmarks.analysis.resources import Work
from benchmarks.analysis.times import Times, dynamic_forms
from benchmarks.plan import sizes
from benchmarks.record.record import Record
from benchmarks.record.schema import Block
from benchmarks.stats.scaling import FEWEST, Scaling, Size, crossover, fit, left_out

#: A static graph that saves less than this share of a step no longer matters.
MATTERS = 0.05
#: The size of the tutorial itself.
OWN_SIZE = f"{sizes.NET}_{sizes.ROWS}x{sizes.HIDDEN}"


@dataclass(frozen=True, kw_only=True)
class SizeTime:
    """A contender's step at one size: rows a batch, hidden units, operations and bytes moved, seconds."""

    size: str
    rows: int
    hidden: int
    contender: str
    flop: float
    moved_bytes: float
    step_seconds: float


@dataclass(frozen=True, kw_only=True)
class ScalingOf:
    """A contender's fit.

    Attributes:
        contender: who.
        scaling: overhead, rate and bandwidth.
        missed: by size, the relative error by which the fit to all other sizes predicts it.
        crossover_flop: the work of a step from which on a static graph saves less than 5 % of its dynamic form's; None
            for dynamic graphs, and where it saves more at every size.
    """

    contender: str
    scaling: Scaling
    missed: dict[str, float]
    crossover_flop: float | None

    @property
    def left_out(self) -> float:
        """The largest error of predicting a size from the others."""
        return max(map(abs, self.missed.values()))

    @property
    def left_out_own_size(self) -> float | None:
        """The error at the tutorial's own size; None where it wasn't measured."""
        return self.missed.get(OWN_SIZE)


class Sweep:
    """All that the sweep's lines say."""

    def __init__(self, record: Record, times: Callable[[str], Times], work: Callable[[str], Work]) -> None:
        """Take the record, and where times and work of a size are found."""
        self._record, self._times, self._work = record, times, work

    @cached_property
    def steps(self) -> list[SizeTime]:
        """A row for every size and contender; sizes at which a contender failed are left out."""
        measured = [size for size in sizes.SIZES if self._record.of(Block, size)]
        return [row for size in measured for row in self._steps_at(size)]

    def _steps_at(self, size: str) -> list[SizeTime]:
        rows, hidden = sizes.SIZES[size]
        work = self._work(size)
        return [
            SizeTime(
                size=size,
                rows=rows,
                hidden=hidden,
                contender=row.contender,
                flop=work.flop,
                moved_bytes=work.moved_bytes,
                step_seconds=row.step_seconds,
            )
            for row in self._times(size).rows
            if not row.reason
        ]

    @cached_property
    def fits(self) -> dict[str, ScalingOf]:
        """Every contender's fit, where enough sizes were measured."""
        by_contender: dict[str, list[SizeTime]] = {}
        for step in self.steps:
            by_contender.setdefault(step.contender, []).append(step)
        enough = {name: steps for name, steps in by_contender.items() if len(steps) > FEWEST}
        scalings = {name: fit(_sizes(steps), _seconds(steps)) for name, steps in enough.items()}
        return {name: self._fit(name, steps, scalings) for name, steps in enough.items()}

    def _fit(self, name: str, steps: list[SizeTime], scalings: dict[str, Scaling]) -> ScalingOf:
        missed = left_out(_sizes(steps), _seconds(steps))
        form = dynamic_forms(self._record).get(name)
        crossed = crossover(scalings[form], scalings[name], _sizes(steps), share=MATTERS) if form in scalings else None
        return ScalingOf(
            contender=name,
            scaling=scalings[name],
            missed=dict(zip((step.size for step in steps), missed, strict=True)),
            crossover_flop=crossed.flop if crossed else None,
        )


def _sizes(steps: Iterable[SizeTime]) -> list[Size]:
    return [Size(flop=step.flop, moved=step.moved_bytes) for step in steps]


def _seconds(steps: Iterable[SizeTime]) -> list[float]:
    return [step.step_seconds for step in steps]
