"""A run that is stopped at any moment keeps what it had, leaves no process, and its tables can be made."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from benchmarks.harness.fakes.user import environment
from benchmarks.plan.places import ROOT
from benchmarks.record.record import read
from benchmarks.record.schema import Block, Failure

#: Long enough to be interrupted: many processes of many rounds.
LONG_RUN = ["benchmarks/bench_two_layer_net.py", "-k", "numpy", "--effort=rigorous", "--benchmark-only"]
#: pytest that hears Ctrl-C even where the shell started these tests in the background, which makes children deaf to it.
LISTENING_PYTEST = (
    "import signal, sys, pytest; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "sys.exit(pytest.main(sys.argv[1:]))"
)
#: Moments in a run, told by the first line of a kind; in the last, workers live and there is something to keep.
MOMENTS = ("environment", "data", "build", "parity", "block")
SECONDS = 120


@contextmanager
def run_until(moment: str, results: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[psutil.Process]]]:
    """Start a run; hand it over with its workers as soon as its record has a line of a kind."""
    command = [sys.executable, "-c", LISTENING_PYTEST, "-p", "no:cacheprovider", f"--results={results}", *LONG_RUN]
    scratch = results / "scratch"
    scratch.mkdir()
    variables = {**environment(), "TMPDIR": str(scratch)}
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        deadline = time.monotonic() + SECONDS
        wanted = f'"kind":"{moment}"'
        while not any(wanted in file.read_text(encoding="utf-8") for file in results.glob("runs/*/samples.jsonl")):
            assert time.monotonic() < deadline
            assert running.poll() is None
            time.sleep(0.1)
        try:
            yield running, psutil.Process(running.pid).children(recursive=True)
        finally:
            running.kill()


def gone(workers: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(workers, timeout=30)[1]


def blocks(results: Path) -> int:
    (folder,) = (results / "runs").iterdir()
    return len(read(folder).of(Block))


@pytest.mark.parametrize(
    "moment", [*(pytest.param(name, marks=pytest.mark.full) for name in MOMENTS[:-1]), MOMENTS[-1]]
)
def test_ctrl_c_keeps_what_is_finished_and_leaves_no_process(moment: str, tmp_path: Path) -> None:
    with run_until(moment, tmp_path) as (running, workers):
        before = blocks(tmp_path)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == pytest.ExitCode.INTERRUPTED
    assert gone(workers)
    assert blocks(tmp_path) >= before
    (folder,) = (tmp_path / "runs").iterdir()
    assert "The run ended early" in (folder / "tables.md").read_text(encoding="utf-8")
    assert not read(folder).of(Failure)
    assert not (tmp_path / "cpu.md").exists()
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.full)])
def test_being_told_to_end_is_like_ctrl_c(number: signal.Signals, tmp_path: Path) -> None:
    with run_until("block", tmp_path) as (running, workers):
        running.send_signal(number)
        assert running.wait(timeout=60) == pytest.ExitCode.INTERRUPTED
    assert gone(workers)
    (folder,) = (tmp_path / "runs").iterdir()
    assert "The run ended early" in (folder / "tables.md").read_text(encoding="utf-8")
    assert not read(folder).of(Failure)
    assert not list((tmp_path / "scratch").iterdir())


def test_a_run_that_is_killed_leaves_its_blocks_and_no_process_and_its_tables_can_be_made(tmp_path: Path) -> None:
    with run_until("block", tmp_path) as (running, workers):
        before = blocks(tmp_path)
        running.kill()
        running.wait(timeout=60)
    assert gone(workers)
    assert blocks(tmp_path) >= before > 0
    (folder,) = (tmp_path / "runs").iterdir()
    command = [sys.executable, "-m", "benchmarks", "tables", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert "numpy" in (folder / "tables.md").read_text(encoding="utf-8")


def test_a_worker_that_is_killed_costs_only_its_own_cell(tmp_path: Path) -> None:
    with run_until("block", tmp_path) as (running, workers):
        victim = next(worker for worker in workers if "impls.reference" in " ".join(worker.cmdline()))
        victim.kill()
        deadline = time.monotonic() + SECONDS
        (folder,) = (tmp_path / "runs").iterdir()
        while not read(folder).of(Failure):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        count = blocks(tmp_path)
        while blocks(tmp_path) == count:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
    assert "signal 9" in read(folder).of(Failure)[0].reason
    assert gone(workers)
