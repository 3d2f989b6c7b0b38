"""The times of one workload: a row a contender, and every contender against any other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np

from benchmarks.analysis.blocks import TimedBlocks, or_nan
from benchmarks.analysis.cards import MISSING, objections
from benchmarks.analysis.machines import crowding
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Build, Card, Failure, Parity, Preparation, Training
from benchmarks.stats.noise import THREAD_LEAK
from benchmarks.stats.ratios import CONFIDENCE, Ratio
from benchmarks.stats.verdicts import Verdict, is_too_wide, judge, resolution
from impls.contenders import CONTROL


@dataclass(frozen=True, kw_only=True)
class StepTimes:
    """A contender's row of times; NaN for what wasn't measured.

    Attributes:
        contender, graph: who, and whether its graph is dynamic or static; empty where a framework has no form.
        reason: why there is no time, else empty.
        step_seconds, block_seconds: the contender's level, which its ratios to others rest on as well: the geometric
            mean over processes of the median over rounds, by the clock that results rest on.
        wall_step_seconds: the same step by the wall clock.
        step_low_seconds, step_high_seconds, step_least_seconds: quartiles of a step, and that of the fastest block.
        first_call_seconds, feed_seconds: of the first process; feeding is cutting and placing a block's batches.
        processes, rounds, steps: fresh processes, timed blocks in all, and steps of a block.
        accuracy, accuracy_low, accuracy_high: the mean over seeds, the lowest and the highest, as shares.
        seeds: how many were trained.
        loss_error, weight_error: what the parity gate found.
        loss_doubt: what float32 can't tell of a loss, as a share of it, which the gate allows on top of the error.
    """

    contender: str
    graph: str
    reason: str = ""
    step_seconds: float = nan
    wall_step_seconds: float = nan
    step_low_seconds: float = nan
    step_high_seconds: float = nan
    step_least_seconds: float = nan
    block_seconds: float = nan
    first_call_seconds: float = nan
    feed_seconds: float = nan
    processes: int = 0
    rounds: int = 0
    steps: int = 0
    accuracy: float = nan
    accuracy_low: float = nan
    accuracy_high: float = nan
    seeds: int = 0
    loss_error: float = nan
    weight_error: float = nan
    loss_doubt: float = nan


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One contender against a baseline; ``flags`` are those of its own times."""

    contender: str
    baseline: str
    ratio: Ratio | None
    verdict: Verdict
    flags: tuple[str, ...]


class Times(TimedBlocks):
    """All that timed blocks say of a workload: a row a contender, and each against any other."""

    def __init__(self, record: Record, workload: str, *, band: float) -> None:
        """Take the record; ``band`` is the share within which times are called the same."""
        super().__init__(record, workload)
        self.band = band
        self._comparisons: dict[str, dict[str, Comparison]] = {}
        self._ratios_by_baseline: dict[str, dict[str, Ratio | None]] = {}

    @cached_property
    def timed_rows(self) -> list[StepTimes]:
        """The rows that have times."""
        return [row for row in self.rows if not row.reason]

    @cached_property
    def timed(self) -> list[str]:
        """The contenders that have times, without the control's repeat, in the order of the roster."""
        return [row.contender for row in self.timed_rows]

    @cached_property
    def forms(self) -> dict[str, float]:
        """The seconds a step of every timed form; NumPy, what raced again, who has more and other versions are none."""
        roster = self.record.roster
        return {
            name: seconds
            for name, seconds in self.step_seconds.items()
            if name != self.repeat
            and roster[name].framework != CONTROL
            and not roster[name].has_more
            and not roster[name].environment
        }

    @cached_property
    def dynamic_forms(self) -> dict[str, str]:
        """The dynamic form of its framework that each static contender stands against."""
        return dynamic_forms(self.record)

    @cached_property
    def rows(self) -> list[StepTimes]:
        """A row for every contender that was to race, in the order of the roster."""
        raced = {name for kind in (Build, Failure, Block, Training) for name in self._lines(kind)}
        return [self._row(name) for name in self.record.roster if name in raced]

    def _row(self, name: str) -> StepTimes:
        declared = self.record.roster[name]
        # A framework as a whole, without a form of this workload, has no graph either.
        formless = name == declared.framework and self.workload not in declared.workloads
        graph = "" if formless else declared.graph
        failure = self.failures.get(name)
        if failure:
            return StepTimes(contender=name, graph=graph, reason=f"{failure.status}: {failure.reason}")
        if name not in self.blocks:
            return StepTimes(contender=name, graph=graph, reason="not run: the run ended before it")
        seconds = np.array([each for rounds in self.blocks[name].values() for each in rounds.values()])
        low, high = np.quantile(seconds, (0.25, 0.75))
        steps = self.steps[name]
        preparation = self._lines(Preparation)[name][0]
        accuracies = [line.accuracies[-1] for line in self._lines(Training).get(name, ())]
        parities = self._lines(Parity).get(name)
        return StepTimes(
            contender=name,
            graph=graph,
            step_seconds=self.step_seconds[name],
            wall_step_seconds=self._wall_levels.seconds(name) / steps,
            step_low_seconds=low / steps,
            step_high_seconds=high / steps,
            step_least_seconds=seconds.min() / steps,
            block_seconds=self.block_seconds[name],
            first_call_seconds=or_nan(preparation.first_call_seconds),
            feed_seconds=or_nan(preparation.feed_seconds),
            processes=len(self.blocks[name]),
            rounds=len(seconds),
            steps=steps,
            accuracy=float(np.mean(accuracies)) if accuracies else nan,
            accuracy_low=min(accuracies, default=nan),
            accuracy_high=max(accuracies, default=nan),
            seeds=len(accuracies),
            loss_error=or_nan(parities[0].loss_error) if parities else nan,
            weight_error=or_nan(parities[0].weight_error) if parities else nan,
            loss_doubt=or_nan(parities[0].loss_doubt) if parities else nan,
        )

    @cached_property
    def control_ratio(self) -> Ratio | None:
        """The time of the control's repeat over the control's, which is identical code; None where it wasn't timed."""
        if not {self.control, self.repeat} <= self.blocks.keys():
            return None
        return self._ratios(self.control)[self.repeat]

    @cached_property
    def noise_floor(self) -> float:
        """How far apart identical code was, as a share: over all processes, as differences between contenders are."""
        return 0.0 if self.control_ratio is None else self.control_ratio.effect

    def against(self, baseline: str) -> dict[str, Comparison]:
        """Return every other timed contender against a baseline, by name; none if the baseline wasn't timed."""
        if baseline not in self._comparisons:
            ratios = self._ratios(baseline)
            unequal = objections(self.cards, baseline, by_more=self._by_more(baseline))
            self._comparisons[baseline] = {
                name: self._compared(name, baseline, ratio, unequal.get(name, [MISSING]))
                for name, ratio in ratios.items()
                if name != self.repeat
            }
        return self._comparisons[baseline]

    def _compared(self, name: str, baseline: str, ratio: Ratio | None, unequal: list[str]) -> Comparison:
        leaks = [f"{who}: {THREAD_LEAK}" for who in (name, baseline) if THREAD_LEAK in self.flags[who]]
        return Comparison(
            contender=name,
            baseline=baseline,
            ratio=ratio,
            verdict=judge(
                ratio,
                band=self.band,
                noise_floor=self.noise_floor,
                noisy="noisy" in (*self.flags[name], *self.flags[baseline]),
                objections=[*self._crowding, *unequal, *leaks],
            ),
            flags=self.flags[name],
        )

    def _by_more(self, baseline: str) -> set[str]:
        """Return who differs from a contender in threads or processes alone: it with more, or that one's base."""
        roster = self.record.roster
        pairs = {name: declared.base for name, declared in roster.items() if declared.has_more}
        return {name for name, base in pairs.items() if base == baseline} | {pairs.get(baseline, "")}

    @cached_property
    def _crowding(self) -> list[str]:
        """Why the machine forbids any verdict, if it does."""
        return [*filter(None, [crowding(self.record)])]

    @cached_property
    def cards(self) -> dict[str, dict[int, Card]]:
        """The fairness cards, by contender and process."""
        return {name: {line.replicate: line for line in lines} for name, lines in self._lines(Card).items()}

    def too_wide(self, baseline: str) -> bool:
        """Return whether any interval against the baseline, or of another version, is too wide to be called narrow."""
        return any(is_too_wide(ratio, self.band) for ratio in self._asked(baseline))

    def resolution(self, baseline: str) -> float | None:
        """Return the smallest difference from a baseline that gets a verdict in 80 % of cases, as a share.

        None where no comparison has an interval.
        """
        ratios = [ratio for name, ratio in self._ratios(baseline).items() if ratio and name != self.repeat]
        return resolution(ratios, band=self.band, noise_floor=self.noise_floor)

    def _ratios(self, baseline: str) -> dict[str, Ratio | None]:
        """Return every other contender's time over a baseline's; none if the baseline wasn't timed."""
        if baseline not in self._ratios_by_baseline:
            names = [name for name in self.blocks if name != baseline] if baseline in self.blocks else []
            self._ratios_by_baseline[baseline] = {name: self.levels.ratio(name, baseline) for name in names}
        return self._ratios_by_baseline[baseline]

    def widest(self, baseline: str) -> float:
        """Return half the width of the widest of such intervals, on the scale of logarithms."""
        return max((ratio.half_width for ratio in self._asked(baseline) if ratio), default=0.0)

    def _asked(self, baseline: str) -> list[Ratio | None]:
        """Return every ratio that is asked: to the baseline's time, and of other versions to that of this run's."""
        roster = self.record.roster
        bases = {name: roster[name].base for name in self.timed if roster[name].environment}
        versions = [self._ratios(base)[name] for name, base in bases.items() if base in self.blocks]
        return [*self._ratios(baseline).values(), *versions]


def dynamic_forms(record: Record) -> dict[str, str]:
    """Return the dynamic form that each static contender of a roster stands against: its framework's first one."""
    first: dict[str, str] = {}
    for name, declared in record.roster.items():
        if declared.graph == "dynamic":
            first.setdefault(declared.framework, name)
    return {
        name: first[declared.framework]
        for name, declared in record.roster.items()
        if declared.graph == "static" and not declared.environment and declared.framework in first
    }


def expected_misses(count: int) -> float:
    """Return how many of so many 95 % intervals are expected to miss the true ratio."""
    return count * (1 - CONFIDENCE)
