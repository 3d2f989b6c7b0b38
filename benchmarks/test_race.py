"""The harness against contenders that cheat, hang, lie and crash."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.replayed import facts, failure, samples
from benchmarks.harness import fakes
from benchmarks.harness.runner import context
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.harness.runner.run import Run
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.schema import Failure
from impls.interface import Contender

pytestmark = pytest.mark.timing

ROSTER = {contender.name: contender for contender in fakes.CONTENDERS}
Measure = Callable[..., Run]


@pytest.fixture
def measure(tmp_path: Path) -> Measure:
    """Return a function that races fakes on a workload at smoke shapes."""

    def run(*names: str, workload: str = "two_layer_net", time_limit_seconds: float = 60, **options: Any) -> Run:
        settings = Settings(
            effort=EFFORTS["smoke"], corpus="synthetic", time_limit_seconds=time_limit_seconds, **options
        )
        finished = Run({Cell(workload, name) for name in names}, settings, roster=ROSTER, results=tmp_path)
        finished.measure()
        return finished

    return run


def reason(run: Run, name: str, workload: str = "two_layer_net") -> str:
    line = failure(run.record, Cell(workload, name))
    assert line is not None, f"{name} was not caught"
    return line.reason


def outcome(run: Run, name: str) -> tuple[str, str]:
    line = failure(run.record, Cell("two_layer_net", name))
    return (line.status, line.reason) if line else ("", "")


def test_an_honest_contender_gets_times_accuracy_and_a_certificate(measure: Measure) -> None:
    run = measure("honest", workload="text_classifier")
    cell = Cell("text_classifier", "honest")
    assert failure(run.record, cell) is None
    assert len(samples(run.record, cell)) >= 2
    assert 0 < facts(run.record, cell)["loss_error"] < 1e-4
    assert 0.34 < facts(run.record, cell)["accuracy"] <= 1


def test_what_is_kept_beside_the_times_is_there_with_several_processes(tmp_path: Path) -> None:
    effort = replace(EFFORTS["smoke"], replicates=2)
    cell = Cell("two_layer_net", "honest")
    run = Run({cell}, Settings(effort=effort, corpus="synthetic"), roster=ROSTER, results=tmp_path)
    run.measure()
    assert {"steps", "loss_error", "first_call_seconds", "rounds", "weights_digest"} <= facts(run.record, cell).keys()
    assert len(samples(run.record, cell)) >= 4


@pytest.mark.parametrize(
    ("fake", "workload"),
    [
        ("swapped-batches", "two_layer_net_minibatch"),
        ("other-epsilon", "text_classifier"),
        ("other-weights", "two_layer_net"),
        ("half-batch", "two_layer_net"),
    ],
)
def test_the_gate_stops_another_net_before_timing(measure: Measure, fake: str, workload: str) -> None:
    run = measure(fake, "honest", workload=workload)
    assert "failed the parity gate" in reason(run, fake, workload)
    assert samples(run.record, Cell(workload, fake)) == []
    assert samples(run.record, Cell(workload, "honest"))
    times = Analysis(run.record).workload(workload).times
    row = next(row for row in times.rows if row.contender == fake)
    assert "failed the parity gate" in row.reason
    assert times.timed == ["honest"]


@pytest.mark.parametrize(
    ("fake", "sentence"),
    [
        ("cheating-later", "a timed block's loss of step"),
        ("unsynchronized", "no end sync"),
        ("no-start-sync", "no start sync"),
        ("retracing", "traced or compiled inside the clock"),
        ("compiling-late", "traced or compiled inside the clock"),
        ("recompiling", "traced or compiled inside the clock"),
        ("remembering-losses", "the block's work wasn't done"),
        ("remembering-all", "a cached result"),
        ("other-dtype", "float64"),
        ("raising", "ValueError: planted"),
        ("crashing", "exit status 3"),
        ("greedy", "threads asked for: 1; read back: {'pool': 2}"),
    ],
)
def test_trouble_costs_only_its_own_cell_and_is_named(measure: Measure, fake: str, sentence: str) -> None:
    run = measure(fake, "honest")
    assert sentence in reason(run, fake)
    assert outcome(run, "honest") == ("", "")
    assert Analysis(run.record).workload("two_layer_net").times.timed == ["honest"]


def test_a_hanging_contender_is_stopped_after_the_time_limit(measure: Measure) -> None:
    run = measure("hanging", "honest", time_limit_seconds=10)
    assert "within 10 s" in reason(run, "hanging")
    assert samples(run.record, Cell("two_layer_net", "honest"))


def test_no_worker_outlives_a_run(measure: Measure) -> None:
    measure("crashing", "hanging", "honest", time_limit_seconds=10)
    assert psutil.Process().children(recursive=True) == []


def test_a_missing_device_is_not_run_and_no_device_at_all_is_an_error(measure: Measure) -> None:
    run = measure("deviceless", "honest")
    assert outcome(run, "deviceless") == ("not run", "there is no such device; plug one in")
    with pytest.raises(NothingToRunError, match="no contender can run"):
        measure("deviceless")


def test_a_missing_framework_is_not_run_and_says_what_to_do(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "versions", lambda _: {})
    monkeypatch.setitem(ROSTER, "absent", replace(ROSTER["honest"], name="absent", home="impls"))
    run = measure("absent", "honest")
    assert outcome(run, "absent") == (
        "not run",
        'fakes is not installed; pip install -c constraints.txt -e ".[cpu]" brings it',
    )


def test_planted_work_is_found(measure: Measure) -> None:
    workload = "two_layer_net_minibatch"
    run = measure("honest", "slow", workload=workload)
    ratio = min(samples(run.record, Cell(workload, "slow"))) / min(samples(run.record, Cell(workload, "honest")))
    assert 1.8 < ratio < 6


@pytest.mark.parametrize(
    ("name", "nonsense", "field"),
    [
        ("build", {"steps": "many"}, "steps"),
        ("certify", {"failures": None}, "failures"),
        ("warm_up", {"warm_up_steps": -1}, "warm_up_steps"),
        ("block", {"block_seconds": 0}, "block_seconds"),
        ("block", {"mood": "good"}, "mood"),
        ("verify", {"threads": ["openblas"]}, "threads"),
        ("start", {"versions": 3}, "versions"),
    ],
)
def test_an_answer_that_no_record_can_hold_costs_only_its_own_cell(
    measure: Measure, monkeypatch: pytest.MonkeyPatch, name: str, nonsense: dict[str, Any], field: str
) -> None:
    honest_call = Workers.call

    def call(self: Workers, contender: Contender, called: str, **arguments: Any) -> Any:
        answer = honest_call(self, contender, called, **arguments)
        return answer | nonsense if (contender.name, called) == ("slow", name) else answer

    monkeypatch.setattr(Workers, "call", call)
    run = measure("slow", "honest")
    assert f"answered what no record can hold: field {field}" in reason(run, "slow")
    assert [line.contender for line in run.record.of(Failure)] == ["slow"]
    assert Analysis(run.record).workload("two_layer_net").times.timed == ["honest"]
