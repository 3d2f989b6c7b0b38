"""The form of the gate's bounds."""

import numpy as np
import pytest

from benchmarks.harness.parity import RTOL, check_losses, weight_error
from benchmarks.harness.reference import segments
from data.batches import Batch

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


def test_a_weight_error_is_relative_to_the_distance_moved() -> None:
    initial, moved = np.zeros(4), np.full(4, 1e-3)
    assert weight_error(moved * 1.01, moved, initial, steps=1) == pytest.approx(0.01, rel=0.01)


def test_doubt_widens_the_bound_of_a_weight() -> None:
    initial, moved = np.zeros(4), np.full(4, 1e-3)
    other_side = moved + np.array([1e-5, 0, 0, 0])
    assert weight_error(other_side, moved, initial, steps=1) > RTOL
    assert weight_error(other_side, moved, initial, steps=1, doubt=1e-5) <= RTOL


def test_checkpoints_and_block_end_are_visited_whatever_the_number_of_batches() -> None:
    batches = [Batch(np.zeros((1, 1), np.float32), np.zeros(1)) for _ in range(11)]
    ends = [(end, len(stretch) * epochs) for end, stretch, epochs in segments(batches, block_steps=11)]
    assert ends == [(1, 1), (2, 1), (5, 3), (10, 5), (11, 1), (22, 11)]
    one = [(end, len(stretch) * epochs) for end, stretch, epochs in segments(batches[:1], block_steps=500)]
    assert one[-1] == (500, 478)
