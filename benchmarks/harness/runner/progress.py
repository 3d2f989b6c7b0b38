"""Progress with an estimate on a terminal; silence elsewhere. First guesses give way to what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from benchmarks.plan import sizes
from benchmarks.plan.cells import Cell, all_cells
from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.questions import DEBUGGABILITY, GRID, STUDIES
from benchmarks.plan.settings import Effort, Settings
from impls.contenders import plain_forms
from impls.workloads import WORKLOADS, TextTask

#: Takes what is being done, the seconds elapsed and the seconds expected to remain.
Show = Callable[[str, float, float], None]
#: Seconds of a phase.
REFERENCE, CEILINGS, SIZE, PAIR, FAULTS = 30.0, 5.0, 30.0, 250.0, 60.0
#: Of a cell: a start with and without what it left in a cache, a training, a process of a study on one net, and one in
#: which a mistake is made.
START, TRAINING, STUDY, MISTAKE = 9.0, 30.0, 15.0, 7.5
#: Of a cell's process besides its rounds: where batches differ in shape, each of which may be compiled for; where they
#: are posts; else. And of its fewest rounds.
VARIED, POSTS, PROCESS, ROUNDS = 8.5, 3.1, 2.0, 0.2


def expected_phases(cells: Collection[Cell], effort: Effort) -> list[tuple[str, float]]:
    """Return the phases of a run of these cells, each with a guess of its seconds, about those of two cores."""
    numbers = Counter(cell.workload for cell in cells)
    started = Counter(cell.workload for cell in cells if not effort.plain_starts or cell.contender in plain_forms())
    timed = [name for name in numbers if name in WORKLOADS]
    # Smaller shapes are learned in a moment.
    seeds = 0 if effort.smoke else effort.seeds
    trained = [name for name in timed if WORKLOADS[name].training_epochs and seeds]
    return [
        ("reference", REFERENCE),
        *[(name, _process(name) * numbers[name] + effort.seconds) for name in timed] * effort.replicates,
        *((training_of(name), TRAINING * seeds * numbers[name]) for name in trained),
        ("ceilings", CEILINGS),
        *[(start_of(name), START * started[name]) for name in timed for _ in range(effort.starts_of(name))],
        *_besides_races(numbers, effort),
    ]


def _besides_races(numbers: Mapping[str, int], effort: Effort) -> list[tuple[str, float]]:
    """Return the phases of what no budget buys, given how many cells each workload, study and so on has."""
    studied = {name: STUDY * numbers.get(name, 0) * len(STUDIES[name]) * effort.replicates for name in STUDIES}
    mistakes = MISTAKE * numbers.get(UNFAIR, 0) * effort.replicates
    guesses = {**dict.fromkeys(GRID, PAIR), **studied, DEBUGGABILITY: FAULTS, UNFAIR: mistakes}
    swept = len(sizes.names(smoke=effort.smoke)) if sizes.SWEEP in numbers else 0
    return [*[("size", SIZE)] * swept, *((name, guesses[name]) for name in numbers if name in guesses)]


def training_of(workload: str) -> str:
    """Return what the phase of a workload's trainings is called."""
    return f"train {workload}"


def start_of(workload: str) -> str:
    """Return what a phase of a workload's starts is called."""
    return f"start {workload}"


def expected_seconds(cells: Collection[Cell], settings: Settings) -> float:
    """Return about how long a run of these cells takes: its budget, or what its effort measures by first guesses.

    A budget that is smaller than what the fewest processes take can't be kept, and isn't announced. It buys processes
    of races alone: what else is measured takes what it takes.
    """
    effort = settings.effort
    budget = settings.budget_seconds(min(1.0, len(cells) / len(all_cells(effort))))
    if not budget:
        return sum(seconds for _, seconds in expected_phases(cells, effort))
    processes = sum(_process(cell.workload) + ROUNDS for cell in cells if cell.workload in WORKLOADS)
    besides = sum(seconds for _, seconds in _besides_races(Counter(cell.workload for cell in cells), effort))
    return max(budget, effort.replicates * processes + besides)


def _process(workload: str) -> float:
    """Return about how many seconds a cell's process takes besides its rounds."""
    if WORKLOADS[workload].varies:
        return VARIED
    return POSTS if isinstance(WORKLOADS[workload].task, TextTask) else PROCESS


def silence(activity: str, elapsed: float, remaining: float) -> None:
    """Show nothing."""


class Schedule:
    """The phases of a run; a phase that comes again is expected to take as long as it last did."""

    def __init__(self, phases: Sequence[tuple[str, float]], show: Show = silence) -> None:
        """Take each phase's name and a first guess of its seconds, in order."""
        self._ahead = list(phases)
        self._measured: dict[str, float] = {}
        self._show = show
        self._start = self._phase_start = monotonic()
        self._current = ""
        self._current_guess = 0.0
        #: What everything that is done now is for, shown before it.
        self.aim = ""

    def begin(self, name: str) -> None:
        """End the phase under way and begin the next one of this name."""
        self.end()
        index = next((i for i, (ahead, _) in enumerate(self._ahead) if ahead == name), None)
        self._current = name
        self._current_guess = self._expected(*self._ahead.pop(index)) if index is not None else 0.0
        self.announce(name)

    def announce(self, what: str) -> None:
        """Show what is being done."""
        now = monotonic()
        left_here = max(0.0, self._current_guess - (now - self._phase_start))
        left = left_here + sum(self._expected(*phase) for phase in self._ahead)
        self._show(f"{self.aim}, {what}" if self.aim else what, now - self._start, left)

    def end(self) -> None:
        """End the phase under way."""
        now = monotonic()
        if self._current:
            self._measured[self._current] = now - self._phase_start
        self._phase_start = now

    def _expected(self, name: str, guess: float) -> float:
        return self._measured.get(name, guess)


@contextmanager
def progress_bar() -> Iterator[Show]:
    """Show a bar on standard error while the block runs, if that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield silence
        return
    # Below what pytest has begun to write, which the line would take away with itself.
    console.line()
    columns = (
        TextColumn("{task.description:<40.40}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(activity: str, elapsed: float, remaining: float) -> None:
            bar.update(task, description=activity, completed=elapsed, total=elapsed + remaining)

        yield show
