"""More threads than processors are refused before anything is measured, whatever limits the processors."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness.machine import allowance
from benchmarks.harness.machine.allowance import TooManyThreadsError, check_threads
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.settings import Settings


def limit(monkeypatch: pytest.MonkeyPatch, *, processors: int, quota: float | None) -> None:
    monkeypatch.setattr(allowance, "usable_processors", lambda: processors)
    monkeypatch.setattr(allowance, "cpu_limit", lambda: quota)


@pytest.mark.parametrize(
    ("processors", "quota", "threads", "said"),
    [
        (1, None, 2, r"--threads 2: .* may use 1 .*\(by its affinity\).*ask for --threads 1 at most$"),
        (8, 2.5, 3, r"--threads 3: .* may use 2\.5 .*\(by the quota of its control group\).*--threads 2 at most$"),
        (8, 0.3, 1, r"--threads 1: .* may use 0\.3 .*allow it one at least$"),
    ],
)
def test_more_threads_than_processors_are_refused_with_the_limit_and_what_to_do(
    *, processors: int, quota: float | None, threads: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, processors=processors, quota=quota)
    with pytest.raises(TooManyThreadsError, match=said):
        check_threads(threads)


def test_as_many_threads_as_processors_are_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, processors=4, quota=2.5)
    check_threads(2)


def test_a_refused_run_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, processors=1, quota=None)
    with pytest.raises(TooManyThreadsError):
        Run({Cell("two_layer_net", "numpy")}, Settings(threads=2), results=tmp_path)
    assert not list(tmp_path.iterdir())
