"""The times of one workload: blocks, steps, flags and noise, and every contender against any other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np

from benchmarks.analysis.cards import disagreements
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Build, Card, Control, Data, Failure, Gpu, Parity, Preparation, Training
from benchmarks.stats import noise
from benchmarks.stats.ratios import CONFIDENCE, Blocks, Ratio, paired_ratio
from benchmarks.stats.verdicts import Verdict, is_too_wide, judge


@dataclass(frozen=True, kw_only=True)
class StepTimes:
    """A contender's row of times; NaN for what wasn't measured.

    Attributes:
        contender, graph: who, and whether its graph is dynamic or static.
        reason: why there is no time, else empty.
        step_seconds, block_seconds: medians over all rounds of all processes.
        step_low_seconds, step_high_seconds, step_least_seconds: quartiles of a step, and that of the fastest block.
        first_call_seconds, feed_seconds: of the first process; feeding is cutting and placing a block's batches.
        processes, rounds, steps: fresh processes, timed blocks in all, and steps of a block.
        accuracy: of the first seed, as a share.
        loss_error, weight_error: what the parity gate found.
    """

    contender: str
    graph: str
    reason: str = ""
    step_seconds: float = nan
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
    loss_error: float = nan
    weight_error: float = nan

    @property
    def timed(self) -> bool:
        """Whether there is a time."""
        return not self.reason


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One contender against a baseline; ``flags`` are those of its own times."""

    contender: str
    baseline: str
    ratio: Ratio | None
    verdict: Verdict
    flags: tuple[str, ...]


class Times:
    """All that timed blocks say of a workload; everything is computed once, when it is first asked for."""

    def __init__(self, record: Record, workload: str, *, band: float) -> None:
        """Take the record; ``band`` is the share within which times are called the same."""
        self.record, self.workload, self.band = record, workload, band
        self._comparisons: dict[str, dict[str, Comparison]] = {}

    @cached_property
    def data(self) -> Data:
        """What is trained on."""
        return self.record.of(Data, self.workload)[0]

    @cached_property
    def failures(self) -> dict[str, Failure]:
        """The first failure of every contender that has one."""
        return {line.contender: line for line in reversed(self.record.of(Failure, self.workload))}

    @cached_property
    def blocks(self) -> dict[str, Blocks]:
        """The seconds of every timed block, by contender, process and round, the control's repeat among them.

        A contender that failed has none: what it did before doesn't count.
        """
        blocks: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        for line in self.record.of(Block, self.workload):
            blocks[line.contender][line.replicate][line.round] = line.block_seconds
        return {name: rounds for name, rounds in blocks.items() if name not in self.failures}

    @cached_property
    def _control(self) -> Control | None:
        return self.record.first(Control, self.workload)

    @property
    def control(self) -> str:
        """The contender that raced twice; empty where none did."""
        return self._control.control if self._control else ""

    @property
    def repeat(self) -> str:
        """The name of its second entry; empty where there is none."""
        return self._control.repeat if self._control else ""

    @cached_property
    def steps(self) -> dict[str, int]:
        """The training steps of a block, by contender."""
        return {line.contender: line.steps for line in self.record.of(Build, self.workload)}

    @cached_property
    def step_seconds(self) -> dict[str, float]:
        """Every timed contender's seconds a step, the repeat's among them: its median block over the block's steps."""
        return {
            name: float(np.median([seconds for rounds in blocks.values() for seconds in rounds.values()]))
            / self.steps[name]
            for name, blocks in self.blocks.items()
        }

    @cached_property
    def timed(self) -> list[str]:
        """The contenders that have times, without the control's repeat, in the order of the roster."""
        return [row.contender for row in self.rows if row.timed]

    @cached_property
    def rows(self) -> list[StepTimes]:
        """A row for every contender that was to race, in the order of the roster."""
        raced = {
            line.contender for kind in (Build, Failure, Block, Training) for line in self.record.of(kind, self.workload)
        }
        return [self._row(name) for name in self.record.roster if name in raced]

    def _row(self, name: str) -> StepTimes:
        graph = self.record.roster[name].graph
        failure = self.failures.get(name)
        if failure:
            return StepTimes(contender=name, graph=graph, reason=f"{failure.status}: {failure.reason}")
        if name not in self.blocks:
            return StepTimes(contender=name, graph=graph, reason="not run: the run ended before it")
        seconds = np.array([block.block_seconds for block in self.record.of(Block, self.workload, name)])
        low, middle, high = np.quantile(seconds, (0.25, 0.5, 0.75))
        steps = self.steps[name]
        preparation = self.record.of(Preparation, self.workload, name)[0]
        training = self.record.first(Training, self.workload, name)
        parity = self.record.first(Parity, self.workload, name)
        return StepTimes(
            contender=name,
            graph=graph,
            step_seconds=middle / steps,
            step_low_seconds=low / steps,
            step_high_seconds=high / steps,
            step_least_seconds=seconds.min() / steps,
            block_seconds=middle,
            first_call_seconds=_or_nan(preparation.first_call_seconds),
            feed_seconds=_or_nan(preparation.feed_seconds),
            processes=len(self.blocks[name]),
            rounds=len(seconds),
            steps=steps,
            accuracy=training.accuracy if training else nan,
            loss_error=_or_nan(parity.loss_error) if parity else nan,
            weight_error=_or_nan(parity.weight_error) if parity else nan,
        )

    @cached_property
    def control_ratio(self) -> Ratio | None:
        """The time of the control's repeat over the control's, which is identical code; None where it wasn't timed."""
        if not {self.control, self.repeat} <= self.blocks.keys():
            return None
        return paired_ratio(self.blocks[self.repeat], self.blocks[self.control])

    @cached_property
    def noise_floor(self) -> float:
        """How far apart identical code was at most in any process, as a share."""
        return 0.0 if self.control_ratio is None else self.control_ratio.largest

    @cached_property
    def _columns(self) -> dict[str, list[noise.Columns]]:
        """What was noted beside each contender's blocks, one mapping of columns a process; NaN where unknown."""
        return {
            name: self._columns_of(name)
            for name in dict.fromkeys(line.contender for line in self.record.of(Block, self.workload))
        }

    def _columns_of(self, contender: str) -> list[noise.Columns]:
        processes: dict[int, list[Block]] = defaultdict(list)
        for line in self.record.of(Block, self.workload, contender):
            processes[line.replicate].append(line)
        return [
            {name: np.array([_or_nan(getattr(block, name)) for block in blocks], float) for name in noise.COLUMNS}
            for _, blocks in sorted(processes.items())
        ]

    @cached_property
    def flags(self) -> dict[str, tuple[str, ...]]:
        """The flags of each timed contender's times, and whether the GPU was throttled meanwhile."""
        settings = self.record.environment.settings
        throttled = any(line.throttled for line in self.record.of(Gpu, self.workload))
        return {
            name: (
                *noise.flags(
                    self._columns[name], cores=self._cores, threads=settings.threads, waits=settings.device != "cpu"
                ),
                *(("throttled",) if throttled else ()),
            )
            for name in self.blocks
        }

    @property
    def _cores(self) -> int:
        return self.record.environment.machine.logical_cores or 1

    @cached_property
    def machine_noise(self) -> noise.Noise | None:
        """The shares of the machine that others had while blocks were timed; None if none was."""
        columns = [process for processes in self._columns.values() for process in processes]
        return noise.noise(columns, cores=self._cores) if columns else None

    def against(self, baseline: str) -> dict[str, Comparison]:
        """Return every other timed contender against a baseline, by name; none if the baseline wasn't timed."""
        if baseline not in self._comparisons:
            others = [name for name in self.blocks if name not in (baseline, self.repeat)]
            timed = baseline in self.blocks
            self._comparisons[baseline] = {name: self._compared(name, baseline) for name in others if timed}
        return self._comparisons[baseline]

    def _compared(self, name: str, baseline: str) -> Comparison:
        ratio = paired_ratio(self.blocks[name], self.blocks[baseline])
        leaks = [f"{who}: thread leak" for who in (name, baseline) if "thread leak" in self.flags[who]]
        return Comparison(
            contender=name,
            baseline=baseline,
            ratio=ratio,
            verdict=judge(
                ratio,
                band=self.band,
                noise_floor=self.noise_floor,
                noisy="noisy" in (*self.flags[name], *self.flags[baseline]),
                objections=[*self._card_objections(name, baseline), *leaks],
            ),
            flags=self.flags[name],
        )

    @cached_property
    def cards(self) -> dict[str, dict[int, Card]]:
        """The fairness cards, by contender and process."""
        cards: dict[str, dict[int, Card]] = defaultdict(dict)
        for line in self.record.of(Card, self.workload):
            cards[line.contender][line.replicate] = line
        return dict(cards)

    def _card_objections(self, contender: str, baseline: str) -> list[str]:
        """Return in what the cards of two contenders differ where they must agree, in any process."""
        own, other = self.cards.get(contender, {}), self.cards.get(baseline, {})
        shared = own.keys() & other.keys()
        if not shared:
            return ["a fairness card is missing: the run ended before it was filled in"]
        return [reason for process in sorted(shared) for reason in disagreements(own[process], other[process])]

    def too_wide(self, baseline: str) -> bool:
        """Return whether any contender's interval against the baseline is too wide to be called narrow."""
        blocks = self.blocks.get(baseline)
        return blocks is not None and any(
            is_too_wide(paired_ratio(rounds, blocks), self.band)
            for name, rounds in self.blocks.items()
            if name != baseline
        )

    def dynamic_form(self, contender: str) -> str | None:
        """Return the dynamic form of a static contender's framework; None for a dynamic contender."""
        return dynamic_form(self.record, contender)


def dynamic_form(record: Record, contender: str) -> str | None:
    """Return the dynamic contender that a static one of the same framework stands against; None for a dynamic one."""
    roster = record.roster
    if roster[contender].graph == "dynamic":
        return None
    framework = roster[contender].framework
    return next(
        (name for name, other in roster.items() if other.framework == framework and other.graph == "dynamic"), None
    )


def expected_misses(count: int) -> float:
    """Return how many of so many 95 % intervals are expected to miss the true ratio."""
    return count * (1 - CONFIDENCE)


def _or_nan(value: float | None) -> float:
    return nan if value is None else value
