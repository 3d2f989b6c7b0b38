"""Every contender of every page passes the gate on smoke shapes, and every study runs in its workers."""

from pathlib import Path

import pytest

from benchmarks.harness.fakes.user import run_pytest
from benchmarks.plan.questions import DEBUGGABILITY, PAGES, contenders_of
from benchmarks.record.record import read
from benchmarks.record.schema import CellLine, Failure, Fault, Latency, Parity, Sample, Variant
from impls.workloads import WORKLOADS


@pytest.mark.parametrize("page", [page for page, asked in PAGES.items() if set(asked.names) & WORKLOADS.keys()])
def test_every_contender_passes_the_gate_on_smoke_shapes(page: str, tmp_path: Path) -> None:
    names = [name for name in PAGES[page].names if name in WORKLOADS]
    selection = " or ".join(f"bench_{name}[" for name in names)
    done = run_pytest(f"--results={tmp_path}", "benchmarks", "-k", selection, "--benchmark-disable")
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    record = read(folder)
    proven = {(line.workload, line.contender) for line in record.of(Parity) if line.passed}
    not_run = {(line.workload, line.contender) for line in record.of(Failure) if line.status == "not run"}
    assert proven | not_run == {(name, contender) for name in names for contender in contenders_of(name)}
    assert len(proven) >= len(names)


@pytest.mark.parametrize(
    ("name", "contender", "kind"),
    [
        ("inference", "numpy", Latency),
        ("bridge", "tensorflow", Sample),
        # Its loader's processes must start from within a worker.
        ("loading", "pytorch", Sample),
        (DEBUGGABILITY, "pytorch", Fault),
    ],
)
def test_every_study_and_the_planted_faults_run_in_workers(
    name: str, contender: str, kind: type[CellLine], tmp_path: Path
) -> None:
    selection = f"bench_{name}[{contender}]"
    done = run_pytest(f"--results={tmp_path}", "benchmarks", "-k", selection, "--benchmark-disable")
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    record = read(folder)
    assert {line.contender for line in record.of(kind)} == {contender}
    assert not {f"{line.name}: {line.reason}" for line in record.of(Variant) if line.reason}
