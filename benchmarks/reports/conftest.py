"""Records of runs that never took place: drawn times with known ratios."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.record.files import FORMAT, Recorder, read

WORKLOAD = "two_layer_net"
STEPS = 500
MACHINE: dict[str, Any] = {
    "cpu": "a processor",
    "logical_cores": 2,
    "memory_bytes": 2**34,
    "system": "a system",
    "versions": {"numpy": "2.0", "torch": "2.0"},
    "packages": {},
    "python": "3.11",
    "commit": "abc1234",
}
CARD: dict[str, Any] = {
    "weights": "a" * 64,
    "batches": "b" * 64,
    "steps": STEPS,
    "dtype": "float32",
    "tf32": False,
    "precision": {},
    "loss": "squared_error",
    "optimizer": "SGD(learning_rate=1e-06)",
    "threads": {"pool": 1},
    "affinity": [0, 1],
    "device": "cpu",
    "inside": "everything",
    "sync": "none needed",
    "warm_up_steps": 500,
}
ROSTER = {
    name: {"framework": framework, "graph": graph}
    for name, framework, graph in (
        ("numpy", "reference", "dynamic"),
        ("pytorch-eager", "pytorch", "dynamic"),
        ("pytorch-compile", "pytorch", "static"),
        ("tensorflow-eager", "tensorflow", "dynamic"),
        ("tensorflow-graph", "tensorflow", "static"),
    )
}
DrawRun = Callable[..., list[dict[str, Any]]]


class Drawing:
    """Draws one run: times of contenders relative to the control, with a luck of each process and of each block."""

    def __init__(self, folder: Path, *, seed: int, processes: int, spread: float, workload: str) -> None:
        """Begin a record in a folder of its own."""
        self.workload = workload
        self.built: Mapping[str, Mapping[str, Any]] = {}
        self.recorder = Recorder(folder)
        self.generator = np.random.default_rng(seed)
        self.processes, self.spread = processes, spread

    def begin(
        self, machine: Mapping[str, Any], settings: Mapping[str, Any], *, roster: Mapping[str, Any], smoke: bool
    ) -> None:
        """Write what a run begins with."""
        chosen: dict[str, Any] = {"device": "cpu", "threads": 1, "corpus": "auto", "seed": 0}
        chosen |= {"baseline": "pytorch-eager", "band": 0.03, **settings}
        self.recorder.write(
            "environment",
            format=FORMAT,
            run=self.recorder.folder.name,
            title=f"Side by side: CPU, {chosen['threads']} threads",
            date="2026-01-01 00:00 UTC",
            command="pytest",
            settings=chosen,
            effort="standard",
            replicates=self.processes,
            smoke=smoke,
            machine=MACHINE | dict(machine),
            roster=ROSTER | dict(roster),
        )
        data = {"name": "regression", "digest": "d" * 64, "rows": 64, "features": 1000, "outputs": 10}
        self.recorder.write("data", workload=self.workload, warning="", feeding={}, **data)
        self.recorder.write("control", workload=self.workload, control="numpy", twin="numpy-again")

    def contender(self, name: str, seconds: float, *, card: Mapping[str, Any], cpu_share: float) -> None:
        """Write a contender's build, blocks of so many seconds, and card."""
        whose = {"workload": self.workload, "contender": name}
        self.recorder.write("build", **whose, steps=STEPS, replicate=0, **self.built.get(name, {}))
        self.recorder.write("parity", **whose, loss_error=1e-5, weight_error=1e-5, passed=True)
        for replicate in range(self.processes):
            luck = self.generator.normal(0, self.spread)
            self.recorder.write("cell", **whose, replicate=replicate, first_call_seconds=0.1, feed_seconds=0.01)
            for number in range(10):
                drawn = seconds * float(np.exp(luck + self.generator.normal(0, 0.005)))
                self.recorder.write(
                    "block",
                    **whose,
                    replicate=replicate,
                    round=number,
                    seconds=drawn,
                    cpu_seconds=drawn * cpu_share,
                    foreign_seconds=0.0,
                    stolen_seconds=0.0,
                    residual_seconds=1e-6,
                    start_residual_seconds=1e-6,
                    os_threads=4,
                    final_loss=1.0,
                    loss_error=1e-5,
                )
        for replicate in range(self.processes):
            # Only the first process's card is another one: one is enough to forbid a verdict.
            self.recorder.write("card", **whose, replicate=replicate, **{**CARD, **({} if replicate else card)})


@pytest.fixture
def draw_run(tmp_path: Path) -> DrawRun:
    """Return a function that draws a run and returns its record."""

    def draw(
        times: Mapping[str, float],
        *,
        name: str = "run",
        seed: int = 0,
        processes: int = 5,
        spread: float = 0.003,
        machine: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
        cards: Mapping[str, Mapping[str, Any]] | None = None,
        cpu_share: float = 1.0,
        smoke: bool = False,
        starts: Mapping[str, tuple[float, float]] | None = None,
        workload: str = WORKLOAD,
        roster: Mapping[str, Any] | None = None,
        built: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> list[dict[str, Any]]:
        drawing = Drawing(tmp_path / name, seed=seed, processes=processes, spread=spread, workload=workload)
        drawing.built = built or {}
        drawing.begin(machine or {}, settings or {}, roster=roster or {}, smoke=smoke)
        for contender, seconds in {**times, "numpy-again": times.get("numpy", 1.0)}.items():
            drawing.contender(contender, seconds, card=(cards or {}).get(contender, {}), cpu_share=cpu_share)
        for contender, (import_seconds, first) in (starts or {}).items():
            step = times[contender] / STEPS
            for number in range(3):
                drawing.recorder.write(
                    "start",
                    workload=workload,
                    contender=contender,
                    number=number,
                    cache="cold",
                    import_seconds=import_seconds,
                    build_seconds=0.0,
                    step_seconds=[first, *[step] * 9],
                    traces=1,
                    captured={},
                )
        drawing.recorder.write("end")
        return read(tmp_path / name)

    return draw
