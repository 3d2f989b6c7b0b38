"""Does the proof of a loader tell the right batches from wrong ones?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from impls.delivery import FILE_ORDER, SHUFFLED, Epoch, ordered

BATCH, BATCHES = 4, 5
ROWS = BATCH * BATCHES

Batches = Iterable[tuple[Any, Any]]


@pytest.fixture
def rows() -> Epoch:
    generator = np.random.default_rng(0)
    inputs = generator.standard_normal((ROWS, 3), dtype=np.float32)
    return Epoch(inputs=inputs, targets=np.arange(ROWS), batch_size=BATCH)


def cut(rows: Epoch, order: Any) -> Iterator[tuple[Any, Any]]:
    for start in range(0, ROWS, BATCH):
        chosen = order[start : start + BATCH]
        yield rows.inputs[chosen], rows.targets[chosen]


def proof(rows: Epoch, case: str, batches: Batches) -> Any:
    delivered = [*batches]
    variant = rows.variant(case, "name", "summary", lambda: delivered)
    return variant.result(variant.work())


def test_rows_in_file_order_are_proven(rows: Epoch) -> None:
    np.testing.assert_array_equal(proof(rows, FILE_ORDER, cut(rows, np.arange(ROWS))), rows.digests())


def test_shuffled_rows_are_proven_in_any_order_but_fail_where_file_order_is_asked_for(rows: Epoch) -> None:
    order = np.random.default_rng(1).permutation(ROWS)
    np.testing.assert_array_equal(proof(rows, SHUFFLED, cut(rows, order)), ordered(rows.digests()))
    assert not np.array_equal(proof(rows, FILE_ORDER, cut(rows, order)), rows.digests())


def test_file_order_is_no_shuffle(rows: Epoch) -> None:
    with pytest.raises(ValueError, match="were to be shuffled"):
        proof(rows, SHUFFLED, cut(rows, np.arange(ROWS)))


def test_a_row_that_comes_twice_instead_of_another_is_found(rows: Epoch) -> None:
    order = np.random.default_rng(1).permutation(ROWS)
    order[0] = order[1]
    assert not np.array_equal(proof(rows, SHUFFLED, cut(rows, order)), ordered(rows.digests()))


def test_a_lost_batch_is_found(rows: Epoch) -> None:
    with pytest.raises(ValueError, match="4 batches delivered instead of 5"):
        proof(rows, FILE_ORDER, [*cut(rows, np.arange(ROWS))][:-1])


def test_targets_of_other_rows_are_found(rows: Epoch) -> None:
    order = np.random.default_rng(1).permutation(ROWS)
    swapped = [(inputs, targets[::-1]) for inputs, targets in cut(rows, order)]
    assert not np.array_equal(proof(rows, SHUFFLED, swapped), ordered(rows.digests()))


def test_numbers_of_another_type_are_found(rows: Epoch) -> None:
    doubled = [(inputs.astype(np.float64), targets) for inputs, targets in cut(rows, np.arange(ROWS))]
    assert not np.array_equal(proof(rows, FILE_ORDER, doubled), rows.digests())


def test_a_loader_may_reuse_its_memory(rows: Epoch) -> None:
    memory = np.empty((BATCH, 3), np.float32)

    def reusing() -> Iterator[tuple[Any, Any]]:
        for inputs, targets in cut(rows, np.arange(ROWS)):
            memory[...] = inputs
            yield memory, targets

    variant = rows.variant(FILE_ORDER, "name", "summary", reusing)
    np.testing.assert_array_equal(variant.result(variant.work()), rows.digests())
