"""What people do with pytest and pytest-benchmark ends well, or in one sentence before anything is measured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.fakes.user import call_pytest, collected, run_pytest
from benchmarks.plan.places import ROOT
from benchmarks.record.record import read
from benchmarks.record.schema import Block
from data.store import VARIABLE

ONE_CELL = ("benchmarks/bench_two_layer_net.py", "-k", "numpy and not cudagraph", "--effort=smoke", "--benchmark-only")
NO_SAMPLES = ("benchmarks/bench_numpy_bridge.py", "-k", "loading and numpy", "--effort=smoke", "--benchmark-only")
#: Options that can't be followed, and what is then said.
REFUSED = {
    "--benchmark-json=/proc/nowhere/x": "can't write /proc/nowhere",
    "--benchmark-histogram=/proc/nowhere/x": "can't write /proc/nowhere",
    "--benchmark-save=x --benchmark-storage=file:///proc/nowhere": "can't write /proc/nowhere",
    "--results=/proc/nowhere": "can't write /proc/nowhere",
    "--data-cache=/proc/nowhere --seed=7": "name another place by --data-cache=FOLDER",
    "--benchmark-cprofile=tottime": "--benchmark-cprofile profiles pytest's own process",
    "--threads=1000": "--threads 1000: this process may use",
    "-n=2 --benchmark-only": "leave out -n",
}
#: Values that no option takes, and what is then said.
NONSENSE = {
    "--seed=-1": "'-1' isn't a seed",
    "--time-limit=nan": "'nan' isn't a number of seconds",
    "--time-limit=-5": "'-5' isn't a number of seconds",
    "--time-limit=inf": "'inf' isn't a number of seconds",
    "--budget=inf": "'inf' isn't a number of minutes",
    "--threads=0": "'0' isn't a whole number",
    "--band=150": "'150' isn't a percentage",
    "--results=": "'' names no folder",
    "--results=conftest.py": "'conftest.py' is a file",
    "--data-cache=~nobody-of-this-name/x": "'~nobody-of-this-name/x' begins in a home that isn't known",
}


# What a plugin warns of is an error in these tests alone, and this one runs a user's pytest within its own.
@pytest.mark.filterwarnings("ignore::pytest_benchmark.logger.PytestBenchmarkWarning")
@pytest.mark.parametrize("options", REFUSED)
def test_what_can_not_be_done_is_said_before_anything_is_measured(options: str, tmp_path: Path) -> None:
    bench = str(ROOT / ONE_CELL[0])
    status, said = call_pytest(bench, "-k=numpy", "--effort=smoke", f"--results={tmp_path}", *options.split())
    assert status == pytest.ExitCode.USAGE_ERROR
    assert REFUSED[options] in said
    assert "Traceback" not in said
    assert not [folder for folder in tmp_path.glob("runs/*") if read(folder).of(Block)]


@pytest.mark.full
def test_several_processes_of_pytest_measure_nothing(tmp_path: Path) -> None:
    done = run_pytest(ONE_CELL[0], "-k=numpy", "--effort=smoke", "-n=2", f"--results={tmp_path}")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "leave out -n" in done.stdout + done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", NONSENSE)
def test_a_value_that_an_option_does_not_take_is_named(option: str) -> None:
    status, said = call_pytest(option, "--benchmark-only")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert f"argument {option.partition('=')[0]}: {NONSENSE[option]}" in said


def test_an_exclusion_asks_for_nothing_more() -> None:
    fast, without = collected("--effort=fast"), collected("--effort=fast", "-k", "not cudagraph")
    assert without == {name for name in fast if "cudagraph" not in name}
    assert any("bench_inference" in name for name in collected("--effort=fast", "-k", "inference and not cudagraph"))


def test_an_extra_that_failed_is_run_again(tmp_path: Path) -> None:
    cache = tmp_path / "v" / "cache"
    cache.mkdir(parents=True)
    failed = "benchmarks/bench_inference.py::bench_inference[pytorch]"
    (cache / "lastfailed").write_text(f'{{"{failed}": true}}', encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "--lf",
        "-o",
        f"cache_dir={tmp_path}",
        "benchmarks",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert failed in done.stdout, done.stdout + done.stderr


def test_a_users_run_without_assertions_home_or_saved_runs_ends_well_and_leaves_nothing(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_XDIST", "HOME", "USER"))}
    # Nobody has this home; only the posts would be looked for there.
    variables = {**kept, "TMPDIR": str(scratch), VARIABLE: str(tmp_path / "cache"), "HOME": "/proc/nowhere"}
    options = ["--benchmark-compare", "--benchmark-autosave", f"--benchmark-storage=file://{tmp_path}/storage"]
    command = [sys.executable, "-O", "-m", "pytest", "-p", "no:cacheprovider", *ONE_CELL, *options]
    done = subprocess.run(
        [*command, f"--results={tmp_path}/results"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "storage").rglob("*.json"))
    assert not list(scratch.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"scratch", "cache", "storage", "results"}


@pytest.mark.full
def test_a_question_without_samples_can_be_saved_and_written(tmp_path: Path) -> None:
    files = [
        f"--benchmark-json={tmp_path}/x.json",
        "--benchmark-save=x",
        f"--benchmark-storage=file://{tmp_path}/saved",
    ]
    done = run_pytest(*NO_SAMPLES, *files, f"--results={tmp_path}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "INTERNALERROR" not in done.stdout + done.stderr


def test_no_folder_of_ours_hides_a_module_of_the_standard_library() -> None:
    folders = [ROOT, *(ROOT / name for name in ("benchmarks", "data", "impls"))]
    names = {path.stem for folder in folders for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert names & sys.stdlib_module_names == set()
