"""The suite as its users call it: pytest-benchmark's own options work on replayed samples."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.fakes import user
from benchmarks.harness.runner.replay import CLOCK, replay
from benchmarks.plan.cells import all_cells
from benchmarks.plan.places import ROOT
from benchmarks.plan.settings import EFFORTS
from benchmarks.record.record import read
from benchmarks.record.schema import Block, Parity

NUMPY_ALONE = ["benchmarks/bench_two_layer_net.py", "-k", "numpy", "--effort", "smoke"]


def run_pytest(*arguments: str, results: Path) -> subprocess.CompletedProcess[str]:
    return user.run_pytest(f"--results={results}", *arguments)


def test_saved_numbers_are_the_workers_own(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.json"
    done = run_pytest(*NUMPY_ALONE, "--benchmark-only", f"--benchmark-json={file}", results=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (bench,) = json.loads(file.read_text(encoding="utf-8"))["benchmarks"]
    (folder,) = (tmp_path / "runs").iterdir()
    seconds = [block.block_seconds for block in read(folder).of(Block, "two_layer_net", "numpy")]
    assert bench["stats"]["data"] == pytest.approx(seconds, rel=1e-12)
    assert bench["stats"]["median"] == pytest.approx(statistics.median(seconds), rel=1e-12)
    assert bench["extra_info"]["loss_error"] < 1e-4
    assert bench["group"] == "two_layer_net"
    assert "no page was measured in full" in done.stdout
    assert not (tmp_path / "cpu.md").exists()


def test_runs_can_be_saved_compared_grouped_and_drawn(tmp_path: Path) -> None:
    storage = f"--benchmark-storage=file://{tmp_path / 'storage'}"
    options = [*NUMPY_ALONE, "--benchmark-only", storage, "--benchmark-group-by=param:contender"]
    saved = run_pytest(*options, "--benchmark-save=first", results=tmp_path)
    assert saved.returncode == 0, saved.stdout + saved.stderr
    compared = run_pytest(
        *options, "--benchmark-compare=0001", f"--benchmark-histogram={tmp_path / 'times'}", results=tmp_path
    )
    assert compared.returncode == 0, compared.stdout + compared.stderr
    assert "contender=numpy" in compared.stdout
    assert list(tmp_path.glob("times*.svg"))
    assert "(0001_first)" in compared.stdout
    assert "machine_info is different" not in compared.stdout


def test_benchmark_disable_runs_one_smoke_block_and_the_gate(tmp_path: Path) -> None:
    done = run_pytest(*NUMPY_ALONE[:3], "--benchmark-disable", results=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    assert read(folder).of(Parity)


def test_tables_are_made_again_with_one_command(tmp_path: Path) -> None:
    assert run_pytest(*NUMPY_ALONE, "--benchmark-only", results=tmp_path).returncode == 0
    (folder,) = (tmp_path / "runs").iterdir()
    first = (folder / "tables.md").read_text(encoding="utf-8")
    (folder / "tables.md").unlink()
    command = [sys.executable, "-m", "benchmarks.tables", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert (folder / "tables.md").read_text(encoding="utf-8") == first


def test_a_gpu_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    done = run_pytest(*NUMPY_ALONE, "--device=gpu", "--benchmark-only", results=tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no contender can run" in done.stdout + done.stderr
    assert "NumPy computes on the CPU only" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "option",
    [
        "--threads=0",
        "--threads=x",
        "--effort=heroic",
        "--device=tpu",
        "--corpus=web",
        "--band=0",
        "--budget=-1",
        "--baseline=fastest",
    ],
)
def test_a_bad_option_is_named(option: str, tmp_path: Path) -> None:
    done = run_pytest(option, "--benchmark-only", results=tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert option.partition("=")[0] in done.stderr


def test_only_what_is_selected_is_measured(tmp_path: Path) -> None:
    done = run_pytest(*NUMPY_ALONE, "--benchmark-only", results=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    measured = {(line.workload, line.contender) for line in read(folder).of(Block)}
    assert measured == {("two_layer_net", "numpy"), ("two_layer_net", "numpy-again")}


def test_another_baseline_makes_other_tables(tmp_path: Path) -> None:
    assert run_pytest(*NUMPY_ALONE, "--benchmark-only", results=tmp_path).returncode == 0
    (folder,) = (tmp_path / "runs").iterdir()
    command = [sys.executable, "-m", "benchmarks.tables", str(folder), "--baseline=numpy", "--band=10"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert "pytorch-eager, the baseline" not in (folder / "tables.md").read_text(encoding="utf-8")
    done = subprocess.run([*command, "--pairwise"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "row against column" in done.stdout


def test_every_cell_is_one_test_and_the_names_stay() -> None:
    done = user.run_pytest("--collect-only", "-q", "--effort=standard", "benchmarks", "-k", "bench_", timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    node_ids = {line for line in done.stdout.splitlines() if "::bench_" in line}
    expected = (ROOT / "benchmarks" / "node_ids.txt").read_text(encoding="utf-8").splitlines()
    assert node_ids == set(expected), "saved runs match by these names: change node_ids.txt only with a changelog entry"
    assert len(node_ids) == len(all_cells(EFFORTS["standard"]))


class _Pedantic:
    disabled = False

    def __init__(self) -> None:
        self.read: list[float] = []

    def pedantic(self, target, setup, rounds, iterations) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        for _ in range(rounds * iterations):
            setup()
            start = CLOCK()
            target()
            self.read.append(CLOCK() - start)


def test_replayed_samples_keep_every_digit() -> None:
    benchmark, samples = _Pedantic(), [0.1, 1e-7, 12345.6789, 3e-7]
    replay(benchmark, samples)
    assert benchmark.read == samples
