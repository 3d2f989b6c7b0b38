"""The timed blocks of one workload: by which clock, how many steps, how disturbed; and the levels that they give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from math import nan
from statistics import median
from typing import Any, TypeVar

import numpy as np

from benchmarks.analysis import clocks
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Build, CellLine, Control, Data, Failure, Gpu, Preparation, Whole, Worker
from benchmarks.stats import noise
from benchmarks.stats.moderated import Levels
from benchmarks.stats.ratios import Blocks, Places
from impls.workloads import WORKLOADS

Kind = TypeVar("Kind", bound=CellLine)
Value = TypeVar("Value")


class TimedBlocks:
    """A workload's timed blocks; everything is computed once, when it is first asked for."""

    def __init__(self, record: Record, workload: str) -> None:
        """Take the record."""
        self.record, self.workload = record, workload
        self._by_contender: dict[type[CellLine], dict[str, list[Any]]] = {}

    @cached_property
    def data(self) -> Data:
        """What is trained on."""
        return self.record.of(Data, self.workload)[0]

    @cached_property
    def failures(self) -> dict[str, Failure]:
        """The first failure of every contender that has one."""
        return {name: lines[0] for name, lines in self._lines(Failure).items()}

    @cached_property
    def blocks(self) -> dict[str, Blocks]:
        """The seconds of every timed block, by contender, process and round, the control's repeat among them.

        By the clock that results rest on, see ``clock_seconds``. A contender that failed has none: what it did before
        doesn't count.
        """
        return {name: _by_process(lines, self.clock_seconds) for name, lines in self._counted.items()}

    @cached_property
    def _counted(self) -> dict[str, list[Block]]:
        """The timed blocks of every contender that didn't fail."""
        return {name: lines for name, lines in self._lines(Block).items() if name not in self.failures}

    @cached_property
    def lost_shares(self) -> dict[str, float] | None:
        """The share of each contender's blocks lost to waiting for a processor that others had; None where unknown."""
        threads = {name: self.threads_of(name) for name in self._counted}
        return clocks.lost_shares(self._counted, threads=threads, others=self._others_shares)

    @cached_property
    def _others_shares(self) -> dict[int, float]:
        return clocks.others_shares(self._counted)

    @cached_property
    def leaves_out_waiting(self) -> bool:
        """Whether results rest on the clock that leaves out waiting for a processor, not on the wall's."""
        return clocks.leaves_out_waiting(self.lost_shares, device=self.record.environment.settings.device)

    def clock_seconds(self, block: Block | Whole) -> float:
        """Return the seconds of a block by the clock that results rest on; of steps of several batches, by the batch.

        So whoever's processes have a batch each is held against others by equal work.
        """
        if not self.leaves_out_waiting:
            return block.block_seconds / self.batches_of(block.contender)
        # The whole is timed in the first processes.
        others = self._others_shares.get(block.replicate if isinstance(block, Block) else 0)
        lost = clocks.lost_seconds(block, self.threads_of(block.contender), others) or 0.0
        return (block.block_seconds - lost) / self.batches_of(block.contender)

    def _wall_seconds(self, block: Block) -> float:
        return block.block_seconds / self.batches_of(block.contender)

    @cached_property
    def levels(self) -> Levels[str]:
        """The levels of all timed contenders, from which every step and every ratio comes."""
        return Levels(self.blocks, self._places, self._starts)

    @cached_property
    def _starts(self) -> dict[str, dict[int, int]] | None:
        """In which order the processes that built the workload were started; None where not all are known.

        By contender and process. Records that don't say it have the order in which they built it, which is that of the
        starts where processes are started one or two at a time, and only for the first workload of a page.
        """
        order: dict[str, dict[int, int]] = {name: {} for name in self._counted}
        started: dict[str, int | None] = {}
        for number, line in enumerate(self.record.lines):
            match line:
                case Worker():
                    started[line.contender] = line.started
                case Build() if line.workload == self.workload and line.contender in order:
                    order[line.contender][line.replicate] = started.get(line.contender) or number
        known = all(self.blocks[name].keys() <= own.keys() for name, own in order.items())
        return order if known else None

    @cached_property
    def _places(self) -> dict[str, Places]:
        return {name: _by_process(lines, _place) for name, lines in self._counted.items()}

    @cached_property
    def _wall_levels(self) -> Levels[str]:
        if not self.leaves_out_waiting:
            return self.levels
        walls = {name: _by_process(lines, self._wall_seconds) for name, lines in self._counted.items()}
        return Levels(walls, self._places, self._starts)

    @cached_property
    def control(self) -> str:
        """The contender that raced twice; empty where none did."""
        line = self.record.first(Control, self.workload)
        return line.control if line else ""

    @cached_property
    def repeat(self) -> str:
        """The name of its second entry; empty where there is none."""
        line = self.record.first(Control, self.workload)
        return line.repeat if line else ""

    @cached_property
    def steps(self) -> dict[str, int]:
        """The training steps of a block, by contender."""
        return {name: self._block_steps(name) or whole for name, whole in self.whole_steps.items()}

    def _block_steps(self, name: str) -> int | None:
        lines = self._lines(Preparation).get(name)
        return lines[-1].block_steps if lines else None

    @cached_property
    def whole_steps(self) -> dict[str, int]:
        """The training steps of the whole, of which a block is the beginning, by contender."""
        return {name: lines[-1].steps for name, lines in self._lines(Build).items()}

    @cached_property
    def extrapolation(self) -> dict[str, float]:
        """How much longer than its steps times a block's step the whole took, as a share, where it was timed.

        Held against the block just before it or, where a record has none, against the blocks of the same process.
        """
        return {
            name: self.clock_seconds(lines[-1]) / lines[-1].steps / self._step_seconds_before(name, lines[:-1]) - 1
            for name, lines in self._lines(Whole).items()
            if name in self.blocks
        }

    def _step_seconds_before(self, name: str, before: Sequence[Whole]) -> float:
        if before:
            return self.clock_seconds(before[0]) / before[0].steps
        _, rounds = min(self.blocks[name].items())
        return median(rounds.values()) / self.steps[name]

    @cached_property
    def has_block_before_whole(self) -> bool:
        """Whether every whole that was timed has a block just before it."""
        return all(len(lines) > 1 for lines in self._lines(Whole).values())

    @cached_property
    def block_seconds(self) -> dict[str, float]:
        """Every timed contender's block: its level, the repeat's among them."""
        return {name: self.levels.seconds(name) for name in self.blocks}

    @cached_property
    def step_seconds(self) -> dict[str, float]:
        """Every timed contender's seconds a step: its block over the block's steps."""
        return {name: seconds / self.steps[name] for name, seconds in self.block_seconds.items()}

    def _lines(self, kind: type[Kind]) -> dict[str, list[Kind]]:
        """Return the workload's lines of a kind, by contender."""
        if kind not in self._by_contender:
            self._by_contender[kind] = self.record.by_contender(kind, self.workload)
        return self._by_contender[kind]

    @cached_property
    def _columns(self) -> dict[str, list[noise.Columns]]:
        """What was noted beside each contender's blocks, one mapping of columns a process; NaN where unknown."""
        return {name: self._columns_of(name) for name in self._lines(Block)}

    def _columns_of(self, contender: str) -> list[noise.Columns]:
        processes: dict[int, list[Block]] = defaultdict(list)
        for line in self._lines(Block)[contender]:
            processes[line.replicate].append(line)
        return [
            {name: np.array([or_nan(getattr(block, name)) for block in blocks], float) for name in noise.COLUMNS}
            | {noise.CLOCK: np.array([self.clock_seconds(block) for block in blocks])}
            for _, blocks in sorted(processes.items())
        ]

    @cached_property
    def flags(self) -> dict[str, tuple[str, ...]]:
        """The flags of each timed contender's times, and whether the GPU was throttled meanwhile."""
        settings = self.record.environment.settings
        throttled = any(line.throttled for line in self.record.of(Gpu, self.workload))
        columns = {name: self._columns[name] for name in self.blocks}
        threads = {name: self.threads_of(name) for name in columns}
        flags = noise.flags_of(columns, cores=self._cores, threads=threads, waits=settings.device != "cpu")
        return {name: (*raised, *("throttled",) * throttled) for name, raised in flags.items()}

    def threads_of(self, contender: str) -> int:
        """Return the threads that a contender was given, in all its processes together."""
        declared = self.record.roster.get(contender)
        given = self.record.environment.settings.threads
        return given if declared is None else (declared.threads or given) * declared.processes

    def batches_of(self, contender: str) -> int:
        """Return how many batches a contender's step takes: one for every process where scaling is weak, else one."""
        declared, shape = self.record.roster.get(contender), WORKLOADS.get(self.workload)
        return declared.processes if declared and shape and shape.weak else 1

    @property
    def _cores(self) -> int:
        return self.record.environment.machine.logical_cores or 1

    @cached_property
    def machine_noise(self) -> noise.Noise | None:
        """The shares of the machine that others had while blocks were timed; None if none was."""
        columns = [process for processes in self._columns.values() for process in processes]
        return noise.noise(columns, cores=self._cores) if columns else None


def _by_process(lines: Sequence[Block], value: Callable[[Block], Value]) -> dict[int, dict[int, Value]]:
    processes: dict[int, dict[int, Value]] = defaultdict(dict)
    for line in lines:
        processes[line.replicate][line.round] = value(line)
    return processes


def _place(block: Block) -> int:
    return block.place


def or_nan(value: float | None) -> float:
    """Return a value, NaN where it isn't known."""
    return nan if value is None else value
