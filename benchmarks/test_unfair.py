"""Mistakes made on purpose, with contenders whose truth is known: each moves its number, the honest one stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.pitfalls import Shown, shown
from benchmarks.analysis.replayed import failure, samples
from benchmarks.harness import fakes
from benchmarks.harness.fakes.user import BENCHES, collected, run_pytest
from benchmarks.harness.machine.processor import usable_processors
from benchmarks.harness.pitfalls.burners import burners
from benchmarks.harness.pitfalls.demonstration import PROCEDURES, Demonstration, roles_of
from benchmarks.plan.cells import Cell
from benchmarks.plan.pitfalls import PITFALLS, UNFAIR
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.record import Record, read
from benchmarks.record.schema import Block, PitfallSample

FAKES = {contender.name: contender for contender in fakes.CONTENDERS}
#: All compute the same; ``cold`` spins in its first two calls, and ``unsynchronized`` returns while it is busy.
ROLES = {
    "subject": replace(FAKES["cold"], name="subject"),
    "baseline": replace(FAKES["honest"], name="baseline"),
    "compiling": replace(FAKES["cold"], name="compiling"),
    "queueing": replace(FAKES["unsynchronized"], name="queueing"),
    "waiting": replace(FAKES["honest"], name="waiting"),
}
PROCESSES, ROUNDS = 2, 2


def demonstrate(results: Path, *names: str, **roles: Any) -> Demonstration:
    effort = replace(EFFORTS["smoke"], replicates=PROCESSES, rounds=ROUNDS)
    run = Demonstration(
        {Cell(UNFAIR, name) for name in names},
        Settings(effort=effort, corpus="synthetic", time_limit_seconds=60),
        roles=ROLES | roles,
        results=results,
    )
    run.measure()
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return demonstrate(tmp_path_factory.mktemp("results"), *PITFALLS)


@pytest.fixture(scope="module")
def record(run: Demonstration) -> Record:
    return run.record


@pytest.fixture(scope="module")
def shown_by_name(record: Record) -> dict[str, Shown]:
    return {outcome.pitfall.name: outcome for outcome in shown(record)}


@pytest.mark.timing
def test_every_mistake_has_a_procedure_and_was_made(shown_by_name: dict[str, Shown]) -> None:
    assert list(shown_by_name) == list(PITFALLS) == list(PROCEDURES)
    reasons = {name: outcome.reason for name, outcome in shown_by_name.items() if outcome.reason}
    assert reasons == (
        {} if usable_processors() > 1 else {"unequal-threads": "not run: every contender has all 1 cores already"}
    )


# Generous, because a test may run on a busy machine.
@pytest.mark.timing
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("no-end-sync", 0.0, 0.9),
        ("no-warm-up", 1.5, 1000),
        ("tracing-in-clock", 1.5, 1000),
        ("compiling-in-clock", 1.5, 1000),
        ("feeding-in-one-clock", 1.05, 1000),
        ("other-weights", 0.0, 0.9),
        ("one-after-the-other", 1.1, 1000),
        ("best-seed", 1.0001, 2),
    ],
)
def test_a_mistake_moves_the_ratio_the_way_it_must(
    shown_by_name: dict[str, Shown], name: str, low: float, high: float
) -> None:
    moved = shown_by_name[name].moved
    assert moved is not None
    assert low < moved.estimate < high


@pytest.mark.timing
@pytest.mark.parametrize("name", [name for name in PITFALLS if name != "no-end-sync"])
def test_the_honest_ratio_of_identical_code_is_one(shown_by_name: dict[str, Shown], name: str) -> None:
    honest = shown_by_name[name].honest
    if honest is None:
        assert usable_processors() == 1
        return
    exact = PITFALLS[name].quantity != "block_seconds"
    low, high = (1 - 1e-6, 1 + 1e-6) if exact else (0.5, 2.0)
    assert low < honest.estimate < high


@pytest.mark.timing
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-end-sync", "after the clock stopped: no end sync"),
        ("no-warm-up", "subject: unsettled"),
        ("tracing-in-clock", "subject: something was traced or compiled inside the clock"),
        ("compiling-in-clock", "compiling: something was traced or compiled inside the clock"),
        ("other-epsilon", "loss of step 2 is"),
        ("other-weights", "loss of step 1 is"),
        ("one-after-the-other", "subject: noisy"),
        ("one-run-only", "one process gives no interval"),
    ],
)
def test_the_guards_of_the_suite_catch_it(shown_by_name: dict[str, Shown], name: str, said: str) -> None:
    assert any(said in sentence for sentence in shown_by_name[name].caught), shown_by_name[name].caught


@pytest.mark.timing
def test_threads_that_were_read_back_differ(shown_by_name: dict[str, Shown]) -> None:
    assert shown_by_name["unequal-threads"].caught == (
        (f"threads differ: 1 and {usable_processors()}",) if usable_processors() > 1 else ()
    )


@pytest.mark.timing
@pytest.mark.parametrize(("name", "best"), [("best-of-n", min), ("best-seed", max)])
def test_the_best_of_a_few_is_what_was_kept(record: Record, name: str, best: Callable[[list[float]], float]) -> None:
    samples_of = record.of(PitfallSample, UNFAIR, name)
    for replicate in range(PROCESSES):
        honest, unfair = (
            {
                role: [
                    line.value
                    for line in samples_of
                    if (line.version, line.role, line.replicate) == (version, role, replicate)
                ]
                for role in ("subject", "baseline")
            }
            for version in ("honest", "unfair")
        )
        assert unfair == {"subject": [best(honest["subject"])], "baseline": [median(honest["baseline"])]}


@pytest.mark.timing
def test_single_runs_lie_on_both_sides_of_all_of_them(shown_by_name: dict[str, Shown]) -> None:
    outcome = shown_by_name["one-run-only"]
    assert outcome.honest is not None
    assert len(outcome.singles) == PROCESSES * ROUNDS
    assert min(outcome.singles) < outcome.honest.estimate < max(outcome.singles)


@pytest.mark.timing
def test_another_epsilon_moves_the_loss_of_every_seed(shown_by_name: dict[str, Shown]) -> None:
    singles = shown_by_name["other-epsilon"].singles
    assert len(singles) == PROCESSES * ROUNDS
    assert all(abs(single - 1) > 1e-4 for single in singles)
    assert max(abs(single - 1) for single in singles) > 0.01


@pytest.mark.timing
def test_nothing_of_it_is_a_result(run: Demonstration, record: Record) -> None:
    assert record.environment.demonstration
    assert record.ended
    assert Analysis(record).workloads == []
    assert record.of(Block) == ()
    assert not any(samples(record, Cell(UNFAIR, name)) for name in PITFALLS)
    assert run.pages == []


@pytest.mark.timing
def test_a_record_cut_short_anywhere_can_be_shown(record: Record) -> None:
    first = next(number for number, line in enumerate(record.lines) if isinstance(line, PitfallSample))
    for end in range(first, len(record.lines), 7):
        part = Record(record.lines[:end], record.file)
        assert not part.ended
        assert all(outcome.reason or outcome.honest for outcome in shown(part))


def test_a_contender_that_crashes_costs_its_own_mistake_alone(tmp_path: Path) -> None:
    compiling = replace(FAKES["crashing"], name="crash")
    run = demonstrate(tmp_path, "compiling-in-clock", "no-end-sync", compiling=compiling)
    crashed = failure(run.record, Cell(UNFAIR, "compiling-in-clock"))
    assert crashed is not None
    assert (crashed.status, "exit status 3" in crashed.reason) == ("failed", True)
    assert failure(run.record, Cell(UNFAIR, "no-end-sync")) is None


def test_burners_spin_until_the_end_and_no_longer() -> None:
    before = set(psutil.Process().children())
    with burners(2):
        spinning = set(psutil.Process().children()) - before
        assert len(spinning) == 2
        assert sum(process.cpu_times().user for process in spinning) > 0
    assert not any(process.is_running() for process in spinning)


def test_the_option_selects_the_mistakes_and_nothing_else() -> None:
    assert collected("--demo-unfair") == {f"benchmarks/bench_unfair.py::bench_unfair[{name}]" for name in PITFALLS}
    assert not any("bench_unfair" in cell for cell in collected("--effort=rigorous"))
    assert collected("-k", "bench_unfair") == set()


def test_on_the_cpu_the_device_is_simulated() -> None:
    assert roles_of("cpu")["queueing"].package == fakes.__name__


def test_real_frameworks_make_mistakes_too(tmp_path: Path) -> None:
    options = ("--demo-unfair", "-k", "tracing or epsilon", "--benchmark-disable")
    done = run_pytest(f"--results={tmp_path}", *options, *BENCHES, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT RESULTS" in done.stdout
    (folder,) = (tmp_path / "runs").iterdir()
    shown_by_name = {outcome.pitfall.name: outcome for outcome in shown(read(folder))}
    tracing, epsilon = shown_by_name["tracing-in-clock"], shown_by_name["other-epsilon"]
    assert (tracing.subject, tracing.baseline) == ("tensorflow-graph", "pytorch-eager")
    assert any("traced or compiled" in said for said in tracing.caught)
    assert epsilon.honest is not None
    assert epsilon.honest.estimate == pytest.approx(1.0, rel=1e-2)
    assert any("loss of step 2" in said for said in epsilon.caught)


@pytest.mark.full
@pytest.mark.timing
def test_on_the_cpu_no_framework_is_asynchronous(tmp_path: Path) -> None:
    run = demonstrate(tmp_path, "no-end-sync", **roles_of("gpu"))
    (outcome,) = shown(run.record)
    assert (outcome.subject, outcome.baseline, outcome.reason) == ("tensorflow-graph", "pytorch-eager", "")
    assert outcome.moved is not None
    assert 0.5 < outcome.moved.estimate < 2.0
