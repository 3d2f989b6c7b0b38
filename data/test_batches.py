"""One loader gives everyone the same rows in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.batches import Batch, Loader

ROWS = 10


def loader(inputs: Any, targets: NDArray[Any], /, **changes: Any) -> Loader:
    return Loader(**({"inputs": inputs, "targets": targets, "batch_size": 4, "drop_last": False} | changes))


def copies(batches: Iterator[Batch]) -> list[Batch]:
    return [Batch(batch.inputs.copy(), batch.targets.copy()) for batch in batches]


def test_file_order_gives_every_row_in_place_without_a_copy(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    batches = list(loader(inputs, targets).epoch())
    assert [len(batch.inputs) for batch in batches] == [4, 4, 2]
    np.testing.assert_array_equal(np.concatenate([batch.inputs for batch in batches]), inputs)
    np.testing.assert_array_equal(np.concatenate([batch.targets for batch in batches]), targets)
    assert all(np.shares_memory(batch.inputs, inputs) for batch in batches)


def test_the_last_rows_are_kept_or_dropped_as_told(inputs: NDArray[np.float32], targets: NDArray[np.int64]) -> None:
    for drop_last, sizes in ((True, [4, 4]), (False, [4, 4, 2])):
        cut = loader(inputs, targets, drop_last=drop_last)
        assert [len(batch.targets) for batch in cut.epoch()] == sizes
        assert len(cut) == len(sizes)


def test_rows_that_fill_their_batches_leave_no_empty_one(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    for drop_last in (True, False):
        cut = loader(inputs, targets, batch_size=5, drop_last=drop_last)
        assert [len(batch.targets) for batch in cut.epoch()] == [5, 5]
        assert len(cut) == 2


def test_a_seeded_order_is_the_documented_permutation(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    shuffled = loader(inputs, targets, shuffle_seed=3)
    for number in (0, 1):
        order = np.random.default_rng([3, number]).permutation(ROWS)
        batches = list(shuffled.epoch(number))
        np.testing.assert_array_equal(np.concatenate([batch.targets for batch in batches]), order)
        np.testing.assert_array_equal(np.concatenate([batch.inputs for batch in batches]), inputs[order])


def test_a_seeded_order_changes_with_epoch_and_seed_and_repeats(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    def order(seed: int, number: int) -> list[int]:
        batches = loader(inputs, targets, shuffle_seed=seed).epoch(number)
        return [int(target) for batch in batches for target in batch.targets]

    assert order(3, 0) == order(3, 0)
    assert order(3, 0) != order(3, 1)
    assert order(3, 0) != order(4, 0)


@pytest.mark.parametrize("shuffle_seed", [None, 3])
@pytest.mark.parametrize("reuse", [False, True])
def test_sparse_rows_come_as_the_same_dense_batches(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
    shuffle_seed: int | None,
    reuse: bool,  # noqa: FBT001 - a parameter of the test, given by name
) -> None:
    dense = loader(inputs, targets, shuffle_seed=shuffle_seed)
    sparse = loader(csr_array(inputs), targets, shuffle_seed=shuffle_seed)
    for number in (0, 1):
        given = copies(sparse.epoch(number, reuse=reuse))
        for batch, expected in zip(given, dense.epoch(number), strict=True):
            assert batch.inputs.dtype == np.float32
            assert batch.inputs.flags.c_contiguous
            np.testing.assert_array_equal(batch.inputs, expected.inputs)
            np.testing.assert_array_equal(batch.targets, expected.targets)


@pytest.mark.parametrize(("sparse", "shuffle_seed"), [(True, None), (True, 3), (False, 3)])
def test_reuse_gives_the_same_memory_and_no_reuse_gives_memory_of_its_own(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
    sparse: bool,  # noqa: FBT001 - a parameter of the test
    shuffle_seed: int | None,
) -> None:
    rows = csr_array(inputs) if sparse else inputs
    cut = loader(rows, targets, shuffle_seed=shuffle_seed)
    reused = [batch.inputs for number in (0, 1) for batch in cut.epoch(number, reuse=True)]
    own = [batch.inputs for batch in cut.epoch()]
    assert all(np.shares_memory(first, second) for first, second in pairwise(reused))
    assert not any(np.shares_memory(first, second) for first, second in pairwise(own))
    plain = [batch.inputs for batch in cut.epoch(1)]
    for batch, expected in zip(cut.epoch(1, reuse=True), plain, strict=True):
        np.testing.assert_array_equal(batch.inputs, expected)


def test_an_abandoned_epoch_leaves_nothing_in_reused_memory(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    cut = loader(csr_array(inputs), targets)
    next(iter(cut.epoch(reuse=True)))
    given = copies(cut.epoch(reuse=True))
    np.testing.assert_array_equal(np.concatenate([batch.inputs for batch in given]), inputs)


@pytest.mark.parametrize("shuffle_seed", [None, 3])
@pytest.mark.parametrize("reuse", [False, True])
def test_word_numbers_stay_integers(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
    shuffle_seed: int | None,
    reuse: bool,  # noqa: FBT001 - a parameter of the test, given by name
) -> None:
    numbers = inputs.astype(np.int32)
    given = copies(loader(numbers, targets, shuffle_seed=shuffle_seed).epoch(reuse=reuse))
    for batch in given:
        assert batch.inputs.dtype == np.int32
        np.testing.assert_array_equal(batch.inputs, numbers[batch.targets])
    assert sorted(np.concatenate([batch.targets for batch in given])) == list(range(ROWS))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch_size": 0}, "batch_size=0"),
        ({"targets": np.arange(ROWS - 1)}, "10 rows of inputs, but 9 targets"),
        ({"batch_size": 11, "drop_last": True}, "10 rows make no batch of 11"),
        ({"inputs": np.ones((ROWS, 2))}, "float64"),
        ({"inputs": np.ones((ROWS, 2), dtype=np.int64)}, "int64"),
        ({"inputs": csr_array(np.ones((ROWS, 2), dtype=np.int32))}, "int32"),
        ({"inputs": np.ones(ROWS, dtype=np.float32)}, "1 dimensions"),
        ({"inputs": np.ones((2, ROWS), dtype=np.float32).T}, "C-contiguous"),
        (
            {"inputs": csr_array((np.ones(2, np.float32), [1, 1], [0, 2, *[2] * (ROWS - 1)]), shape=(ROWS, 2))},
            "sum_duplicates",
        ),
    ],
)
def test_an_argument_that_does_not_fit_is_named(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
    changes: dict[str, Any],
    message: str,
) -> None:
    with pytest.raises(ValueError, match=message):
        loader(inputs, targets, **changes)
