"""A digest tells arrays, and sequences of batches, apart by contents, dtype, shape and order."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.batches import Loader, batches_digest
from data.digests import arrays_digest

ROWS = 10


def loader(inputs: Any, targets: NDArray[Any], /, **changes: Any) -> Loader:
    return Loader(**({"inputs": inputs, "targets": targets, "batch_size": 4, "drop_last": False} | changes))


def test_arrays_that_differ_in_one_thing_differ_in_digest() -> None:
    array = np.arange(6, dtype=np.int64).reshape(2, 3)
    others: list[list[NDArray[Any]]] = [
        [array.reshape(3, 2)],
        [array.view(np.uint64)],
        [array[::-1]],
        [array[:1], array[1:]],
        [array, array[:0]],
        [],
    ]
    assert len({arrays_digest(arrays) for arrays in ([array], *others)}) == 7


def test_the_layout_in_memory_does_not_matter() -> None:
    array = np.arange(6).reshape(2, 3)
    assert arrays_digest([array]) == arrays_digest([np.asfortranarray(array)])


def test_digest_over_dense_inputs_is_that_of_the_batches_delivered(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    for shuffle_seed in (None, 3):
        cut = loader(inputs, targets, shuffle_seed=shuffle_seed)
        assert cut.digest() == batches_digest(cut.epoch()) == batches_digest(cut.epoch(reuse=True))
        assert cut.digest(2) == batches_digest(batch for number in (0, 1) for batch in cut.epoch(number))
        assert cut.digest(batches=2) == batches_digest(islice(cut.epoch(), 2)) != cut.digest()


def test_batches_digest_is_equal_for_sparse_and_dense(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    sparse = loader(csr_array(inputs), targets).epoch(reuse=True)
    assert batches_digest(sparse) == batches_digest(loader(inputs, targets).epoch())


@pytest.mark.parametrize("make", [np.asarray, csr_array])
def test_digest_changes_with_a_value_a_target_the_order_and_the_cut(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
    make: Any,
) -> None:
    other_value = inputs.copy()
    other_value[3, 0] += 1
    other_target = targets.copy()
    other_target[3] = 0
    swapped = [1, 0, *range(2, ROWS)]
    digests = [
        loader(make(inputs), targets).digest(),
        loader(make(other_value), targets).digest(),
        loader(make(inputs), other_target).digest(),
        loader(make(inputs), targets.astype(np.int32)).digest(),
        loader(make(inputs[swapped]), targets[swapped]).digest(),
        loader(make(inputs), targets, shuffle_seed=0).digest(),
        loader(make(inputs), targets, shuffle_seed=0).digest(2),
        loader(make(inputs), targets, batch_size=5).digest(),
        loader(make(inputs), targets, drop_last=True).digest(),
        loader(make(np.pad(inputs, ((0, 0), (0, 1)))), targets).digest(),
    ]
    assert len(set(digests)) == len(digests)
    assert loader(make(inputs), targets).digest() == digests[0]


def test_sparse_digest_does_not_depend_on_the_width_of_the_indices(
    inputs: NDArray[np.float32],
    targets: NDArray[np.int64],
) -> None:
    narrow, wide = csr_array(inputs), csr_array(inputs)
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    assert loader(narrow, targets).digest() == loader(wide, targets).digest()
