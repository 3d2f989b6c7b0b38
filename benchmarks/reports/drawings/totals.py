"""Total time against steps: a straight line per contender, and where lines cross."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.starts import Key, Starts
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis
from benchmarks.stats.breakeven import BreakEven, State

#: Steps that are shown at least and at most, and how many times as far as its last crossing a drawing reaches.
FEWEST, MOST, BEYOND = 1e3, 1e8, 10
#: From process start on, powers of ten of the last step at least and at most, and how far it is beyond a crossing.
LEAST_POWER, MOST_POWER, FARTHER = 4, 7, 3
#: Contender, state of its compile cache, and whom it overtakes.
Pair = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class TotalLine:
    """A contender's seconds over steps; ``crossing`` is where it crosses its dynamic form (None for that form)."""

    contender: str
    cache: str
    start_seconds: float
    step_seconds: float
    crossing: BreakEven | None = None

    def seconds(self, steps: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the seconds after so many steps; NaN where the line, whose start is an estimate, isn't positive."""
        total = np.asarray(self.start_seconds + self.step_seconds * steps)
        return np.where(total > 0, total, np.nan)

    @property
    def warm(self) -> bool:
        """Whether it started from a warm compile cache."""
        return self.cache == "warm"

    @property
    def text(self) -> str:
        """The contender, and when it overtakes its dynamic form, on a line of its own."""
        if self.crossing is None:
            return self.contender
        return f"{self.contender}{', warm' if self.warm else ''}\n{rounding.overtakes(self.crossing)}"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A framework's dynamic form, which comes first, and its static ones, from the import on."""

    steps: Axis
    seconds: Axis
    lines: list[TotalLine]


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Where a static form crosses the dynamic form of its framework: steps, their limits, seconds, and its words."""

    contender: str
    steps: float
    limits: tuple[float, float] | None
    seconds: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Totals:
    """All contenders from process start on, where static forms cross dynamic ones, and where any two cross."""

    steps: Axis
    seconds: Axis
    lines: list[TotalLine]
    crossings: list[Crossing]
    pairs: dict[Pair, BreakEven]


def panels(workload: WorkloadAnalysis) -> list[Panel]:
    """Return a panel for each framework that started both a dynamic and a static form.

    Seconds count from the import on, which two forms of one framework share.
    """
    times, starts = workload.times, workload.starts
    break_evens = starts.break_evens(workload.baseline)
    lines: dict[str, list[TotalLine]] = {}
    for name, cache in starts.rows:
        form = times.dynamic_forms.get(name, "")
        crossing = break_evens.get((name, cache, form))
        if crossing is None:
            continue
        dynamic = TotalLine(
            contender=form,
            cache="cold",
            start_seconds=_begun(starts, (form, "cold")),
            step_seconds=times.step_seconds[form],
        )
        static = TotalLine(
            contender=name,
            cache=cache,
            start_seconds=_begun(starts, (name, cache)),
            step_seconds=times.step_seconds[name],
            crossing=crossing,
        )
        lines.setdefault(form, [dynamic]).append(static)
    return [_panel(forms) for forms in lines.values()]


def _begun(starts: Starts, key: Key) -> float:
    return float(np.mean(starts.rows[key].begun_seconds))


def _panel(lines: list[TotalLine]) -> Panel:
    last = _last([line.crossing for line in lines if line.crossing])
    return Panel(steps=_steps_axis(last), seconds=_seconds_axis(lines, last), lines=lines)


def _last(crossings: Sequence[BreakEven]) -> float:
    """Return up to how many steps a drawing shows."""
    limits = [
        value
        for crossing in crossings
        for value in (crossing.steps.low, crossing.steps.estimate, crossing.steps.high)
        if math.isfinite(value)
    ]
    return min(MOST, max(FEWEST, BEYOND * max(limits, default=0)))


def _last_power(crossings: Iterable[BreakEven]) -> float:
    finite = [crossing.steps.estimate for crossing in crossings if 0 < crossing.steps.estimate < math.inf]
    power = math.ceil(math.log10(FARTHER * max(finite, default=1)))
    return 10.0 ** min(MOST_POWER, max(LEAST_POWER, power))


def _steps_axis(last: float, *, label: str = "steps") -> Axis:
    return axes.logarithmic(1, last, label=label, text=rounding.steps, most=5)


def _seconds_axis(lines: Sequence[TotalLine], last: float, *, label: str = "total time") -> Axis:
    seconds = np.concatenate([line.seconds(np.geomspace(1, last, 300)) for line in lines])
    low, high = float(np.nanmin(seconds)) / 1.4, float(np.nanmax(seconds)) * 1.4
    return axes.logarithmic(low, high, label=label, text=rounding.seconds)


def from_process_start(workload: WorkloadAnalysis) -> Totals | None:
    """Return every contender's seconds from process start on; None where starts weren't measured."""
    lines = [line for line in _from_process_start(workload) if line.start_seconds + line.step_seconds > 0]
    if not lines:
        return None
    pairs: dict[Pair, BreakEven] = {}
    for name in dict.fromkeys(line.contender for line in lines):
        pairs |= workload.starts.break_evens(name)
    forms = workload.times.dynamic_forms
    own = {pair: crossing for pair, crossing in pairs.items() if forms.get(pair[0]) == pair[2]}
    last = _last_power(pairs.values())
    return Totals(
        steps=_steps_axis(last, label="steps of training"),
        seconds=_seconds_axis(lines, last, label="seconds from process start"),
        lines=lines,
        crossings=[_crossing(pair, crossing) for pair, crossing in own.items() if _is_drawn(crossing, last)],
        pairs=pairs,
    )


def _from_process_start(workload: WorkloadAnalysis) -> list[TotalLine]:
    """Return a line for each contender and state of its cache.

    All starts of a framework import the same, so that each has the framework's mean import.
    """
    starts = workload.starts
    return [
        TotalLine(
            contender=name,
            cache=cache,
            start_seconds=_begun(starts, (name, cache)) + starts.import_seconds(name),
            step_seconds=workload.times.step_seconds[name],
        )
        for name, cache in starts.rows
    ]


def _is_drawn(crossing: BreakEven, last: float) -> bool:
    return crossing.state in {State.PAYS, State.LOSES} and 1 <= crossing.steps.estimate <= last


def _crossing(pair: Pair, crossing: BreakEven) -> Crossing:
    name, cache, other = pair
    steps = crossing.steps
    limits = None if math.isnan(steps.low + steps.high) else (steps.low, steps.high)
    who = f"{name}, warm cache," if cache == "warm" else name
    return Crossing(
        contender=name,
        steps=steps.estimate,
        limits=limits,
        seconds=crossing.seconds,
        text=f"{who} crosses {other} at {rounding.steps_crossed(crossing)}",
    )
