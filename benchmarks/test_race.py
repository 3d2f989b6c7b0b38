"""The harness against contenders that cheat, hang, lie and crash."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from benchmarks.harness import fakes
from benchmarks.harness.runner import context
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record import files as records
from benchmarks.reports import summary, tables
from benchmarks.reports.page import markdown
from benchmarks.reports.sections import step_table

pytestmark = pytest.mark.timing

ROSTER = {contender.name: contender for contender in fakes.CONTENDERS}
Measure = Callable[..., Run]


@pytest.fixture
def measure(tmp_path: Path) -> Measure:
    """Return a function that races fakes on a workload at smoke shapes."""

    def run(*names: str, workload: str = "two_layer_net", time_limit: float = 60, **options: Any) -> Run:
        settings = Settings(effort=EFFORTS["smoke"], corpus="synthetic", time_limit_seconds=time_limit, **options)
        finished = Run({Cell(workload, name) for name in names}, settings, roster=ROSTER, results=tmp_path)
        finished.measure()
        return finished

    return run


def reason(run: Run, name: str, workload: str = "two_layer_net") -> str:
    failure = run.failure(Cell(workload, name))
    assert failure is not None, f"{name} was not caught"
    return failure[1]


def test_an_honest_contender_gets_times_accuracy_and_a_certificate(measure: Measure) -> None:
    run = measure("honest", workload="text_classifier")
    cell = Cell("text_classifier", "honest")
    assert run.failure(cell) is None
    assert len(run.samples(cell)) >= 2
    assert 0 < run.facts(cell)["loss_error"] < 1e-4
    assert 0.34 < run.facts(cell)["accuracy"] <= 1


def test_what_is_kept_beside_the_times_is_there_with_several_processes(tmp_path: Path) -> None:
    effort = replace(EFFORTS["smoke"], replicates=2, long_replicates=2)
    cell = Cell("two_layer_net", "honest")
    run = Run({cell}, Settings(effort=effort, corpus="synthetic"), roster=ROSTER, results=tmp_path)
    run.measure()
    assert {"steps", "loss_error", "first_call_seconds", "rounds", "weights"} <= run.facts(cell).keys()
    assert len(run.samples(cell)) >= 4


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
    assert run.samples(Cell(workload, fake)) == []
    assert run.samples(Cell(workload, "honest"))
    row = step_table(run.lines, workload, baseline="honest", band=0.03).set_index("contender").loc[fake]
    assert "failed the parity gate" in row["step"]
    assert row["feeding"] == row["quartiles"] == "-"


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
    assert run.failure(Cell("two_layer_net", "honest")) is None
    assert "step_seconds" in summary.timings(run.lines, "two_layer_net")


def test_a_hanging_contender_is_stopped_after_the_time_limit(measure: Measure) -> None:
    run = measure("hanging", "honest", time_limit=10)
    assert "within 10 s" in reason(run, "hanging")
    assert run.samples(Cell("two_layer_net", "honest"))


def test_no_worker_outlives_a_run(measure: Measure) -> None:
    measure("crashing", "hanging", "honest", time_limit=10)
    assert psutil.Process().children(recursive=True) == []


def test_a_missing_device_is_not_run_and_no_device_at_all_is_an_error(measure: Measure) -> None:
    run = measure("deviceless", "honest")
    assert run.failure(Cell("two_layer_net", "deviceless")) == ("not run", "there is no such device; plug one in")
    with pytest.raises(NothingToRunError, match="no contender can run"):
        measure("deviceless")


def test_a_missing_framework_is_not_run_and_says_what_to_do(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "versions", lambda _: {})
    monkeypatch.setitem(ROSTER, "absent", replace(ROSTER["honest"], name="absent", home="impls"))
    run = measure("absent", "honest")
    assert run.failure(Cell("two_layer_net", "absent")) == (
        "not run",
        'fakes is not installed; pip install -c constraints.txt -e ".[cpu]" brings it',
    )


def test_planted_work_is_found(measure: Measure) -> None:
    workload = "two_layer_net_minibatch"
    run = measure("honest", "slow", workload=workload)
    ratio = min(run.samples(Cell(workload, "slow"))) / min(run.samples(Cell(workload, "honest")))
    assert 1.8 < ratio < 6


def test_tables_can_be_made_again_from_the_record(measure: Measure) -> None:
    run = measure("honest", "raising")
    tables.publish(run)
    again = markdown(records.read(run.folder))
    assert again == (run.folder / "tables.md").read_text(encoding="utf-8")
    assert "smaller shapes" in again
    assert "ValueError: planted" in again
    assert not (run.results / "cpu.md").exists()
