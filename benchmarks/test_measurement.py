"""Whole races of fake contenders whose truth is known: verdicts, noise floor, starts, seeds, budgets."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from benchmarks.analysis import accuracy
from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.harness import fakes
from benchmarks.harness.fakes.faults import LINGER_SECONDS
from benchmarks.harness.machine.processor import usable_processors
from benchmarks.harness.runner.process import WorkerError
from benchmarks.harness.runner.run import Run
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan import sizes
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import EFFORTS, Effort, Settings
from benchmarks.record.files import Recorder, RecordError
from benchmarks.record.record import Record, read
from benchmarks.record.schema import Block, Card, Failure, Line, Parity, Trouble
from benchmarks.stats.scaling import Size
from benchmarks.stats.verdicts import Word
from impls.interface import Contender

pytestmark = pytest.mark.timing

ROSTER = {contender.name: contender for contender in fakes.CONTENDERS}
WORKLOAD = "two_layer_net"
#: Smaller shapes, yet several processes.
EFFORT = replace(EFFORTS["smoke"], replicates=3, rounds=6, fewest=6)
Measure = Callable[..., Record]


@pytest.fixture
def measure(tmp_path: Path) -> Measure:
    """Return a function that races fakes and returns the record."""

    def run(*names: str, workload: str = WORKLOAD, effort: Effort = EFFORT, **options: Any) -> Record:
        settings = Settings(effort=effort, corpus="synthetic", time_limit_seconds=60, baseline="honest", **options)
        finished = Run({Cell(workload, name) for name in names}, settings, roster=ROSTER, results=tmp_path)
        finished.measure()
        return finished.record

    return run


def analysed(record: Record, workload: str = WORKLOAD) -> WorkloadAnalysis:
    return Analysis(record).workload(workload)


def test_a_planted_quarter_is_measured_and_identical_code_is_not_called_different(measure: Measure) -> None:
    analysis = analysed(measure("honest", "plus-25-percent"))
    planted = analysis.comparisons["plus-25-percent"]
    assert planted.ratio is not None
    # Generous, because a test may run on a busy machine; python -m benchmarks.calibrate holds it to 2 per cent. It is
    # the middle process, because one of three that was disturbed moves their mean, as its wide interval says.
    assert 1.15 < math.exp(median(planted.ratio.logs)) < 1.35
    assert (analysis.times.control, analysis.times.repeat) == ("honest", "honest-again")
    assert 0 < analysis.times.noise_floor < 0.25


def test_a_contender_that_computes_in_more_threads_gets_no_verdict_and_is_named(measure: Measure) -> None:
    if usable_processors() == 1:
        pytest.skip("threads can't leak on a single processor")
    leaking = analysed(measure("honest", "leaking-threads")).comparisons["leaking-threads"]
    assert leaking.verdict.word is Word.NO_VERDICT
    assert leaking.verdict.reason == "leaking-threads: thread leak"


def test_a_contender_whose_threads_go_on_hands_over_when_they_are_idle(measure: Measure) -> None:
    few = replace(EFFORT, replicates=1, rounds=3, fewest=3)
    record = measure("honest", "lingering", threads=2, effort=few)
    honest, lingering = (
        [block.idle_wait_seconds or 0.0 for block in record.of(Block, WORKLOAD, name)]
        for name in ("honest", "lingering")
    )
    # NumPy's own threads go on for about a quarter of that.
    assert min(lingering) > LINGER_SECONDS / 2
    assert median(honest) < LINGER_SECONDS / 2
    assert all(block.idle_wait_seconds is None for block in measure("honest", effort=few).of(Block))


def test_every_block_is_recorded_with_its_surroundings_and_every_result_with_its_card(measure: Measure) -> None:
    record = measure("honest")
    blocks = record.of(Block, WORKLOAD, "honest")
    assert [(line.replicate, line.round) for line in blocks] == [(p, r) for p in range(3) for r in range(6)]
    assert {line.place for line in blocks} == {0, 1}
    assert all(line.cpu_seconds > 0 and line.os_threads for line in blocks)
    card = record.of(Card, WORKLOAD, "honest")[0]
    assert (card.dtype, card.reduced_precision, card.steps) == ("float32", False, 50)
    assert card.sync == "synchronize"


def test_starts_and_memory_are_measured_in_processes_of_their_own(measure: Measure) -> None:
    analysis = analysed(measure("honest", "slow", effort=replace(EFFORT, starts=2, start_workloads=(WORKLOAD,))))
    rows = analysis.starts.rows.values()
    assert {(row.contender, row.cache, row.number) for row in rows} == {("honest", "cold", 2), ("slow", "cold", 2)}
    held = {row.contender: row.peak_bytes or 0 for row in analysis.resources}
    if Path("/proc/self/status").exists():
        assert 2**18 < held["honest"] < 2**30


def test_a_start_that_fails_is_told_and_costs_no_times(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    honest_call = Workers.call

    def call(self: Workers, contender: Contender, name: str, **arguments: Any) -> Any:
        if name == "start_up":
            raise WorkerError("planted")
        return honest_call(self, contender, name, **arguments)

    monkeypatch.setattr(Workers, "call", call)
    record = measure("honest", effort=replace(EFFORT, starts=1, start_workloads=(WORKLOAD,)))
    (trouble,) = record.of(Trouble)
    assert (trouble.what, trouble.reason) == ("cold start of honest on two_layer_net", "planted")
    assert record.of(Failure) == ()
    assert analysed(record).times.timed == ["honest"]


def test_several_seeds_give_times_to_accuracy_and_equivalence(
    measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small shapes learn little.
    monkeypatch.setattr(accuracy, "TARGET", 0.4)
    record = measure("honest", "slow", workload="text_classifier", effort=replace(EFFORTS["smoke"], seeds=3))
    honest, slow = analysed(record, "text_classifier").accuracies.rows
    assert (honest.contender, slow.contender) == ("honest", "slow")
    assert slow.reached.steps == honest.reached.steps > 0
    assert slow.reached.seconds > honest.reached.seconds
    assert honest.against_baseline is None
    assert slow.against_baseline is not None
    assert slow.against_baseline.word == "equivalent"


def test_the_sweep_measures_every_size_through_the_gate_and_fits_a_line(measure: Measure) -> None:
    record = measure("honest", "slow", "half-batch", workload=sizes.SWEEP, effort=EFFORTS["smoke"])
    sweep = Analysis(record).sweep
    assert [(row.size, row.contender) for row in sweep.steps] == [
        (size, name) for size in sizes.names(smoke=True) for name in ("honest", "slow")
    ]
    assert {line.contender for line in record.of(Parity) if not line.passed} == {"half-batch"}
    largest = Size(flop=max(row.flop for row in sweep.steps), moved=max(row.moved_bytes for row in sweep.steps))
    seconds = {name: fit.scaling.seconds(largest) for name, fit in sweep.fits.items()}
    assert 1.5 < seconds["slow"] / seconds["honest"] < 6
    (failure,) = record.of(Failure, sizes.SWEEP)
    assert failure.contender == "half-batch"
    assert "failed at every size" in failure.reason


def test_a_budget_buys_more_processes_and_no_budget_buys_none(measure: Measure) -> None:
    def processes(**options: Any) -> int:
        effort = replace(EFFORT, replicates=2, rounds=2, fewest=2)
        record = measure("honest", "slow", "plus-10-percent", effort=effort, **options)
        return len({line.replicate for line in record.of(Block)})

    assert processes() == 2
    # So narrow a band wants more processes than there is time for.
    assert processes(budget_minutes=0.3, band=1e-6) > 2


def test_when_the_disk_is_full_what_was_measured_is_kept_and_nothing_is_left_running(
    measure: Measure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    honest_write = Recorder.write

    def write(self: Recorder, line: Line) -> None:
        if isinstance(line, Block) and line.round == 2:
            self.file = Path("/dev/full")
        honest_write(self, line)

    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    monkeypatch.setattr(Recorder, "write", write)
    with pytest.raises(RecordError, match="No space left"):
        measure("honest")
    assert psutil.Process().children(recursive=True) == []
    (folder,) = (tmp_path / "runs").iterdir()
    record = read(folder)
    assert [line.round for line in record.of(Block, WORKLOAD, "honest")] == [0, 1]
    assert not record.ended
