"""One run from the first record to the last."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness import machine, plan, records
from benchmarks.harness.plan import Cell, Settings
from benchmarks.harness.prepare import prepare
from benchmarks.harness.progress import Schedule, Show, silence
from benchmarks.harness.race import race
from benchmarks.harness.records import Recorder
from impls.contenders import contenders
from impls.interface import Contender
from impls.workloads import WORKLOADS

RESULTS = Path(__file__).parents[2] / "results"
#: First guesses of a stretch's seconds besides its rounds; what was measured replaces them.
SETUP_GUESS, REFERENCE_GUESS, GRID_GUESS, START_GUESS, CEILINGS_GUESS = 60.0, 30.0, 200.0, 70.0, 15.0


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
        self._roster = roster or contenders()
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
        names = [name for name in (*WORKLOADS, *plan.GRID) if any(cell.workload == name for cell in self._cells)]
        data = prepare(names, self.settings, self._recorder)
        race(
            [cell for name in self._roster for cell in self._cells if cell.contender == name],
            self.settings,
            roster=self._roster,
            data=data,
            recorder=self._recorder,
            schedule=Schedule(self._stretches(names), show),
        )
        self._complete = True
        self._recorder.write("end")

    def failure(self, cell: Cell) -> tuple[str, str] | None:
        """Return (status, reason) of a cell that has no result, else None."""
        for line in self._lines_of(cell):
            if line["kind"] == "failure":
                return line["status"], line["reason"]
        return None

    def samples(self, cell: Cell) -> list[float]:
        """Return a cell's seconds: of every timed block, or of every training where it is a pair of the grid."""
        lines = self._lines_of(cell)
        if cell.workload in plan.GRID:
            return [line["seconds"] for line in lines if line["kind"] == "training"]
        return [line["seconds"] for line in lines if line["kind"] == "block"]

    def facts(self, cell: Cell) -> dict[str, Any]:
        """Return what pytest-benchmark should keep beside a cell's times; plain values."""
        # Of every kind the first line: what is measured in the first process alone stands there.
        lines = {line["kind"]: line for line in reversed(self._lines_of(cell))}
        wanted = {
            "build": ("steps",),
            "parity": ("loss_error", "weight_error", "gradient_error"),
            "training": ("accuracy", "initializer"),
            "cell": ("first_call_seconds", "rounds"),
            "card": ("weights", "batches", "dtype", "optimizer"),
        }
        return {key: lines[kind][key] for kind, keys in wanted.items() if kind in lines for key in keys}

    @property
    def is_full(self) -> bool:
        """Whether every cell of a full run was measured to its end, on full shapes."""
        effort = self.settings.effort
        return self._complete and not effort.smoke and set(self._cells) >= plan.all_cells(effort)

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

    def _stretches(self, names: list[str]) -> list[tuple[str, float]]:
        timed = [name for name in names if name in WORKLOADS]
        effort = self.settings.effort
        rounds = [(name, SETUP_GUESS + effort.seconds) for name in timed] * effort.replicates
        starts = [(f"start {name}", START_GUESS) for name in timed if name in effort.start_workloads] * effort.starts
        grid = [(name, GRID_GUESS) for name in names if name in plan.GRID]
        return [("reference", REFERENCE_GUESS), *rounds, ("ceilings", CEILINGS_GUESS), *starts, *grid]


def _command() -> str:
    """Return what the user typed; ``python -m pytest`` shows as ``pytest``."""
    program = Path(sys.argv[0])
    name = program.parent.name if program.name == "__main__.py" else program.name
    return shlex.join([name, *sys.argv[1:]])
