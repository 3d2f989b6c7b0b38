"""Scratch folders end with their run, or with the next one; what dies because all are ended has not failed."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from benchmarks.harness import fakes
from benchmarks.harness.runner.interruptions import interrupted_by_signals
from benchmarks.harness.runner.scratch import LOCK, PREFIX, Scratch, ScratchError
from benchmarks.harness.runner.workers import StoppedError, Workers
from benchmarks.plan.places import ROOT
from benchmarks.plan.settings import Settings
from impls.contenders import challengers, contenders, framework, versions

HONEST = next(contender for contender in fakes.CONTENDERS if contender.mode == "honest")
HOLD = (
    "import sys; from benchmarks.harness.runner.scratch import Scratch; scratch = Scratch();"
    "print(scratch.folder, flush=True); sys.stdin.read()"
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files, for this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_the_scratch_folder_of_a_killed_run_is_removed_by_the_next_and_that_of_a_living_one_is_not(
    temporary: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        folder = Path(owner.stdout.readline().strip())
        Scratch().remove()
        assert (folder / LOCK).exists()
        owner.kill()
        owner.wait()
    assert folder.is_dir()
    Scratch().remove()
    assert not list(temporary.glob(f"*{PREFIX}*"))


def test_a_contender_has_the_threads_of_the_run_or_its_own_and_says_what_pools_were_told(tmp_path: Path) -> None:
    with Workers(Settings(), logs=tmp_path) as workers:
        for contender, threads in ((HONEST, 1), (replace(HONEST, name="again", threads=2), 2)):
            described = workers.start(contender) or {}
            assert described["threads"] == {"pool": threads}
            pools = {f"{pool}_NUM_THREADS": str(threads) for pool in ("MKL", "OMP", "OPENBLAS")}
            assert described["variables"] == pools
        assert workers.started == {HONEST.name: 1, "again": 2}


def test_a_folder_that_a_framework_names_for_temporary_files_is_there_and_shared_by_its_processes(
    tmp_path: Path,
) -> None:
    # Frameworks that compile keep compiled headers there: with a private one every process compiled them again.
    declared = [
        one for one in challengers() if "TMPDIR" in framework(one).environment(device="cpu", threads=1, scratch="")
    ]
    named = [contenders()[framework(one).plain] for one in declared if versions(one)]
    if not named:
        pytest.skip("no framework that is installed names one")
    with Workers(Settings(), logs=tmp_path) as workers:
        for contender in (named[0], replace(named[0], name="again")):
            workers.start(contender)
        twins = [replace(named[0], name=name) for name in (named[0].name, "again")]
        places = {Path(psutil.Process(workers.process_id(twin)).environ()["TMPDIR"]) for twin in twins}
        (place,) = places
        assert place.is_dir()
        assert place.is_relative_to(workers.scratch)


def test_a_place_without_room_for_scratch_files_is_named(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> str:
        raise OSError(28, "No space left on device", str(temporary))

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(ScratchError, match=rf"{temporary} \(No space left on device\): .*TMPDIR"):
        Scratch()


@pytest.mark.parametrize("seconds", [0, 3])
def test_a_worker_that_dies_because_all_are_ended_has_not_failed(
    seconds: float, temporary: Path, tmp_path: Path
) -> None:
    ends: list[BaseException] = []

    def wait_for_an_answer(workers: Workers) -> None:
        try:
            workers.start(HONEST)
            while True:
                workers.call(HONEST, "start", device="cpu", threads=1)
        except BaseException as error:  # noqa: BLE001  whatever it is, is what is looked at
            ends.append(error)

    with Workers(Settings(), logs=tmp_path / "logs") as workers:
        workers.pool.submit(wait_for_an_answer, workers)
        time.sleep(seconds)
    assert [type(error) for error in ends] == [StoppedError]
    assert not list(temporary.glob(f"*{PREFIX}*"))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_being_told_to_end_is_like_ctrl_c_while_a_run_is_measured(name: str) -> None:
    number = getattr(signal, name)
    # Where the tests were told to survive their terminal, so were they to ignore this signal.
    inherited = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), interrupted_by_signals():
            signal.raise_signal(number)
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, inherited)


def test_a_run_that_was_told_to_survive_its_terminal_does(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupted_by_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
