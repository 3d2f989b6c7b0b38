"""One run from the first record to the last."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from benchmarks.analysis.absences import is_answered
from benchmarks.analysis.versions import are_compared
from benchmarks.harness.environments.environments import Environments
from benchmarks.harness.machine.allowance import allowed_processors, check_threads
from benchmarks.harness.machine.description import describe
from benchmarks.harness.runner import elsewhere
from benchmarks.harness.runner.datasets import prepare
from benchmarks.harness.runner.interruptions import interrupted_by_signals
from benchmarks.harness.runner.progress import Schedule, Show, expected_phases, silence
from benchmarks.harness.runner.race import race
from benchmarks.harness.runner.spending import Footprint, Spending
from benchmarks.plan import questions, sizes
from benchmarks.plan.cells import Cell, cells_of
from benchmarks.plan.places import RESULTS
from benchmarks.plan.questions import GRID, PAGES, STUDIES, VERSIONS
from benchmarks.plan.settings import Settings
from benchmarks.plan.versions import Version, with_versions
from benchmarks.record.files import Recorder
from benchmarks.record.record import Record, read
from benchmarks.record.schema import End, Environment
from data.store import CACHE
from impls.interface import Contender
from impls.workloads import WORKLOADS


class Run:
    """Measures cells into a folder of its own under ``results/runs/``."""

    def __init__(
        self,
        cells: Collection[Cell],
        settings: Settings,
        *,
        roster: Mapping[str, Contender] | None = None,
        versions: Sequence[Version] = (),
        results: Path = RESULTS,
        cache: Path = CACHE,
    ) -> None:
        """Take the cells, the settings, and where results, and data sets and environments, are kept.

        ``roster`` is who the contenders are, by default all of ``impls``; ``versions`` are those in which some of them
        take part again.

        Raises:
            TooManyThreadsError: there are fewer processors than the settings ask for.
            RecordError: the run's folder can't be created.
        """
        check_threads(settings.threads)
        self.settings = settings
        self.results = results
        self.cache = cache
        self._cells = sorted(cells)
        self._versions = versions
        self._roster = _resolved(with_versions(roster or questions.roster(), versions))
        self._recorder = Recorder(results / "runs", device=settings.device, effort=settings.effort.name)
        self._complete = False

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return self._recorder.folder

    @cached_property
    def record(self) -> Record:
        """The record, read when it is first asked for: once everything is measured, or the run has been cut short.

        Raises:
            RecordError: nothing was measured.
        """
        return read(self.folder)

    def measure(self, show: Show = silence) -> None:
        """Measure every cell; what is finished stays recorded whatever happens, and SIGTERM ends it as Ctrl-C does."""
        with interrupted_by_signals():
            self._measure(show)

    def _measure(self, show: Show) -> None:
        self._recorder.write(self._environment())
        with Footprint() as footprint:
            spending = Spending(footprint)
            self._race(spending, show)
        self._recorder.write(spending.line())
        self._complete = True
        self._recorder.write(End(pages=self.pages))

    def _race(self, spending: Spending, show: Show) -> None:
        names = [name for page in PAGES.values() for name in page.names if any(c.workload == name for c in self._cells)]
        with spending.phase("data"):
            data = prepare(self._with_data(names), self.settings, self._recorder, cache_folder=self.cache)
        with Environments(self.cache) as environments:
            with spending.phase("environments"):
                versions = elsewhere.wanted(self._versions, self._cells, self._roster)
                other = elsewhere.make(versions, environments, self._recorder, show)
            race(
                [cell for name in self._roster for cell in self._cells if cell.contender == name],
                self.settings,
                roster=self._roster,
                data=data,
                other=other,
                recorder=self._recorder,
                schedule=Schedule(expected_phases(self._cells, self.settings.effort), show),
                spending=spending,
            )

    @property
    def pages(self) -> list[str]:
        """The pages whose every cell was tried to its end, on full shapes, and that have a result to show.

        A run of several versions is a page of its own, whatever its cells: all others are of one environment.
        """
        effort = self.settings.effort
        if not self._complete or effort.smoke:
            return []
        if self._versions:
            return [VERSIONS] if are_compared(read(self.folder)) else []
        # A page that the effort leaves out may have been asked for.
        with_extras = replace(effort, extras=True)
        full = {page: cells_of(page, with_extras if page else effort) for page in PAGES}
        tried = {page: cells for page, cells in full.items() if cells <= set(self._cells)}
        if not tried:
            return []
        record = read(self.folder)
        return [page for page, cells in tried.items() if is_answered(record, cells)]

    def _with_data(self, names: list[str]) -> list[str]:
        """Return the names of everything that has data: the sweep's sizes, and the nets that studies work on."""
        swept = sizes.names(smoke=self.settings.effort.smoke) if sizes.SWEEP in names else ()
        nets = (net for name in names for net in STUDIES.get(name, ()))
        raced = (name for name in names if name in WORKLOADS or name in GRID)
        return list(dict.fromkeys((*raced, *swept, *nets)))

    def _environment(self, *, demonstration: bool = False) -> Environment:
        return Environment(
            run=self.folder.name,
            date=f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC",
            command=_command(),
            demonstration=demonstration,
            settings=self.settings,
            machine=describe(),
            roster=dict(self._roster),
        )


def _resolved(roster: Mapping[str, Contender]) -> dict[str, Contender]:
    """Return a roster in which those that get all threads get as many as this process may use."""
    threads = max(1, int(allowed_processors()))
    return {
        name: replace(contender, threads=threads) if contender.threads < 0 else contender
        for name, contender in roster.items()
    }


def _command() -> str:
    """Return what the user typed; ``python -m pytest`` shows as ``pytest``."""
    program = Path(sys.argv[0])
    name = program.parent.name if program.name == "__main__.py" else program.name
    return shlex.join([name, *sys.argv[1:]]).encode(errors="replace").decode()
