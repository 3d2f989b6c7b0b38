"""Contenders on several processes: what is measured of honest ones, and what becomes of a process that fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.replayed import failure, samples
from benchmarks.harness import fakes
from benchmarks.harness.machine.allowance import allowed_processors
from benchmarks.harness.ranks.team import FOLLOWER
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.places import ROOT
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Card, Exchange, Failure, Trouble
from impls.contenders import contenders, versions
from impls.ranks import part
from impls.workloads import TEXT_CLASSIFIER_PARALLEL, TWO_LAYER_NET_PARALLEL

WORKLOAD = "two_layer_net_parallel"
ROSTER = {contender.name: contender for contender in (*fakes.CONTENDERS, *fakes.TEAM_CONTENDERS)}
#: Who fails in the middle, and what is said of it.
TROUBLE = {
    "team-apart": "failed the parity gate: loss of step 1",
    "team-dying": "process 2 of 2, on 127.0.0.1, ended in the middle (signal 9)",
    "team-hanging": "within 10 s, so it was stopped",
    "team-raising": "process 2 of 2, on 127.0.0.1, failed: ValueError: planted",
    "team-burning": "of processor time",
}
pytestmark = pytest.mark.skipif(allowed_processors() < 2, reason="two processes need two processors")


def race(results: Path, *names: str, **options: Any) -> Record:
    """Race fakes, and return the record."""
    settings = Settings(effort=EFFORTS["smoke"], baseline="honest", time_limit_seconds=10, **options)
    run = Run([Cell(WORKLOAD, name) for name in names], settings, roster=ROSTER, results=results)
    run.measure()
    return run.record


def followers() -> list[psutil.Process]:
    """Return the further processes of contenders of this checkout: who is orphaned has another parent."""
    every = psutil.process_iter(["cmdline", "cwd"])
    own = [process for process in every if process.info["cwd"] == str(ROOT)]
    return [process for process in own if FOLLOWER in (process.info["cmdline"] or ())]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Return the record of the one race of them all."""
    return race(tmp_path_factory.mktemp("results"), "honest", "team", *TROUBLE)


def test_a_net_on_two_processes_passes_the_gate_and_is_timed_beside_one(record: Record) -> None:
    assert len(samples(record, Cell(WORKLOAD, "team"))) >= EFFORTS["smoke"].fewest
    assert {card.processes for card in record.of(Card, WORKLOAD, "team")} == {2}
    assert all(block.ready_wait_seconds is None for block in record.of(Block, WORKLOAD, "team"))


def test_speed_up_bytes_share_memory_and_a_prediction_stand_on_its_row(record: Record) -> None:
    (row,) = Analysis(record).workload(WORKLOAD).scaling
    assert (row.contender, row.alone, row.processes) == ("team", "honest", 2)
    assert row.speed_up is not None
    assert row.efficiency is not None
    assert row.efficiency.estimate == pytest.approx(row.speed_up.estimate / 2)
    # 1000 x 100 and 100 x 10 weights with their biases, float32.
    assert row.summed_bytes == 4 * (1000 * 100 + 100 + 100 * 10 + 10)
    assert row.sent_bytes is not None
    # Each process's gradients cross the interface once, one to the other and the sum back.
    assert row.sent_bytes > 2 * row.summed_bytes
    assert row.exchange_share is not None
    assert row.exchange_share < 1
    assert row.predicted_seconds is not None
    assert row.predicted_seconds > 0
    (line,) = record.of(Exchange, WORKLOAD, "team")
    assert all(held and held > 2**20 for held in line.peak_bytes)
    assert len(line.peak_bytes) == line.processes == 2


@pytest.mark.parametrize(("name", "sentence"), TROUBLE.items())
def test_a_process_that_fails_ends_its_cell_with_the_reason(record: Record, name: str, sentence: str) -> None:
    found = failure(record, Cell(WORKLOAD, name))
    assert found is not None
    assert sentence in found.reason


def test_nobody_else_s_result_is_lost_and_no_process_is_left(record: Record) -> None:
    assert {line.contender for line in record.of(Failure)} == {*TROUBLE}
    assert Analysis(record).workload(WORKLOAD).times.timed == ["honest", "team"]
    assert followers() == []


@pytest.mark.parametrize("victim", ["leader", pytest.param("run", marks=pytest.mark.full)])
def test_whoever_is_killed_no_process_is_left(victim: str, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from benchmarks.test_teams import race;"
        "race(Path(sys.argv[1]), 'honest', 'team')"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 60
        # One that listens to its leader does so by a thread of its own.
        while not (found := [one for one in followers() if _below(one, running.pid) and one.num_threads() > 1]):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        if sys.platform == "linux":
            # One that is stopped hears nothing of a channel's end: the system ends it.
            found[0].suspend()
        os.kill(found[0].ppid() if victim == "leader" else running.pid, signal.SIGKILL)
        assert not psutil.wait_procs(found, timeout=10)[1]
        running.wait(timeout=60)


def _below(process: psutil.Process, ancestor: int) -> bool:
    return ancestor in [parent.pid for parent in process.parents()]


def test_an_engine_trains_on_two_processes(tmp_path: Path) -> None:
    contender = next(one for one in contenders().values() if one.processes == 2)
    if not versions(contender.framework):
        pytest.skip(f"{contender.framework} is not installed")
    settings = Settings(effort=EFFORTS["smoke"], baseline=contender.name)
    run = Run([Cell(WORKLOAD, contender.name)], settings, results=tmp_path)
    run.measure()
    assert not run.record.of(Failure)
    assert samples(run.record, Cell(WORKLOAD, contender.name))
    (line,) = run.record.of(Exchange)
    assert len(line.step_seconds) == len(line.apart_seconds) > 0


@pytest.mark.full
def test_every_engine_passes_the_gate_on_every_workload(tmp_path: Path) -> None:
    asked = [one for one in contenders().values() if one.processes == 2 and versions(one.framework)]
    cells = [Cell(workload, one.name) for one in asked for workload in one.workloads]
    run = Run(cells, Settings(effort=EFFORTS["smoke"], corpus="synthetic"), results=tmp_path)
    run.measure()
    assert not run.record.of(Failure)
    assert not run.record.of(Trouble)
    for cell in cells:
        assert samples(run.record, cell), cell


def test_parts_of_a_mean_are_divided_by_the_processes_and_those_of_a_sum_are_not() -> None:
    assert part(TEXT_CLASSIFIER_PARALLEL, 4) == 1 / 4
    assert part(TWO_LAYER_NET_PARALLEL, 4) == 1
