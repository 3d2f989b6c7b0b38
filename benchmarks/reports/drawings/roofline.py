"""Steps under the machine's measured ceilings: operations a second over operations a byte, a column a workload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis
from benchmarks.stats.roofline import Ceilings, Placement


@dataclass(frozen=True, kw_only=True)
class PlacedStep:
    """A contender's step: the rate that it reaches, and the share of the ceiling."""

    contender: str
    flop_per_second: float
    ceiling_share: float
    below_half: bool

    @property
    def text(self) -> str:
        """Rate and share in words."""
        return f"{rounding.rate(self.flop_per_second)}, {rounding.percent(self.ceiling_share)}"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A workload's steps.

    Attributes:
        workload: its name.
        intensity: operations a byte moved.
        allowed: operations a second at which a step would take the least time that the ceilings allow its kernels,
            one after the other, which is less than the roof.
        steps: of all timed contenders.
    """

    workload: str
    intensity: float
    allowed: float
    steps: list[PlacedStep]


@dataclass(frozen=True, kw_only=True)
class Roofline:
    """The measured ceilings, and columns of steps below them."""

    intensity: Axis
    rate: Axis
    ceilings: Ceilings
    columns: list[Column]

    @property
    def ridge(self) -> float:
        """The intensity from which on operations bind and bytes no longer do."""
        return self.ceilings.flop_per_second / self.ceilings.bytes_per_second

    @property
    def roof(self) -> list[tuple[float, float]]:
        """The corners of the roof, from left to right: intensity and operations a second."""
        left, peak = self.intensity.low, self.ceilings.flop_per_second
        return [(left, left * self.ceilings.bytes_per_second), (self.ridge, peak), (self.intensity.high, peak)]


def roofline(workloads: Sequence[WorkloadAnalysis], *, room: float) -> Roofline | None:
    """Return the roofline of workloads of one run; None where ceilings or the work of all steps are unknown.

    Args:
        workloads: a column each; those that weren't timed are left out.
        room: the axis across ends at so many times the largest intensity.
    """
    columns = [column for workload in workloads if (column := _column(workload))]
    ceilings = workloads[0].run.ceilings if workloads else None
    if ceilings is None or not columns:
        return None
    ridge = ceilings.flop_per_second / ceilings.bytes_per_second
    intensities = [ridge, *(column.intensity for column in columns)]
    left, right = min(intensities) / 4, max(intensities) * room
    slowest = min(step.flop_per_second for column in columns for step in column.steps)
    low, high = min(slowest, left * ceilings.bytes_per_second) / 1.6, 1.9 * ceilings.flop_per_second
    return Roofline(
        intensity=axes.logarithmic(
            left, right, label="operations a byte moved", text=partial(rounding.large, unit="FLOP/B")
        ),
        rate=axes.logarithmic(low, high, label="operations a second", text=rounding.rate),
        ceilings=ceilings,
        columns=columns,
    )


def _column(workload: WorkloadAnalysis) -> Column | None:
    work = workload.work if workload.times.blocks else None
    steps = [_step(row.contender, row.placement) for row in workload.resources if row.placement] if work else []
    if work is None or not steps:
        return None
    return Column(
        workload=workload.name,
        intensity=work.flop / work.moved_bytes,
        allowed=steps[0].flop_per_second / steps[0].ceiling_share,
        steps=steps,
    )


def _step(contender: str, placement: Placement) -> PlacedStep:
    return PlacedStep(
        contender=contender,
        flop_per_second=placement.flop_per_second,
        ceiling_share=placement.ceiling_share,
        below_half=placement.below_half,
    )
