"""Records of runs that never took place, for tests: drawn times with known ratios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from benchmarks.plan.questions import AGAIN
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record import schema
from benchmarks.record.files import Recorder
from benchmarks.record.machine import Machine
from benchmarks.record.record import Record, read
from impls.interface import Contender

WORKLOAD = "two_layer_net"
STEPS = 500
MACHINE = Machine(
    cpu="a processor",
    cpu_vendor="a vendor",
    cpu_family="25",
    cpu_model_number="17",
    cpu_stepping="1",
    cpu_flags=["avx2", "avx512f"],
    cache_bytes={"L1 data": 2**15, "L3": 2**25},
    logical_cores=2,
    memory_bytes=2**34,
    system="a system",
    versions={"numpy": "2.0", "torch": "2.0"},
    python="3.11",
    commit="abc1234",
)
CARD: dict[str, Any] = {
    "weights_digest": "a" * 64,
    "batches_digest": "b" * 64,
    "steps": STEPS,
    "dtype": "float32",
    "reduced_precision": False,
    "precision": {},
    "loss": "squared_error",
    "optimizer": "SGD(learning_rate=1e-06)",
    "threads": {"pool": 1},
    "affinity": [0, 1],
    "device": "cpu",
    "inside_clock": "everything",
    "sync": "none needed",
    "warm_up_steps": 500,
}


def contender(name: str, framework: str, graph: str, **more: Any) -> Contender:
    """Return a contender of a roster."""
    declared: dict[str, Any] = {"mode": graph, "workloads": (WORKLOAD,), "summary": f"{name}, as documented", **more}
    return Contender(name=name, framework=framework, graph=graph, **declared)


ROSTER = {
    name: contender(name, framework, graph)
    for name, framework, graph in (
        ("numpy", "reference", "dynamic"),
        ("pytorch-eager", "pytorch", "dynamic"),
        ("pytorch-compile", "pytorch", "static"),
        ("tensorflow-eager", "tensorflow", "dynamic"),
        ("tensorflow-graph", "tensorflow", "static"),
        ("pytorch", "pytorch", "dynamic"),
        ("tensorflow", "tensorflow", "dynamic"),
    )
}
DrawRun = Callable[..., Record]


class Drawing:
    """Draws one run: times of contenders relative to the control, with a luck of each process and of each block."""

    def __init__(self, runs: Path, *, seed: int, processes: int, spread: float, workload: str) -> None:
        """Begin a record in a folder of its own below ``runs``."""
        self.workload = workload
        self.built: Mapping[str, Mapping[str, Any]] = {}
        self.recorder = Recorder(runs, device="cpu", effort="drawn")
        self.generator = np.random.default_rng(seed)
        self.processes, self.spread = processes, spread
        self.waiting = 0.0

    def begin(
        self,
        name: str,
        *,
        machine: Mapping[str, Any],
        settings: Mapping[str, Any],
        roster: Mapping[str, Contender],
        smoke: bool,
        data: Mapping[str, Any],
        command: str,
        control: str,
    ) -> None:
        """Write what a run begins with."""
        chosen = {"effort": EFFORTS["standard"], **settings}
        effort = msgspec.structs.replace(chosen.pop("effort"), replicates=self.processes, smoke=smoke)
        self.recorder.write(
            schema.Environment(
                run=name,
                date="2026-01-01 00:00 UTC",
                command=command,
                settings=Settings(effort=effort, **chosen),
                machine=msgspec.structs.replace(MACHINE, **machine),
                roster={**ROSTER, **roster},
            )
        )
        held: dict[str, Any] = {"name": "regression", "digest": "d" * 64, "rows": 64, "features": 1000, "outputs": 10}
        self.recorder.write(schema.Data(workload=self.workload, **{**held, **data}))
        self.recorder.write(schema.Control(workload=self.workload, control=control, repeat=f"{control}{AGAIN}"))

    def contender(self, name: str, seconds: float, *, card: Mapping[str, Any], cpu_share: float) -> None:
        """Write a contender's build, blocks of so many seconds, and card."""
        cell: dict[str, Any] = {"workload": self.workload, "contender": name}
        built: dict[str, Any] = {"build_seconds": 0.0, "steps": STEPS, "batches_digest": "b" * 64}
        self.recorder.write(schema.Build(**cell, replicate=0, **{**built, **self.built.get(name, {})}))
        self.recorder.write(schema.Parity(**cell, loss_error=1e-5, weight_error=1e-5, gradient_error=None, failures=[]))
        for replicate in range(self.processes):
            self._process(cell, replicate, seconds, cpu_share)
        for replicate in range(self.processes):
            # Only the first process's card is another one: one is enough to forbid a verdict.
            self.recorder.write(schema.Card(**cell, replicate=replicate, **{**CARD, **({} if replicate else card)}))

    def _process(self, cell: Mapping[str, Any], replicate: int, seconds: float, cpu_share: float) -> None:
        luck = self.generator.normal(0, self.spread)
        first: dict[str, Any] = {"first_call_seconds": 0.1, "feed_seconds": 0.01}
        self.recorder.write(
            schema.Preparation(
                **cell, replicate=replicate, rounds=10, warm_up_steps=500, expected_block_seconds=seconds, **first
            )
        )
        for number in range(10):
            drawn = seconds * float(np.exp(luck + self.generator.normal(0, 0.005)))
            waited = drawn * self.generator.exponential(self.waiting) if self.waiting else 0.0
            self.recorder.write(
                schema.Block(
                    **cell,
                    replicate=replicate,
                    round=number,
                    place=0,
                    block_seconds=drawn + waited,
                    cpu_seconds=drawn * cpu_share,
                    ready_wait_seconds=waited,
                    longest_ready_wait_seconds=waited,
                    reset_cpu_seconds=1e-4,
                    rest_seconds=0.5 if number else None,
                    rest_cpu_seconds=0.001 if number else None,
                    # Whoever keeps it waiting has the other processor all the time, too.
                    foreign_seconds=drawn + 2 * waited if waited else 0.0,
                    stolen_seconds=0.0,
                    end_residual_seconds=1e-6,
                    start_residual_seconds=1e-6,
                    os_threads=4,
                    page_faults=0,
                    traces=0,
                    final_loss=1.0,
                    loss_error=1e-5,
                )
            )

    def start(self, name: str, import_seconds: float, first_seconds: float, step_seconds: float) -> None:
        """Write three starts of a contender with a cold cache."""
        for number in range(3):
            self.recorder.write(
                schema.Start(
                    workload=self.workload,
                    contender=name,
                    number=number,
                    cache="cold",
                    import_seconds=import_seconds,
                    build_seconds=0.0,
                    step_seconds=[first_seconds, *[step_seconds] * 9],
                    traces=1,
                    captured={},
                )
            )


def draw(
    runs: Path,
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
    roster: Mapping[str, Contender] | None = None,
    built: Mapping[str, Mapping[str, Any]] | None = None,
    data: Mapping[str, Any] | None = None,
    control: str = "numpy",
    repeat: float | None = None,
    waiting: float = 0.0,
    more: tuple[schema.Line, ...] = (),
    ended: bool = True,
    command: str = "pytest",
) -> Record:
    """Draw a run, write its record to a folder ``name`` below ``runs``, and return it.

    Args:
        runs: where runs lie.
        times: seconds of a block, by contender.
        name: of the run and its folder, which may lie deeper.
        seed: of what is drawn.
        processes: fresh processes of each contender.
        spread: standard deviation of a process's luck, on the scale of logarithms.
        machine: fields of the machine that are others.
        settings: of the run; those that aren't named are the usual ones.
        cards: fields that differ in the first process's card, by contender.
        cpu_share: processor time of a block over its wall time.
        smoke: whether it is a smoke run.
        starts: seconds of the import and of the first call, by contender.
        workload: what is trained.
        roster: contenders beside those that all drawn runs have.
        built: fields of builds that are others, by contender.
        data: fields of the data that are others.
        control: who races twice.
        repeat: seconds of a block of the control's repeat; the control's own where none are given.
        waiting: mean time for which blocks also stood ready without a processor, as a share of their own.
        more: lines to be written after these.
        ended: whether the run reached its end.
        command: that the user gave.
    """
    drawing = Drawing(runs / "drawn", seed=seed, processes=processes, spread=spread, workload=workload)
    drawing.built, drawing.waiting = built or {}, waiting
    given = {"machine": machine or {}, "settings": settings or {}, "roster": roster or {}, "data": data or {}}
    drawing.begin(Path(name).name, smoke=smoke, command=command, control=control, **given)
    for whose, seconds in {**times, f"{control}{AGAIN}": repeat or times.get(control, 1.0)}.items():
        drawing.contender(whose, seconds, card=(cards or {}).get(whose, {}), cpu_share=cpu_share)
    for whose, (import_seconds, first_seconds) in (starts or {}).items():
        drawing.start(whose, import_seconds, first_seconds, times[whose] / STEPS)
    for line in (*more, *([schema.End()] if ended else [])):
        drawing.recorder.write(line)
    folder = runs / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    drawing.recorder.folder.rename(folder)
    return read(folder)


def study(
    name: str,
    net: str,
    case: str,
    ways: Mapping[str, float],
    *,
    copies: Mapping[str, bool] | None = None,
    items: int = 1,
    framework: str = "pytorch",
) -> tuple[schema.Line, ...]:
    """Return a study's lines about one case in a framework: seconds a call by way, of which the first is the plain one.

    Times differ by process, alike for all ways. ``copies`` says of ways whether they copy.
    """
    whose: dict[str, Any] = {"workload": name, "contender": framework, "net": net, "case": case}
    plain, lines = next(iter(ways)), list[schema.Line]()
    for way, seconds in ways.items():
        facts: dict[str, Any] = {"copies": copies[way]} if copies and way in copies else {}
        told: dict[str, Any] = {
            "summary": f"{way}, as documented",
            "items": items,
            "base": way == plain,
            "facts": facts,
        }
        lines.append(schema.Variant(**whose, **told, name=way, replicate=0, build_seconds=0.1, first_call_seconds=0.1))
        lines += [
            schema.Sample(
                **whose, name=entry, replicate=process, round=number, call_seconds=seconds * (1 + 0.001 * process)
            )
            for entry in ((way, f"{way}{AGAIN}") if way == plain else (way,))
            for process in range(5)
            for number in range(3)
        ]
    return tuple(lines)


def training(workload: str, contender: str, accuracies: Sequence[float], **more: Any) -> schema.Training:
    """Return a training whose epochs, of 11 steps, took a second each."""
    epochs = [1.0] * len(accuracies)
    values: dict[str, Any] = {"initializer": "pytorch_default", "seed": 0, "epoch_seconds": epochs, "score_error": 1e-7}
    values |= more
    return schema.Training(
        workload=workload,
        contender=contender,
        accuracies=[*accuracies],
        training_seconds=sum(values["epoch_seconds"]),
        final_loss=0.1,
        epoch_steps=11,
        **values,
    )
