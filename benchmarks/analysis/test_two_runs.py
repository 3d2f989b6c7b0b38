"""Two runs are held against each other only where they may be, and each against its own control."""

from __future__ import annotations

from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.two_runs import refusals, versions, workloads, worst
from benchmarks.record.drawn import WORKLOAD, DrawRun
from benchmarks.record.example import LINES
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Preparation, Worker
from benchmarks.stats.regressions import Change

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}


def test_a_run_whose_threads_were_not_at_rest_does_not_compare_with_one_whose_were(draw_run: DrawRun) -> None:
    older, newer = (draw_run(TIMES, name=name, settings={"threads": 2}) for name in "ab")
    assert refusals(older, newer) == []
    lines = [replace(line, idle_wait_seconds=0.01) if isinstance(line, Block) else line for line in newer.lines]
    assert "threads that still spun" in refusals(older, Record(lines, newer.file))[0]


def test_pools_of_threads_that_were_set_otherwise_do_not_compare(draw_run: DrawRun) -> None:
    drawn = [draw_run(TIMES, name=name, settings={"threads": 2}) for name in "ab"]
    worker = next(line for line in LINES if isinstance(line, Worker))
    policies = ({"OMP_WAIT_POLICY": "PASSIVE"}, {"OMP_NUM_THREADS": "2"})
    older, newer = (
        Record([*run.lines, replace(worker, variables=policy)], run.file)
        for run, policy in zip(drawn, policies, strict=True)
    )
    assert refusals(older, older) == []
    assert refusals(older, newer) == [
        "pools of threads were set otherwise: OMP_WAIT_POLICY=PASSIVE and OMP_NUM_THREADS=2"
    ]
    assert "not recorded and OMP_NUM_THREADS=2" in refusals(drawn[0], newer)[0]


def test_changes_are_held_against_the_control_and_versions_are_listed(draw_run: DrawRun) -> None:
    first = draw_run(TIMES, name="a")
    slower = {name: 1.5 * seconds * (1.2 if name == "pytorch-eager" else 1) for name, seconds in TIMES.items()}
    second = draw_run(slower, name="b", seed=1, machine={"versions": {"numpy": "2.0", "torch": "2.1"}})
    (compared,) = workloads(Analysis(first), Analysis(second))
    assert compared.drift is not None
    assert abs(compared.drift.estimate - 1.5) < 0.03
    assert abs(compared.contenders["pytorch-eager"].ratio.estimate - 1.2) < 0.02
    assert worst([compared]) is Change.SUSPECTED
    assert versions(first, second) == ["torch 2.0 -> 2.1"]


def test_versions_of_what_can_change_a_result_are_listed_and_no_linters(draw_run: DrawRun) -> None:
    packages = {"numpy": "2.0", "protobuf": "7", "typing_extensions": "4", "ruff": "1", "hypothesis": "6"}
    newer = {name: f"{number}.1" for name, number in packages.items()}
    first, second = (
        draw_run(TIMES, name=name, machine={"packages": held}) for name, held in (("a", packages), ("b", newer))
    )
    changed = {text.partition(" ")[0] for text in versions(first, second)}
    assert "typing_extensions" in changed
    assert not changed & {"ruff", "hypothesis"}


def test_the_machine_has_not_changed_where_only_blocks_are_shorter(draw_run: DrawRun) -> None:
    first, second = (
        draw_run(times, name=name) for name, times in (("a", TIMES), ("b", {"numpy": 0.02, "pytorch-eager": 0.04}))
    )
    lines = [replace(line, block_steps=100) if isinstance(line, Preparation) else line for line in second.lines]
    (compared,) = workloads(Analysis(first), Analysis(Record(lines, second.file)))
    assert compared.drift is not None
    assert abs(compared.drift.estimate - 1) < 0.01


def test_other_data_and_a_missing_control_are_refused(draw_run: DrawRun) -> None:
    first = Analysis(draw_run(TIMES, name="a"))
    other = Analysis(draw_run(TIMES, name="b", data={"digest": "e" * 64}))
    lone = Analysis(draw_run({"pytorch-eager": 0.2}, name="c"))
    assert [workloads(first, run)[0].refusal.partition(":")[0] for run in (other, lone)] == [
        "other data",
        "the control numpy has no times in one of the runs",
    ]
    assert workloads(first, Analysis(draw_run(TIMES, name="d", workload=f"{WORKLOAD}_minibatch"))) == []
