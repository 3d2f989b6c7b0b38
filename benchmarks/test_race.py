"""The harness against contenders that cheat, lie, hang and crash: all of them in one race, beside honest ones.

The race is run once, on a machine that may be busy; whatever asks how long something took is in ``test_measurement``.
"""

from __future__ import annotations

import math
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from benchmarks.analysis import accuracy
from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.replayed import facts, failure, samples
from benchmarks.harness import fakes
from benchmarks.harness.runner import context
from benchmarks.harness.runner.process import WorkerError
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.harness.runner.run import Run
from benchmarks.harness.runner.spending import Spending
from benchmarks.harness.runner.workers import WORKER, Workers
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import EFFORTS, Effort, Settings
from benchmarks.record.files import Recorder, RecordError
from benchmarks.record.record import Record, read
from benchmarks.record.schema import Block, Card, Failure, Line, Trouble
from impls.interface import Contender

WORKLOAD = "two_layer_net"
FAKES = {contender.name: contender for contender in fakes.CONTENDERS}
#: Another net, and where: stopped by the gate, before anything is timed.
OTHER_NETS = {
    "swapped-batches": "two_layer_net_minibatch",
    "other-epsilon": "text_classifier",
    "other-weights": WORKLOAD,
    "half-batch": WORKLOAD,
}
#: Other trouble, and what of its sentence is told.
TROUBLE = {
    "cheating-later": "a timed block's loss of step",
    "unsynchronized": "no end sync",
    "no-start-sync": "no start sync",
    "retracing": "traced or compiled inside the clock",
    "compiling-late": "traced or compiled inside the clock",
    "recompiling": "traced or compiled inside the clock",
    "remembering-losses": "a cached result",
    "remembering-all": "a cached result",
    "other-dtype": "float64",
    "raising": "ValueError: planted",
    "crashing": "exit status 3",
    "greedy": "threads asked for: 1; read back: {'pool': 2}",
}
#: Who can't run here, and why.
ABSENT = {
    "deviceless": "there is no such device; plug one in",
    "absent": 'fakes is not installed; pip install -c constraints.txt -e ".[cpu]" brings it',
}
#: Answers that no record can hold: which call brings them, and the field that is wrong.
NONSENSE: dict[str, tuple[str, dict[str, Any], str]] = {
    "steps-of-a-build": ("build", {"steps": "many"}, "steps"),
    "no-failures": ("certify", {"failures": None}, "failures"),
    "negative-steps": ("warm_up", {"warm_up_steps": -1}, "warm_up_steps"),
    "no-time": ("block", {"block_seconds": 0}, "block_seconds"),
    "more-than-asked": ("block", {"mood": "good"}, "mood"),
    "threads-as-a-list": ("verify", {"threads": ["openblas"]}, "threads"),
    "versions-as-a-number": ("start", {"versions": 3}, "versions"),
}
HONEST = ("honest", "slow")
ROSTER = FAKES | {
    **{name: replace(FAKES["honest"], name=name) for name in NONSENSE},
    "absent": replace(FAKES["honest"], name="absent", home="impls"),
}
CELLS = {
    *(Cell(WORKLOAD, name) for name in (*HONEST, *TROUBLE, *ABSENT, *NONSENSE)),
    *(Cell(workload, name) for name, workload in OTHER_NETS.items()),
    *(Cell(workload, name) for name in HONEST for workload in ("text_classifier", "two_layer_net_minibatch")),
}
#: Two processes, two starts, three trainings, everything on small shapes. So narrow a band wants more processes.
EFFORT = replace(EFFORTS["smoke"], replicates=2, starts=1, start_workloads=(WORKLOAD,), seeds=3)
NARROW = 1e-6

honest_call, honest_write = Workers.call, Recorder.write


def race(results: Path, *cells: Cell, effort: Effort = EFFORTS["smoke"], **options: Any) -> Record:
    """Race fakes, and return the record."""
    settings = Settings(effort=effort, corpus="synthetic", **{"time_limit_seconds": 60, **options})
    run = Run(cells, settings, roster=ROSTER, results=results)
    run.measure()
    return run.record


def call_with_trouble(self: Workers, contender: Contender, name: str, **arguments: Any) -> Any:
    """Call a worker; some answers are spoilt on the way, and the start of one contender fails."""
    if (contender.name, name) == ("slow", "start_up"):
        raise WorkerError("planted")
    answer = honest_call(self, contender, name, **arguments)
    spoilt_call, nonsense, _ = NONSENSE.get(contender.name, ("", {}, ""))
    return answer | nonsense if spoilt_call == name else answer


def living_workers() -> list[int]:
    """Return the worker processes that this process has."""
    children = {child.pid for child in psutil.Process().children(recursive=True)}
    commands = {process.pid: process.info["cmdline"] or () for process in psutil.process_iter(["cmdline"])}
    return [pid for pid in children if WORKER in commands.get(pid, ())]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Return the record of the one race of them all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "versions", lambda _: {})
        patch.setattr(Workers, "call", call_with_trouble)
        return race(tmp_path_factory.mktemp("results"), *CELLS, effort=EFFORT, baseline="honest", band=NARROW)


def outcome(record: Record, name: str, workload: str = WORKLOAD) -> tuple[str, str]:
    line = failure(record, Cell(workload, name))
    assert line is not None, f"{name} was not caught"
    return line.status, line.reason


def test_trouble_costs_only_its_own_cell(record: Record) -> None:
    failed = {Cell(line.workload, line.contender) for line in record.of(Failure)}
    assert failed == CELLS - {Cell(cell.workload, name) for cell in CELLS for name in HONEST}
    assert len(failed) == len(record.of(Failure))
    for workload in {cell.workload for cell in CELLS}:
        assert Analysis(record).workload(workload).times.timed == list(HONEST)


def test_an_honest_contender_gets_times_accuracy_and_a_certificate(record: Record) -> None:
    cell = Cell("text_classifier", "honest")
    assert len(samples(record, cell)) >= 2 * EFFORT.fewest
    kept = facts(record, cell)
    assert {"steps", "loss_error", "first_call_seconds", "rounds", "weights_digest"} <= kept.keys()
    assert 0 < kept["loss_error"] < 1e-4
    assert 0.34 < kept["accuracy"] <= 1


@pytest.mark.parametrize(("fake", "workload"), OTHER_NETS.items())
def test_the_gate_stops_another_net_before_timing(record: Record, fake: str, workload: str) -> None:
    status, reason = outcome(record, fake, workload)
    assert (status, "failed the parity gate" in reason) == ("failed", True)
    assert samples(record, Cell(workload, fake)) == []
    row = next(row for row in Analysis(record).workload(workload).times.rows if row.contender == fake)
    assert "failed the parity gate" in row.reason


@pytest.mark.parametrize(("fake", "sentence"), TROUBLE.items())
def test_trouble_is_named(record: Record, fake: str, sentence: str) -> None:
    status, reason = outcome(record, fake)
    assert status == "failed"
    assert sentence in reason


@pytest.mark.parametrize(("name", "reason"), ABSENT.items())
def test_who_can_not_run_here_is_told_what_to_do(record: Record, name: str, reason: str) -> None:
    assert outcome(record, name) == ("not run", reason)


@pytest.mark.parametrize("name", NONSENSE)
def test_an_answer_that_no_record_can_hold_is_a_failure_that_names_its_field(record: Record, name: str) -> None:
    status, reason = outcome(record, name)
    assert status == "failed"
    assert f"answered what no record can hold: field {NONSENSE[name][2]}" in reason


def test_every_block_is_recorded_with_its_surroundings_and_every_result_with_its_card(record: Record) -> None:
    blocks = record.of(Block, WORKLOAD, "honest")
    rounds = facts(record, Cell(WORKLOAD, "honest"))["rounds"]
    assert [(line.replicate, line.round) for line in blocks] == [(p, r) for p in range(2) for r in range(rounds)]
    assert len({line.place for line in blocks}) > 1
    assert all(line.cpu_seconds > 0 and line.os_threads for line in blocks)
    assert all(line.idle_wait_seconds is None for line in blocks)
    card = record.of(Card, WORKLOAD, "honest")[0]
    assert (card.dtype, card.reduced_precision, card.steps) == ("float32", False, 50)
    assert card.sync == "synchronize"


def test_starts_and_memory_are_measured_in_processes_of_their_own(record: Record) -> None:
    analysis = Analysis(record).workload(WORKLOAD)
    rows = analysis.starts.rows.values()
    assert {(row.contender, row.cache, row.number) for row in rows} == {("honest", "cold", 1)}
    held = {row.contender: row.peak_bytes or 0 for row in analysis.resources}
    if Path("/proc/self/status").exists():
        assert 2**18 < held["honest"] < 2**30


def test_a_start_that_fails_is_told_and_costs_no_times(record: Record) -> None:
    (trouble,) = record.of(Trouble)
    assert (trouble.what, trouble.reason) == ("cold start of slow on two_layer_net", "planted")
    assert len(samples(record, Cell(WORKLOAD, "slow"))) >= 2 * EFFORT.fewest


def test_several_seeds_give_times_to_accuracy_and_equivalence(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    # Small shapes learn little.
    monkeypatch.setattr(accuracy, "TARGET", 0.4)
    honest, slow = Analysis(record).workload("text_classifier").accuracies.rows
    assert (honest.contender, slow.contender) == HONEST
    assert slow.reached.steps == honest.reached.steps > 0
    assert slow.reached.seconds > honest.reached.seconds
    assert honest.against_baseline is None
    assert slow.against_baseline is not None
    assert slow.against_baseline.word == "equivalent"


def processes(record: Record) -> int:
    return len({line.replicate for line in record.of(Block)})


def test_what_is_left_of_a_budget_buys_more_processes_and_nothing_left_buys_none(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert processes(record) == 2
    elapsed_seconds = chain([0.0], repeat(math.inf))
    monkeypatch.setattr(Spending, "run_seconds", property(lambda _: next(elapsed_seconds)))
    cells = [Cell(WORKLOAD, name) for name in HONEST]
    effort = replace(EFFORTS["smoke"], replicates=2)
    extended = race(tmp_path, *cells, effort=effort, baseline="honest", band=NARROW, budget_minutes=5)
    assert processes(extended) == 3


def test_a_hanging_contender_is_stopped_after_the_time_limit_and_no_worker_outlives_a_run(tmp_path: Path) -> None:
    cells = [Cell(WORKLOAD, name) for name in ("hanging", "crashing", "honest")]
    record = race(tmp_path, *cells, time_limit_seconds=10)
    assert living_workers() == []
    assert "within 10 s" in outcome(record, "hanging")[1]
    assert samples(record, Cell(WORKLOAD, "honest"))


def test_no_device_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NothingToRunError, match="no contender can run"):
        race(tmp_path, Cell(WORKLOAD, "deviceless"))


def test_when_the_disk_is_full_what_was_measured_is_kept_and_nothing_is_left_running(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip(f"this system has no {full}")
    # A link, so that whatever tidies up a file that can't be written removes no device.
    file = tmp_path / "full"
    file.symlink_to(full)

    def write(self: Recorder, line: Line) -> None:
        if isinstance(line, Block) and line.round == 1:
            self.file = file
        honest_write(self, line)

    monkeypatch.setattr(Recorder, "write", write)
    with pytest.raises(RecordError, match="No space left"):
        race(tmp_path, Cell(WORKLOAD, "honest"))
    assert living_workers() == []
    (folder,) = (tmp_path / "runs").iterdir()
    record = read(folder)
    assert [line.round for line in record.of(Block, WORKLOAD, "honest")] == [0]
    assert not record.ended
