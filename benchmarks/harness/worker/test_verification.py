"""Cached results are unmasked, and a busy machine isn't taken for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError
from benchmarks.harness.worker.verification import check_trained, check_unseen

KNOWN = np.array([3.0, 2.0, 1.0])
OTHER = np.array([4.0, 3.0, 2.0])


def lasting(seconds: Iterator[float], losses: NDArray[Any]) -> Callable[..., NDArray[Any]]:
    """Return a training that spins for the next of these seconds."""

    def train(*_: int) -> NDArray[Any]:
        end = perf_counter() + next(seconds)
        while perf_counter() < end:
            pass
        return losses

    return train


@pytest.mark.timing
def test_other_losses_in_the_same_time_pass() -> None:
    check_unseen(lasting(iter([0.01]), OTHER), lasting(iter([]), KNOWN), KNOWN, fastest_seconds=0.01)


def test_the_losses_of_the_timed_blocks_are_a_cached_result() -> None:
    with pytest.raises(BlockError, match="other initial weights gave"):
        check_unseen(lasting(iter([0.01]), KNOWN), lasting(iter([]), KNOWN), KNOWN, fastest_seconds=0.01)


@pytest.mark.timing
def test_a_block_that_is_slow_only_from_unseen_weights_is_a_cached_result() -> None:
    slow, remembered = lasting(iter([0.05] * 3), OTHER), lasting(iter([0.001] * 3), KNOWN)
    with pytest.raises(BlockError, match="a known one beside it"):
        check_unseen(slow, remembered, KNOWN, fastest_seconds=0.001)


@pytest.mark.timing
def test_a_neighbour_that_slows_known_and_unseen_blocks_alike_is_none() -> None:
    slow, slowed = lasting(iter([0.05] * 3), OTHER), lasting(iter([0.04] * 3), KNOWN)
    check_unseen(slow, slowed, KNOWN, fastest_seconds=0.001)


class Trained:
    """A reference whose weights are known."""

    def weights(self, steps: int, names: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return the weights that a block ends with."""
        assert steps == 10
        return {name: np.full(4, 2.0) for name in names}

    def doubt(self, steps: int) -> dict[str, float]:
        """Return no doubt."""
        assert steps == 10
        return {"w1": 0.0}


@pytest.mark.parametrize(("value", "wrong"), [(2.0, False), (1.0, True), (np.nan, True)])
def test_weights_that_are_not_the_references_are_work_not_done(value: float, wrong: bool) -> None:  # noqa: FBT001
    initial, reference = {"w1": np.ones(4)}, Trained()
    if not wrong:
        check_trained({"w1": np.full(4, value)}, reference, initial, steps=10)  # type: ignore[arg-type]
        return
    with pytest.raises(BlockError, match="work wasn't done"):
        check_trained({"w1": np.full(4, value)}, reference, initial, steps=10)  # type: ignore[arg-type]
