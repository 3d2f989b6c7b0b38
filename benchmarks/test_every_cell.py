"""Contenders pass the gate on smoke shapes, in workers as a user's run starts them, and every study runs there.

On a change the plain forms of every framework go through one workload on posts and one on dense rows, in one run; one
form through a net whose batches differ in shape, and one through a whole on a single batch, which the harness takes
other ways. Starting and compiling take long, and ``impls/test_learning.py`` holds every form of every net to the
reference in one process; the whole matrix, every contender of every page, takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.fakes.user import BENCHES, run_pytest
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import DEBUGGABILITY, MAIN, PAGES, contenders_of, roster
from benchmarks.record.record import Record, read
from benchmarks.record.schema import CellLine, Failure, Fault, Latency, Parity, Sample, Variant
from impls.contenders import FRAMEWORKS, framework
from impls.workloads import WORKLOADS

DYNAMIC, STATIC = ({getattr(framework(name), graph) for name in FRAMEWORKS} - {""} for graph in ("dynamic", "static"))


def plain_cells() -> set[Cell]:
    """Return the plain forms of every framework on one workload of each kind of data."""
    named = {type(WORKLOADS[name].task): name for name in MAIN}
    return {Cell(name, each) for name in named.values() for each in contenders_of(name) if each in DYNAMIC | STATIC}


def measured(cells: Iterable[Cell], results: Path) -> Record:
    """Let a user run some cells, one block each, and return the record."""
    selection = " or ".join(f"bench_{cell.workload}[{cell.contender}]" for cell in sorted(cells))
    done = run_pytest(f"--results={results}", *BENCHES, "-k", selection, "--benchmark-disable")
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (results / "runs").iterdir()
    return read(folder)


def assert_proven(cells: set[Cell], record: Record) -> None:
    """Every cell that can run here passed the gate, and at least one of every workload can."""
    proven = {Cell(line.workload, line.contender) for line in record.of(Parity) if line.passed}
    absent = {Cell(line.workload, line.contender) for line in record.of(Failure) if line.status == "not run"}
    assert proven | absent == cells
    assert {cell.workload for cell in proven} == {cell.workload for cell in cells}


def test_the_plain_forms_of_every_framework_pass_the_gate(tmp_path: Path) -> None:
    cells = plain_cells()
    assert {cell.contender for cell in cells} == DYNAMIC | STATIC
    cells |= {Cell("sequence_classifier", "jax-jit-retraced"), Cell("two_layer_net", "tensorflow-graph")}
    assert_proven(cells, measured(cells, tmp_path))


def pages() -> list[Any]:
    """Return every page that has races; one on all threads runs alone, since threads that wait for each other spin."""
    raced = {page: [name for name in asked.names if name in WORKLOADS] for page, asked in PAGES.items()}
    greedy = {name for name, contender in roster().items() if contender.threads}
    return [
        pytest.param(
            page, marks=[pytest.mark.timing(tries=1)] * any(greedy.intersection(contenders_of(name)) for name in names)
        )
        for page, names in raced.items()
        if names
    ]


@pytest.mark.full
@pytest.mark.parametrize("page", pages())
def test_every_contender_passes_the_gate(page: str, tmp_path: Path) -> None:
    names = [name for name in PAGES[page].names if name in WORKLOADS]
    cells = {Cell(name, contender) for name in names for contender in contenders_of(name)}
    assert_proven(cells, measured(cells, tmp_path))


@pytest.mark.full
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
    record = measured([Cell(name, contender)], tmp_path)
    assert {line.contender for line in record.of(kind)} == {contender}
    assert not {f"{line.name}: {line.reason}" for line in record.of(Variant) if line.reason}
