"""Two saved runs: what changed, what counts, and what may not be compared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.plan.places import ROOT
from benchmarks.reports.conftest import DrawRun
from benchmarks.reports.regressions import refusals

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "tensorflow-graph": 0.3}
NEWER = {"versions": {"numpy": "2.0", "torch": "2.1"}}


def compare(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    runs = [str(folder / each) if not each.startswith("--") else each for each in arguments]
    command = [sys.executable, "-m", "benchmarks.compare", *runs]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def slowed(factor: float) -> dict[str, float]:
    """Return times on a machine that has become half as fast again, with one contender slower by a factor."""
    return {name: 1.5 * seconds * (factor if name == "pytorch-eager" else 1) for name, seconds in TIMES.items()}


def test_a_slower_machine_is_no_regression(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.0), name="b", seed=1)
    done = compare("a", "b", "--gate", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "its control took 1.5" in done.stdout
    assert "regression" not in done.stdout


def test_a_regression_is_suspected_first_and_confirmed_by_another_run(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.15), name="b", seed=1, machine=NEWER)
    draw_run(slowed(1.15), name="c", seed=2, machine=NEWER)
    suspected = compare("a", "b", "--gate", folder=tmp_path)
    assert suspected.returncode == 3
    assert "--again" in suspected.stdout
    confirmed = compare("a", "b", "--again", "c", "--gate", folder=tmp_path)
    assert confirmed.returncode == 1
    assert "torch 2.0 -> 2.1" in confirmed.stdout
    assert compare("a", "b", "--again", "c", folder=tmp_path).returncode == 0
    assert max(map(len, confirmed.stdout.splitlines())) <= 80


def test_what_another_run_clears_passes_the_gate(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.15), name="b", seed=1)
    draw_run(slowed(1.0), name="c", seed=2)
    assert compare("a", "b", "--again", "c", "--gate", folder=tmp_path).returncode == 0


def test_a_run_whose_threads_were_not_at_rest_does_not_compare_with_one_whose_were(draw_run: DrawRun) -> None:
    older, newer = (draw_run(TIMES, name=name, settings={"threads": 2}) for name in "ab")
    assert refusals(older, newer) == []
    for line in newer:
        if line["kind"] == "block":
            line["rest_seconds"] = 0.01
    assert "threads that still spun" in refusals(older, newer)[0]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"machine": {"cpu": "another processor"}}, "another machine: cpu"),
        ({"settings": {"threads": 2}}, "threads differ: 1 and 2"),
        ({"settings": {"device": "gpu"}}, "devices differ"),
        ({"smoke": True}, "smoke run"),
    ],
)
def test_what_can_not_be_compared_is_refused_with_the_reason(
    draw_run: DrawRun,
    tmp_path: Path,
    options: dict[str, object],
    reason: str,
) -> None:
    draw_run(TIMES, name="a")
    draw_run(TIMES, name="b", **options)
    done = compare("a", "b", folder=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr


def test_a_gate_that_has_nothing_to_compare_does_not_pass(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run({"numpy": 0.1, "pytorch-eager": 0.2}, name="a")
    draw_run({"numpy": 0.1, "tensorflow-graph": 0.3}, name="b")
    done = compare("a", "b", "--gate", folder=tmp_path)
    assert done.returncode == 2
    assert "no contender in common" in done.stderr


def test_another_version_does_not_confirm(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.15), name="b", seed=1, machine=NEWER)
    draw_run(slowed(1.15), name="c", seed=2)
    done = compare("a", "b", "--again", "c", folder=tmp_path)
    assert done.returncode == 2
    assert "other versions" in done.stderr


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    done = compare("nowhere", "nowhere", folder=tmp_path)
    assert done.returncode == 2
    assert "nowhere" in done.stderr
