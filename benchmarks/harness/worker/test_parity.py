"""The form of the gate's bounds."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.harness.worker.parity import RTOL, Certificate, array_problems, certify, check_losses, weight_error
from benchmarks.harness.worker.reference import Reference, train_through
from data.batches import Batch, Loader
from impls.reference.two_layer_net import ByHand
from impls.weights import initial_weights
from impls.workloads import TWO_LAYER_NET_MINIBATCH

REFERENCE = np.array([10.0, 1.0, 1e-3])
NO_FLOOR = np.zeros(3)


def test_losses_within_the_tolerance_pass() -> None:
    error, failures = check_losses(REFERENCE * (1 + 0.9 * RTOL), REFERENCE, NO_FLOOR)
    assert failures == ()
    assert error == pytest.approx(0.9 * RTOL, rel=1e-6)


def test_the_first_bad_step_is_named() -> None:
    _, failures = check_losses(REFERENCE * np.array([1, 1 + 2 * RTOL, 5]), REFERENCE, NO_FLOOR)
    assert "loss of step 2" in failures[0]


def test_the_floor_forgives_what_float32_cannot_hold_and_no_more() -> None:
    assert check_losses(REFERENCE + np.array([0, 0, 1e-6]), REFERENCE, NO_FLOOR + 1e-6)[1] == ()
    assert check_losses(REFERENCE + np.array([0, 0, 2e-6]), REFERENCE, NO_FLOOR + 1e-6)[1]


def test_nan_and_missing_losses_fail() -> None:
    assert check_losses(np.array([10, np.nan, 1e-3]), REFERENCE, NO_FLOOR + 10)[0] == np.inf
    assert check_losses(np.array([10, np.nan, 1e-3]), REFERENCE, NO_FLOOR + 10)[1]
    assert "2 losses came back for 3 steps" in check_losses(REFERENCE[:2], REFERENCE, NO_FLOOR)[1][0]


def test_a_loss_of_exactly_0_fails_whatever_the_floor() -> None:
    assert check_losses(np.array([10.0, 1.0, 0.0]), REFERENCE, NO_FLOOR + 1)[1] == ("loss of step 3 is exactly 0",)


class Lazy(np.ndarray[Any, np.dtype[Any]]):
    """An array of a kind that may compute what it holds when it is read."""


@pytest.mark.parametrize(
    ("losses", "sentence"),
    [
        (np.zeros(2, np.float32).view(Lazy), "Lazy, which may compute later"),
        ([1.0, 2.0], "list, which may compute later"),
        (np.zeros(2), "losses in float64, not in float32"),
    ],
)
def test_only_a_plain_float32_array_is_taken_for_losses(losses: Any, sentence: str) -> None:
    (problem,) = array_problems(losses)
    assert sentence in problem
    assert array_problems(np.zeros(2, np.float32)) == ()


def test_a_weight_error_is_relative_to_the_distance_moved() -> None:
    initial, moved = np.zeros(4), np.full(4, 1e-3)
    assert weight_error(moved * 1.01, moved, initial, steps=1) == pytest.approx(0.01, rel=0.01)


def test_doubt_widens_the_bound_of_a_weight() -> None:
    initial, moved = np.zeros(4), np.full(4, 1e-3)
    other_side = moved + np.array([1e-5, 0, 0, 0])
    assert weight_error(other_side, moved, initial, steps=1) > RTOL
    assert weight_error(other_side, moved, initial, steps=1, doubt=1e-5) <= RTOL


def test_what_the_reference_leaves_alone_may_not_move_at_all() -> None:
    initial = np.full(4, 3.0)
    assert weight_error(initial, initial, initial, steps=5) == 0
    assert weight_error(initial + np.array([1e-6, 0, 0, 0]), initial, initial, steps=5) == np.inf


def test_numbers_that_stay_do_not_widen_the_bound_of_those_that_move() -> None:
    initial = np.full(10_000, 100.0)
    reference = initial + np.eye(1, 10_000)[0] * 1e-2
    off = reference + np.eye(1, 10_000)[0] * 1e-4
    assert weight_error(off, reference, initial, steps=20) > RTOL


class Recorder:
    """Keeps what it is trained on, by the first input of each batch."""

    def place(self, batches: Iterable[Batch]) -> list[float]:
        """Return the first input of each batch."""
        return [float(batch.inputs[0, 0]) for batch in batches]

    def train(self, placed: list[float], *, epochs: int = 1) -> list[float]:
        """Return what it was given, as if they were losses."""
        return placed * epochs


def visits(rows: int, *ends: int) -> list[tuple[int, list[float]]]:
    inputs = np.arange(rows, dtype=np.float32).reshape(rows, 1)
    loader = Loader(inputs=inputs, targets=np.zeros(rows), batch_size=1, drop_last=True)
    return [(end, list(seen)) for end, seen in train_through(Recorder(), loader, ends=ends)]  # type: ignore[arg-type]


def test_checkpoints_and_every_end_of_a_block_are_visited_with_the_batches_in_order() -> None:
    visited = visits(11, 3, 11)
    assert [end for end, _ in visited] == [1, 2, 3, 5, 10, 11]
    assert [batch for _, seen in visited for batch in seen] == [*range(11)]


def test_batches_that_do_not_fit_at_once_are_placed_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = visits(11, 11)
    monkeypatch.setattr("benchmarks.harness.worker.reference.PLACED_BYTES", 3 * 4)
    assert [(end, [float(batch) for batch in seen]) for end, seen in visits(11, 11)] == at_once


def test_one_batch_is_repeated_to_the_end_of_its_block() -> None:
    visited = visits(1, 500)
    assert visited[-1][0] == 500
    assert sum(len(seen) for _, seen in visited) == 500


class Secretive(ByHand):
    """Hands out no gradients, as a compiled step doesn't."""

    def gradients(self, placed: object) -> Any:  # noqa: ARG002 - the signature of every implementation
        """Return None."""
        return None


def certificate(folder: Path, contender: type[ByHand], *frozen: str) -> Certificate:
    """Return what the gate says where w1 is frozen, and the contender freezes these."""
    workload = replace(TWO_LAYER_NET_MINIBATCH, layer_sizes=(5, 4, 3), frozen=("w1",))
    generator = np.random.default_rng(0)
    inputs, targets = (generator.standard_normal((16, width), dtype=np.float32) for width in (5, 3))
    loader = Loader(inputs=inputs, targets=targets, batch_size=8, drop_last=True)
    initial, reference = initial_weights(workload, seed=0), Reference(folder / "reference")
    reference.record(ByHand(workload=workload, mode="float64", device="cpu"), initial, loader, (2,))
    tested = contender(workload=replace(workload, frozen=frozen), mode="float32", device="cpu")
    return certify(tested, reference, initial, loader, ends=(2,), floor=0.0)


def test_a_contender_that_freezes_what_it_is_workload_to_passes(tmp_path: Path) -> None:
    passed = certificate(tmp_path, ByHand, "w1")
    assert passed.failures == ()
    assert passed.gradient_error is not None
    assert 0 < passed.weight_error < RTOL
    assert passed.loss_doubt == 0


def test_a_frozen_parameter_that_moves_fails_even_where_no_gradients_are_shown(tmp_path: Path) -> None:
    assert "w1 is frozen, yet moved by step 1" in certificate(tmp_path, Secretive).failures


def test_gradients_by_too_many_and_by_too_few_parameters_fail(tmp_path: Path) -> None:
    many, few = certificate(tmp_path / "many", ByHand), certificate(tmp_path / "few", ByHand, "w1", "w2")
    assert many.gradient_error == few.gradient_error == np.inf
    assert "gradients came back by b1, b2, w1, w2, the reference's are by b1, b2, w2" in many.failures
    assert "gradients came back by b1, b2, the reference's are by b1, b2, w2" in few.failures
