"""One run from the first record to the last."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness.machine import description as machine
from benchmarks.harness.runner.datasets import prepare
from benchmarks.harness.runner.progress import Schedule, Show, expected_phases, silence
from benchmarks.harness.runner.race import race
from benchmarks.plan import questions, sizes
from benchmarks.plan.cells import Cell, cells_of
from benchmarks.plan.places import RESULTS
from benchmarks.plan.questions import GRID, PAGES, STUDIES
from benchmarks.plan.settings import Settings
from benchmarks.record import files as records
from benchmarks.record.files import Recorder
from impls.interface import Contender
from impls.workloads import WORKLOADS


class Run:
    """Measures cells into a folder of its own under ``results/runs/`` and answers for each cell."""

    def __init__(
        self,
        cells: Collection[Cell],
        settings: Settings,
        *,
        roster: Mapping[str, Contender] | None = None,
        results: Path = RESULTS,
    ) -> None:
        """Take the cells and settings; ``roster`` is who the contenders are, by default all of ``impls``."""
        self.settings = settings
        self.results = results
        self._cells = sorted(cells)
        self._roster = roster or questions.roster()
        self._recorder = Recorder(
            records.run_folder(results / "runs", device=settings.device, effort=settings.effort.name)
        )
        self._complete = False

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return self._recorder.folder

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The record as it stands."""
        return records.read(self.folder)

    def measure(self, show: Show = silence) -> None:
        """Measure every cell; what is finished stays recorded whatever happens."""
        self._recorder.write("environment", **self._environment())
        names = [name for page in PAGES.values() for name in page.names if any(c.workload == name for c in self._cells)]
        data = prepare(self._with_data(names), self.settings, self._recorder)
        race(
            [cell for name in self._roster for cell in self._cells if cell.contender == name],
            self.settings,
            roster=self._roster,
            data=data,
            recorder=self._recorder,
            schedule=Schedule(expected_phases(names, self.settings.effort), show),
        )
        self._complete = True
        self._recorder.write("end", pages=self.pages)

    def failure(self, cell: Cell) -> tuple[str, str] | None:
        """Return (status, reason) of a cell that has no result, else None."""
        for line in self._lines_of(cell):
            if line["kind"] == "failure":
                return line["status"], line["reason"]
        return None

    def samples(self, cell: Cell) -> list[float]:
        """Return a cell's seconds: of every timed block, of every training (grid), or of a step at each size (sweep).

        Studies and planted faults have none: their numbers are in their tables.
        """
        lines = self._lines_of(cell)
        if cell.workload in GRID:
            return [line["seconds"] for line in lines if line["kind"] == "training"]
        if cell.workload == sizes.SWEEP:
            return self._size_steps(cell.contender)
        return [line["seconds"] for line in lines if line["kind"] == "block"]

    def facts(self, cell: Cell) -> dict[str, Any]:
        """Return what pytest-benchmark should keep beside a cell's times; plain values."""
        # Of every kind the first line: what is measured in the first process alone stands there.
        lines = {line["kind"]: line for line in reversed(self._lines_of(cell))}
        kept_fields = {
            "build": ("steps",),
            "parity": ("loss_error", "weight_error", "gradient_error"),
            "training": ("accuracy", "initializer"),
            "cell": ("first_call_seconds", "rounds"),
            "card": ("weights", "batches", "dtype", "optimizer"),
        }
        return {key: lines[kind][key] for kind, keys in kept_fields.items() if kind in lines for key in keys}

    @property
    def pages(self) -> list[str]:
        """The pages whose every cell was measured to its end, on full shapes."""
        effort = self.settings.effort
        if not self._complete or effort.smoke:
            return []
        # A page that the effort leaves out may have been asked for.
        with_extras = replace(effort, extras=True)
        full = {page: cells_of(page, with_extras if page else effort) for page in PAGES}
        return [page for page, cells in full.items() if cells <= set(self._cells)]

    def _with_data(self, names: list[str]) -> list[str]:
        """Return the names of everything that has data: the sweep's sizes, and the nets that studies work on."""
        swept = sizes.names(smoke=self.settings.effort.smoke) if sizes.SWEEP in names else ()
        nets = (net for name in names for net in STUDIES.get(name, ()))
        raced = (name for name in names if name in WORKLOADS or name in GRID)
        return list(dict.fromkeys((*raced, *swept, *nets)))

    def _size_steps(self, contender: str) -> list[float]:
        """Return the median seconds of a contender's step at each size of the sweep."""
        cells = [Cell(name, contender) for name in sizes.names(smoke=self.settings.effort.smoke)]
        blocks = {cell.workload: self.samples(cell) for cell in cells}
        return [median(seconds) / sizes.workload(name).epochs for name, seconds in blocks.items() if seconds]

    def _lines_of(self, cell: Cell) -> list[dict[str, Any]]:
        return [
            line
            for line in self.lines
            if line.get("workload") == cell.workload and line.get("contender") == cell.contender
        ]

    def _environment(self) -> dict[str, Any]:
        settings = self.settings
        where = f"{settings.device.upper()}, {settings.threads} thread{'s' if settings.threads > 1 else ''}"
        return {
            "format": records.FORMAT,
            "run": self.folder.name,
            "title": f"Side by side: {where}",
            "date": f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC",
            "command": _command(),
            "settings": {name: value for name, value in asdict(settings).items() if name != "effort"},
            **{key: value for key, value in asdict(settings.effort).items() if key != "name"},
            "effort": settings.effort.name,
            "machine": machine.describe(),
            "roster": {name: asdict(contender) for name, contender in self._roster.items()},
        }


def _command() -> str:
    """Return what the user typed; ``python -m pytest`` shows as ``pytest``."""
    program = Path(sys.argv[0])
    name = program.parent.name if program.name == "__main__.py" else program.name
    return shlex.join([name, *sys.argv[1:]])
