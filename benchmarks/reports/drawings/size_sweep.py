"""Steps of the size sweep over their work, with each contender's fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.sweep import SizeTime
from benchmarks.plan import sizes
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis
from benchmarks.stats.scaling import Scaling, Size

#: Points of a fitted line.
FINENESS = 200


@dataclass(frozen=True, kw_only=True)
class SizePoint:
    """A step of one size: its work and its time, and both in words."""

    flop: float
    seconds: float
    text: str


@dataclass(frozen=True, kw_only=True)
class SizeLine:
    """A contender's steps.

    Attributes:
        contender, framework: who.
        points: of all sizes.
        fit: operations and seconds along the sizes that differ in their rows alone, where the fit is one line;
            empty without a fit.
        overhead: what a step costs however small it is, in words; empty without a fit.
    """

    contender: str
    framework: str
    points: list[SizePoint]
    fit: list[tuple[float, float]]
    overhead: str


@dataclass(frozen=True, kw_only=True)
class SizeSweep:
    """Steps of all contenders over their work."""

    work: Axis
    seconds: Axis
    lines: list[SizeLine]


def size_sweep(analysis: Analysis) -> SizeSweep | None:
    """Return the steps of the sweep; None where none was measured."""
    steps = analysis.sweep.steps
    if not steps:
        return None
    flop, seconds = [step.flop for step in steps], [step.step_seconds for step in steps]
    return SizeSweep(
        work=axes.logarithmic(
            min(flop) / 1.5, max(flop) * 1.5, label="work of a step", text=rounding.operations, most=6
        ),
        seconds=axes.logarithmic(
            min(seconds) / 1.5, max(seconds) * 1.5, label="time of a step", text=rounding.seconds, most=10
        ),
        lines=[
            _line(analysis, name, [step for step in steps if step.contender == name])
            for name in dict.fromkeys(step.contender for step in steps)
        ],
    )


def _line(analysis: Analysis, contender: str, steps: Sequence[SizeTime]) -> SizeLine:
    fitted = analysis.sweep.fits.get(contender)
    scaling = fitted.scaling if fitted else None
    return SizeLine(
        contender=contender,
        framework=analysis.record.roster[contender].framework,
        points=[SizePoint(flop=step.flop, seconds=step.step_seconds, text=_text(step)) for step in steps],
        fit=_fit([step for step in steps if step.hidden == sizes.HIDDEN], scaling) if scaling else [],
        overhead=f"overhead {rounding.overhead(scaling)}" if scaling else "",
    )


def _text(step: SizeTime) -> str:
    work = rounding.operations(step.flop)
    return f"{step.rows} rows x {step.hidden} hidden, {work}: {rounding.seconds(step.step_seconds)}"


def _fit(steps: Sequence[SizeTime], scaling: Scaling) -> list[tuple[float, float]]:
    """Return a fit along sizes that differ in their rows alone, of which operations and bytes are linear functions."""
    if not steps:
        return []
    ordered = sorted(steps, key=lambda step: step.flop)
    flop = np.geomspace(ordered[0].flop, ordered[-1].flop, FINENESS)
    moved = np.interp(flop, [step.flop for step in ordered], [step.moved_bytes for step in ordered])
    return [(float(x), scaling.seconds(Size(flop=x, moved=y))) for x, y in zip(flop, moved, strict=True)]
