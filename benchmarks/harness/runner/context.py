"""The context of a run: workers to call, failures to keep to their own cell, a record to append to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from msgspec.structs import replace

from benchmarks.harness.machine import allocators, nvidia
from benchmarks.harness.runner.process import ContenderError, WorkerError
from benchmarks.harness.runner.progress import Schedule
from benchmarks.harness.runner.spending import Footprint, Spending
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan.cells import Cell, unavailable, workload_of
from benchmarks.plan.questions import AGAIN, formless
from benchmarks.plan.settings import Settings
from benchmarks.record.files import Recorder, UnrecordableError, as_recorded
from benchmarks.record.schema import Build, Control, Failure, Gpu, Line, Trouble, Worker
from benchmarks.stats.order import start_order
from impls.contenders import challengers, installed, level, versions
from impls.interface import Contender, DeviceUnavailableError
from impls.reference import CONTENDERS as CONTROLS

Kind = TypeVar("Kind", bound=Line)


@dataclass(kw_only=True)
class RunContext:
    """What every phase of a race needs. A call that fails takes its own cell out of the race, and nothing else."""

    cells: list[Cell]
    settings: Settings
    roster: dict[str, Contender]
    data: Mapping[str, Path]
    recorder: Recorder
    schedule: Schedule
    workers: Workers
    #: Why environments of other versions aren't there, by what contenders call them.
    unmade: Mapping[str, str] = field(default_factory=dict)
    failures: dict[Cell, str] = field(default_factory=dict)
    #: Digest of each workload's batch sequence, as the reference was fed.
    batch_digests: dict[str, str] = field(default_factory=dict)
    #: Each workload's control, raced a second time under another name: how far identical code is apart.
    repeats: dict[str, Cell] = field(default_factory=dict)
    #: Whether the machine's ceilings have been measured.
    ceilings_measured: bool = False
    spending: Spending = field(default_factory=lambda: Spending(Footprint()))

    def cells_of(self, workload: str) -> list[Cell]:
        """Return a workload's cells, those out of the race included."""
        return [cell for cell in self.cells if cell.workload == workload]

    def active_cells(self, workload: str) -> list[Cell]:
        """Return a workload's cells that are still in the race, the control's repeat included."""
        return [cell for cell in self.cells_of(workload) if cell not in self.failures]

    def contender_cells(self, workload: str) -> list[Cell]:
        """Return a workload's cells that are still in the race, without the control's repeat."""
        return [cell for cell in self.active_cells(workload) if cell != self.repeats.get(workload)]

    @property
    def twins(self) -> dict[str, str]:
        """Of whom each form of another version is the same in this run's."""
        return {name: declared.base for name, declared in self.roster.items() if declared.environment}

    def add_repeat(self, workload: str) -> None:
        """Let the control race twice: the NumPy control, else the baseline, else the first contender that runs."""
        names = [cell.contender for cell in self.active_cells(workload)]
        candidates = (*(contender.name for contender in CONTROLS), self.settings.baseline, *names)
        control = next((name for name in candidates if name in names), None)
        if control is None:
            return
        repeat = self.repeats[workload] = Cell(workload, f"{control}{AGAIN}")
        self.roster[repeat.contender] = replace(self.roster[control], name=repeat.contender)
        self.cells.append(repeat)
        self.recorder.write(Control(workload=workload, control=control, repeat=repeat.contender))

    def exclude_unavailable(self) -> None:
        """Take out the cells that this machine can't run, or that no form answers."""
        for cell in self.cells:
            contender = self.roster[cell.contender]
            reason = (
                formless(contender, cell.workload)
                or unavailable(contender, self.settings.device)
                or self.unmade.get(contender.environment)
                or missing_framework(contender)
                or _no_more_threads(contender, self.settings.threads)
                or _too_many_processes(contender, self.workers.most_processes(self.settings.threads))
                or allocators.missing(contender.allocator)
            )
            if reason:
                self.fail(cell, reason, status="not run")

    def prepare(self, cell: Cell, replicate: int) -> None:
        """Start the cell's worker if need be, and build its workload there; raises WorkerError."""
        contender = self.roster[cell.contender]
        try:
            description = self.workers.start(contender)
        except ContenderError as error:
            if error.kind != DeviceUnavailableError.__name__:
                raise
            self.fail(cell, error.message, status="not run")
            return
        if description is not None:
            number = self.workers.started[cell.contender]
            self.write(Worker, description, contender=cell.contender, replicate=replicate, started=number)
        weights = self.weights_folder(cell.workload)
        arguments = self.build_arguments(cell.workload) | {"batches": self.batches_of(cell)}
        answer = self.workers.call(contender, "build", **arguments, weights=weights)
        digest = self.record(Build, cell, answer, replicate=replicate).batches_digest
        expected = self.batch_digests.setdefault(cell.workload, digest)
        if digest != expected:
            self.fail(cell, f"was fed other batches: digest {digest}, the reference's is {expected}")

    def call(self, cell: Cell, name: str, **arguments: Any) -> Any:
        """Call the cell's worker; raises WorkerError."""
        return self.workers.call(self.roster[cell.contender], name, **arguments)

    def attempt(self, cell: Cell, name: str, *, activity: str = "", **arguments: Any) -> dict[str, Any]:
        """Call the cell's worker and return its answer, empty where the call took the cell out of the race."""
        answer: dict[str, Any] = {}

        def work(cell: Cell) -> None:
            answer.update(self.call(cell, name, **arguments) or {})

        if activity:
            self.schedule.announce(f"{cell.workload} {activity} {cell.contender}")
        self.isolate(cell, work)
        return answer

    def in_start_order(self, name: str, replicate: int) -> list[Cell]:
        """Return a workload's or a study's cells that are still in the race, in the order in which they are started."""
        cells = {cell.contender: cell for cell in self.active_cells(name)}
        draw = f"{self.recorder.folder.name} {name}"
        return [cells[contender] for contender in start_order(cells, draw=draw, replicate=replicate)]

    def run_concurrently(self, activity: str, work: Callable[[Cell], None], cells: Iterable[Cell]) -> None:
        """Do untimed work of several cells, as many at once as fit the processors."""

        def step(cell: Cell) -> None:
            self.schedule.announce(f"{cell.workload} {activity} {cell.contender}")
            self.isolate(cell, work)

        list(self.workers.pool.map(step, cells))

    def isolate(self, cell: Cell, work: Callable[[Cell], None]) -> None:
        """Do work of one cell; a WorkerError takes the cell out of the race."""
        try:
            work(cell)
        except WorkerError as error:
            self.fail(cell, str(error))

    @contextmanager
    def tolerate(self, what: str) -> Iterator[None]:
        """Do something beside the timed blocks: a worker that fails in it is recorded, and costs no cell its times."""
        try:
            yield
        except WorkerError as error:
            self.recorder.write(Trouble(what=what, reason=str(error)))

    def release(self, workload: str) -> None:
        """Let the living workers of a workload drop it."""
        for cell in self.cells_of(workload):
            if self.workers.alive(self.roster[cell.contender]):
                self.attempt(cell, "release")

    def end_unneeded(self, ahead: Collection[str]) -> None:
        """End the workers that none of the workloads ahead needs, but for one of each framework, which has more to do.

        Some frameworks never give memory back, which the workloads ahead may want.
        """
        living = {cell.contender: self.roster[cell.contender] for cell in self.cells}
        living = {name: contender for name, contender in living.items() if self.workers.alive(contender)}
        needed = {cell.contender for workload in ahead for cell in self.active_cells(workload)}
        kept = {contender.package for name, contender in living.items() if name in needed}
        for name, contender in living.items():
            if name not in needed and contender.package in kept:
                self.workers.end(contender)
            kept.add(contender.package)

    def fail(self, cell: Cell, reason: str, *, status: Literal["failed", "not run"] = "failed") -> None:
        """Take a cell out of the race and record why."""
        self.failures[cell] = reason
        self.record(Failure, cell, status=status, reason=reason)

    def record_gpu(self, workload: str, *, replicate: int, number: int) -> None:
        """Record the GPU's clocks after a round, where one is in use."""
        if self.settings.device == "gpu":
            self.recorder.write(Gpu(workload=workload, replicate=replicate, round=number, **nvidia.state()))

    def record(self, kind: type[Kind], cell: Cell, answer: Any = None, **fields: Any) -> Kind:
        """Append a line about a cell and return it; see ``write``."""
        return self.write(kind, answer, workload=cell.workload, contender=cell.contender, **fields)

    def write(self, kind: type[Kind], answer: Any = None, **fields: Any) -> Kind:
        """Append a line, and return it as it will be read back.

        Args:
            kind: which line.
            answer: fields that a worker answered.
            fields: what the harness knows besides, which no answer can change.

        Raises:
            WorkerError: no record can hold the answer.
        """
        try:
            line = as_recorded({**as_recorded(answer or {}, dict[str, Any]), **fields}, kind)
        except UnrecordableError as error:
            raise WorkerError(f"answered what no record can hold: {error}") from error
        self.recorder.write(line)
        return line

    def build_arguments(self, workload: str) -> dict[str, Any]:
        """Return the arguments of a worker's ``build``."""
        settings = self.settings
        return {
            "workload": workload,
            "data": str(self.data[workload]),
            "seed": settings.seed,
            "smoke": settings.effort.smoke,
        }

    def weights_folder(self, workload: str) -> str:
        """Return the folder of a workload's initial weights, which its workers share."""
        return str(self.workers.scratch / f"weights-{workload}")

    def batches_of(self, cell: Cell) -> int:
        """Return how many batches a step of a cell takes: one for every process where scaling is weak, else one."""
        weak = workload_of(cell.workload, smoke=self.settings.effort.smoke).weak
        return self.roster[cell.contender].processes if weak else 1

    def reference_folder(self, cell: Cell) -> str:
        """Return the folder of the reference trajectory that a cell is held to."""
        return self.trajectory_folder(cell.workload, self.batches_of(cell))

    def trajectory_folder(self, workload: str, batches: int = 1) -> str:
        """Return the folder of a workload's reference trajectory by steps of so many batches."""
        return str(self.workers.scratch / f"reference-{workload}-{batches}")


def _no_more_threads(contender: Contender, threads: int) -> str:
    """Return why a contender with all threads has none beyond those that everyone has, or nothing."""
    if not contender.threads or contender.threads > threads:
        return ""
    return f"all threads of the processors are {contender.threads}, which every contender of this run has"


def _too_many_processes(contender: Contender, most: int) -> str:
    """Return why a contender's processes would wait for each other's processors, or nothing."""
    if contender.processes <= most:
        return ""
    return f"{contender.processes} processes are more than the processors that this run may use have room for ({most})"


def missing_framework(contender: Contender) -> str:
    """Return why a contender's framework, or the level above it, is not there, or nothing."""
    if contender.home != "impls" or contender.environment:
        return ""
    if not versions(contender.framework):
        missing, extra = contender.framework, contender.framework if contender.framework in challengers() else "cpu"
    elif contender.level and not installed(level(contender.level).distributions):
        missing, extra = contender.level, f"{contender.framework},{contender.level}"
    else:
        return ""
    return f'{missing} is not installed; pip install -c constraints.txt -e ".[{extra}]" brings it'
