"""The suite as its users call it: pytest-benchmark's own options work on replayed samples."""

import io
import json
import shutil
import statistics
from contextlib import redirect_stdout
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_benchmark.table import STAT_PROPS, TableResults
from pytest_benchmark.utils import report_noprogress

from benchmarks.commands.parser import main
from benchmarks.conftest import pytest_benchmark_group_stats
from benchmarks.harness.fakes.user import call_pytest, collected, run_pytest
from benchmarks.harness.runner.replay import CLOCK, replay
from benchmarks.plan.cells import all_cells
from benchmarks.plan.places import ROOT
from benchmarks.plan.settings import EFFORTS
from benchmarks.record.record import read
from benchmarks.record.schema import Block, Parity
from benchmarks.reports.render.terminal import WIDTH

NUMPY_ALONE = ["benchmarks/bench_two_layer_net.py", "-k", "numpy", "--effort", "smoke", "--benchmark-only"]
#: pytest-benchmark's own options that name what a run keeps.
KEPT = ["--benchmark-group-by=param:contender", "--benchmark-save=first"]


def measure(results: Path, *options: str) -> str:
    """Let a user measure NumPy alone, and return what the user is told."""
    storage = f"--benchmark-storage=file://{results / 'storage'}"
    done = run_pytest(*NUMPY_ALONE, f"--results={results}", storage, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_folder(results: Path) -> Path:
    return min((results / "runs").iterdir())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of one run: its record and pages, what was told, and what pytest-benchmark saved of it."""
    results = tmp_path_factory.mktemp("results")
    said = measure(results, *KEPT, f"--benchmark-json={results / 'benchmarks.json'}")
    (results / "said.txt").write_text(said, encoding="utf-8")
    return results


def tables(folder: Path, *options: str) -> str:
    """Make a run's tables again, and return what is said."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["tables", str(folder), *options]) == 0
    return said.getvalue()


def test_saved_numbers_are_the_workers_own(results: Path) -> None:
    (bench,) = json.loads((results / "benchmarks.json").read_text(encoding="utf-8"))["benchmarks"]
    seconds = [block.block_seconds for block in read(run_folder(results)).of(Block, "two_layer_net", "numpy")]
    assert bench["stats"]["data"] == pytest.approx(seconds, rel=1e-12)
    assert bench["stats"]["median"] == pytest.approx(statistics.median(seconds), rel=1e-12)
    assert bench["extra_info"]["loss_error"] < 1e-4
    assert bench["group"] == "two_layer_net"


def test_a_run_of_some_cells_measures_no_other_and_makes_no_page(results: Path) -> None:
    measured = {(line.workload, line.contender) for line in read(run_folder(results)).of(Block)}
    assert measured == {("two_layer_net", "numpy"), ("two_layer_net", "numpy-again")}
    assert "no page was measured in full" in (results / "said.txt").read_text(encoding="utf-8")
    assert not (results / "cpu.md").exists()


def test_runs_can_be_saved_compared_grouped_and_drawn(results: Path, tmp_path: Path) -> None:
    shutil.copytree(results / "storage", tmp_path / "storage")
    said = measure(tmp_path, KEPT[0], "--benchmark-compare=0001", f"--benchmark-histogram={tmp_path / 'times'}")
    assert "contender=numpy" in said
    assert list(tmp_path.glob("times*.svg"))
    assert "(0001_first)" in said
    assert "machine_info is different" not in said


def test_pytest_benchmarks_own_tables_fit_a_terminal(results: Path, pytestconfig: pytest.Config) -> None:
    columns = pytestconfig.getoption("benchmark_columns")
    (head,) = (line for line in (results / "said.txt").read_text(encoding="utf-8").splitlines() if "(time in" in line)
    assert head.lower().split()[-len(columns) :] == columns
    cells = sorted(all_cells(EFFORTS["standard"]))
    stats = dict.fromkeys(STAT_PROPS, 0.0) | {"rounds": 99_999, "iterations": 1, "outliers": "", "has_error": False}
    benches = [
        # The fastest of a table gives all of it its unit; the slowest here takes a million times as long.
        stats | {"name": f"bench[{cell.contender}]", "param": cell.contender, "median": 3e-6 * 10 ** (6 * (place % 2))}
        for place, cell in enumerate(cells)
    ]
    named = pytest_benchmark_group_stats("group")
    next(named)
    with pytest.raises(StopIteration) as ended:
        named.send([(cell.workload, [bench]) for cell, bench in zip(cells, benches, strict=True)])
    groups = [(name, [bench for _, [bench] in held]) for name, held in groupby(ended.value.value, key=itemgetter(0))]
    said = io.StringIO()
    terminal = SimpleNamespace(
        write=lambda text, **_: said.write(text), write_line=lambda text, **_: said.write(f"{text}\n")
    )
    kind: Any = TableResults
    table = kind(
        columns=columns,
        sort="median",
        histogram=False,
        name_format=itemgetter("name"),
        logger=None,
        scale_unit=lambda **_: ("u", 1e6),
    )
    table.display(terminal, groups, progress_reporter=report_noprogress)
    lines = said.getvalue().partition("Legend:")[0].splitlines()
    assert {line.split()[0] for line in lines if line} >= {cell.contender for cell in cells}
    assert max(map(len, lines)) <= WIDTH


def test_tables_are_made_again_with_one_command(results: Path) -> None:
    page = run_folder(results) / "tables.md"
    first = page.read_text(encoding="utf-8")
    page.unlink()
    tables(run_folder(results))
    assert page.read_text(encoding="utf-8") == first


def test_another_baseline_makes_other_tables(results: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(run_folder(results), tmp_path / run_folder(results).name)
    options = ("--baseline=numpy", "--band=10")
    tables(folder, *options)
    assert "pytorch-eager, the baseline" not in (folder / "tables.md").read_text(encoding="utf-8")
    assert "row against column" in tables(folder, *options, "--pairwise")


def test_a_gpu_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    done = run_pytest(*NUMPY_ALONE, "--device=gpu", f"--results={tmp_path}")
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
def test_a_bad_option_is_named(option: str) -> None:
    status, said = call_pytest(option, "--benchmark-only")
    assert status == pytest.ExitCode.USAGE_ERROR
    name, _, value = option.partition("=")
    assert f"argument {name}: " in said
    assert f"{value!r}" in said


def test_every_cell_is_one_test_and_the_names_stay() -> None:
    node_ids = collected("--effort=standard")
    expected = (ROOT / "benchmarks" / "node_ids.txt").read_text(encoding="utf-8").splitlines()
    assert node_ids == set(expected), "saved runs match by these names: change node_ids.txt only with a changelog entry"
    assert len(node_ids) == len(all_cells(EFFORTS["standard"]))


@pytest.mark.full
def test_benchmark_disable_runs_one_smoke_block_and_the_gate(tmp_path: Path) -> None:
    done = run_pytest(*NUMPY_ALONE[:3], "--benchmark-disable", f"--results={tmp_path}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert read(run_folder(tmp_path)).of(Parity)


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
