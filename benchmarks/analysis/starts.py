"""What starting costs, and after how many steps a static graph has paid for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.analysis.times import Comparison, Times
from benchmarks.record.schema import Start
from benchmarks.stats.breakeven import BreakEven, break_even
from benchmarks.stats.ratios import difference
from benchmarks.stats.verdicts import Word
from impls.interface import Contender

#: A contender and the state of its compile cache, ``cold`` or ``warm``.
Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class StartTimes:
    """The starts of a contender with one state of its compile cache.

    Attributes:
        contender, cache: who, and the state of its cache.
        number: of starts.
        import_seconds, build_seconds, first_call_seconds: means, as every difference of starts is one of means.
        traces, graph_breaks: by the end of the first start; breaks are None where the framework counts none.
        start_seconds: what each start took until training ran steadily, which is import, build and the first steps,
            less what as many steady steps take.
        begun_seconds: the same without the import.
    """

    contender: str
    cache: str
    number: int
    import_seconds: float
    build_seconds: float
    first_call_seconds: float
    traces: int
    graph_breaks: int | None
    start_seconds: list[float]
    begun_seconds: list[float]


class Starts:
    """All that starts say of a workload."""

    def __init__(self, times: Times) -> None:
        """Take the times of the same workload, whose steady steps starts are held against."""
        self.times = times
        self._comparisons: dict[str, dict[str, Comparison]] = {}
        self._crossings: dict[tuple[Key, str], BreakEven | None] = {}

    @cached_property
    def lines(self) -> dict[Key, list[Start]]:
        """The starts of contenders that were timed, by contender and state of the compile cache."""
        groups: dict[Key, list[Start]] = defaultdict(list)
        for line in self.times.record.of(Start, self.times.workload):
            if line.contender in self.times.blocks:
                groups[line.contender, line.cache].append(line)
        return dict(groups)

    @cached_property
    def rows(self) -> dict[Key, StartTimes]:
        """A row for every contender and state of its compile cache."""
        return {key: self._row(key, lines) for key, lines in self.lines.items()}

    def _row(self, key: Key, lines: list[Start]) -> StartTimes:
        step_seconds = self.times.step_seconds[key[0]]
        begun_seconds = [
            line.build_seconds + sum(line.step_seconds) - len(line.step_seconds) * step_seconds for line in lines
        ]
        return StartTimes(
            contender=key[0],
            cache=key[1],
            number=len(lines),
            import_seconds=_mean([line.import_seconds for line in lines]),
            build_seconds=_mean([line.build_seconds for line in lines]),
            first_call_seconds=_mean([line.step_seconds[0] for line in lines]),
            traces=lines[0].traces,
            graph_breaks=lines[0].graph_breaks,
            start_seconds=[line.import_seconds + begun for line, begun in zip(lines, begun_seconds, strict=True)],
            begun_seconds=begun_seconds,
        )

    def import_seconds(self, contender: str) -> float:
        """Return the mean import of all that import what a contender does: one for all of them.

        Its own would let forms that differ in nothing cross where the scatter of imports says.
        """
        return self._imports[_imported(self.times.record.roster[contender])]

    @cached_property
    def _imports(self) -> dict[tuple[str, str], float]:
        seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
        for (name, _), lines in self.lines.items():
            seconds[_imported(self.times.record.roster[name])] += [line.import_seconds for line in lines]
        return {imported: _mean(each) for imported, each in seconds.items()}

    def break_evens(self, baseline: str) -> dict[tuple[str, str, str], BreakEven]:
        """Return where contenders overtake, by contender, state of its cache, and whom it overtakes.

        Static contenders stand against the dynamic form of their framework, and all against the baseline. Two forms of
        one framework import the same, so between them only what comes after the import counts, and the seconds at the
        crossing have one mean import for both. Where the step's verdict is open, so is the crossing. What identical
        code shows, the noise floor, is the least that a ratio is uncertain by.
        """
        forms = self.times.dynamic_forms
        return {
            (*key, other): crossing
            for key in self.rows
            for other in dict.fromkeys((forms.get(key[0], ""), baseline))
            if (crossing := self._crossing(key, other))
        }

    def _crossing(self, key: Key, other: str) -> BreakEven | None:
        if (key, other) not in self._crossings:
            self._crossings[key, other] = self._crossed(key, other)
        return self._crossings[key, other]

    def _against(self, other: str) -> dict[str, Comparison]:
        if other not in self._comparisons:
            self._comparisons[other] = self.times.against(other)
        return self._comparisons[other]

    def _crossed(self, key: Key, other: str) -> BreakEven | None:
        times, roster = self.times, self.times.record.roster
        if other == key[0] or (other, "cold") not in self.rows:
            return None
        comparison = self._against(other)[key[0]]
        if comparison.ratio is None:
            return None
        row, against = self.rows[key], self.rows.get((other, key[1]), self.rows[other, "cold"])
        if _imported(roster[key[0]]) == _imported(roster[other]):
            longer = difference(row.begun_seconds, against.begun_seconds)
            whole = self.import_seconds(other) + _mean(against.begun_seconds)
        else:
            longer = difference(row.start_seconds, against.start_seconds)
            whole = _mean(against.start_seconds)
        return break_even(
            longer,
            whole,
            comparison.ratio,
            times.step_seconds[other],
            settled=comparison.verdict.word in {Word.FASTER, Word.SLOWER},
            noise_floor=times.noise_floor,
        )


def _mean(seconds: list[float]) -> float:
    return float(np.mean(seconds))


def _imported(contender: Contender) -> tuple[str, str]:
    """Return what a contender imports: a framework in a version."""
    return contender.framework, contender.environment
