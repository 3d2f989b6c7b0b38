"""Work that no clock sees, and processes that are others inside their blocks: each is caught, and costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.replayed import failure
from benchmarks.harness import fakes
from benchmarks.harness.machine.processor import affinity, niceness
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import GRID
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.record import Record
from benchmarks.record.schema import Card, Failure, Parity, Training, Trouble

pytestmark = pytest.mark.timing

ROSTER = {contender.name: contender for contender in fakes.CONTENDERS}
NET, MINIBATCH, CLASSIFIER, PAIR = "two_layer_net", "two_layer_net_minibatch", "text_classifier", next(iter(GRID))
#: Who is caught racing on the two-layer net, and what is said of it.
CAUGHT = {
    "resetting": "resetting took",
    "preparing": "placing the batches took",
    "algebra": "of what this machine can",
    "remembering-part": "a cached result",
    "deferring": "work was put off",
    "lazy-losses": "LazyArray, which may compute later",
    "slow-clock": "its clock went astray",
    "pinned-inside": "inside a block it ran on processors",
    "greedy-later": "threads asked for: 1; read back: {'pool': 2}",
}
#: Who is caught where it can disturb few others.
BURNING = ("burning-thread", "burning-child")
OTHERS = ("honest", "nice-inside", "hoarding")
EFFORT = replace(EFFORTS["smoke"], rounds=5, fewest=5, starts=1, start_workloads=(NET,))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Race all of them at once."""
    cells = {Cell(NET, name) for name in (*CAUGHT, *OTHERS)}
    cells |= {Cell(MINIBATCH, name) for name in ("honest", *BURNING)}
    cells |= {Cell(CLASSIFIER, name) for name in ("honest", "stale-scores", "linear-scores")}
    cells |= {Cell(PAIR, name) for name in ("honest", "stale-scores", "other-weights")}
    settings = Settings(effort=EFFORT, corpus="synthetic", time_limit_seconds=60, baseline="honest")
    run = Run(cells, settings, roster=ROSTER, results=tmp_path_factory.mktemp("guards"))
    run.measure()
    return run.record


def reason(record: Record, workload: str, name: str) -> str:
    line = failure(record, Cell(workload, name))
    assert line is not None, f"{name} was not caught"
    return line.reason


@pytest.mark.parametrize(("name", "sentence"), CAUGHT.items())
def test_what_is_hidden_from_the_clock_is_caught_in_its_kind(record: Record, name: str, sentence: str) -> None:
    if name == "pinned-inside" and len(affinity() or ()) == 1:
        pytest.skip("a single processor is all there is to be pinned to")
    assert sentence in reason(record, NET, name)


def test_a_part_of_a_block_that_is_done_in_a_reset_is_caught_in_blocks_as_long_as_real_ones(tmp_path: Path) -> None:
    # Smoke blocks end after 9 ms on a quick processor: 30 % of one is less than an honest reset may take.
    effort = replace(EFFORT, smoke=False, rounds=3, fewest=3, starts=0)
    settings = Settings(effort=effort, corpus="synthetic", time_limit_seconds=60, baseline="honest")
    run = Run({Cell(NET, "honest"), Cell(NET, "resetting-part")}, settings, roster=ROSTER, results=tmp_path)
    run.measure()
    assert "resetting took" in reason(run.record, NET, "resetting-part")
    assert failure(run.record, Cell(NET, "honest")) is None


@pytest.mark.parametrize("name", BURNING)
def test_who_computes_while_others_are_timed_is_named(record: Record, name: str) -> None:
    assert "between its blocks it and its children used" in reason(record, MINIBATCH, name)
    assert failure(record, Cell(MINIBATCH, "honest")) is None


@pytest.mark.timing(tries=1)
def test_nobody_else_is_accused(record: Record) -> None:
    failed = {line.contender for line in record.of(Failure, NET)}
    assert failed & {*OTHERS, "honest-again"} == set()
    assert {"honest", "hoarding"} <= {*Analysis(record).workload(NET).times.timed}


@pytest.mark.timing(tries=1)
def test_an_honest_card_says_what_the_guards_saw(record: Record) -> None:
    (card,) = record.of(Card, NET, "honest")
    assert card.clock_drift_seconds == 0
    assert card.unseen_ratio is not None
    assert card.known_ratio is not None
    assert card.deferred_seconds is not None
    assert (card.affinity_inside, card.nice_inside) == (affinity(), niceness())
    (classified,) = record.of(Card, CLASSIFIER, "honest")
    assert classified.score_error is not None
    assert classified.score_error < 1e-5
    assert card.score_error is None


def test_who_is_nicer_than_the_baseline_gets_no_verdict(record: Record) -> None:
    comparison = Analysis(record).workload(NET).comparisons["nice-inside"]
    assert comparison.verdict.reason.startswith("niceness differ: ")


@pytest.mark.timing(tries=1)
@pytest.mark.parametrize("name", ["stale-scores", "linear-scores"])
def test_scores_of_another_net_are_no_accuracy(record: Record, name: str) -> None:
    assert "predict's scores are off by" in reason(record, CLASSIFIER, name)
    assert name not in Analysis(record).workload(CLASSIFIER).accuracies.trainings


@pytest.mark.timing(tries=1)
def test_the_grid_has_a_gate_and_holds_scores_to_it_too(record: Record) -> None:
    assert "failed the parity gate" in reason(record, PAIR, "other-weights")
    assert "predict's scores are off by" in reason(record, PAIR, "stale-scores")
    assert [row.contender for row in Analysis(record).grid] == ["honest"]
    assert [line.passed for line in record.of(Parity, PAIR, "honest")] == [True]
    assert all(line.score_error is not None for line in record.of(Training, PAIR, "honest"))


def test_a_start_that_leaves_no_file_of_its_graphs_is_told(record: Record) -> None:
    (trouble,) = record.of(Trouble)
    assert trouble.what == f"cold start of hoarding on {NET}"
    assert "left no file in its compile cache" in trouble.reason


@pytest.mark.timing(tries=1)
def test_the_gate_says_how_far_doubt_reaches(record: Record) -> None:
    (parity,) = record.of(Parity, CLASSIFIER, "honest")
    assert parity.loss_doubt is not None
    assert parity.loss_error is not None
    assert parity.loss_doubt >= 0
