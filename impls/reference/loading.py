"""What the shared loader, in NumPy, costs for an epoch of batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

import numpy as np
from numpy.typing import NDArray

from data.batches import Batch, Loader
from impls import delivery
from impls.delivery import CASES, FILE_ORDER, SHUFFLED, Epoch
from impls.study import Material, Variant


def variants(material: Material) -> Iterator[Variant]:
    """Yield the shared loader as it is, and as the races use it where that differs."""
    rows = delivery.epoch(material)
    for case, shuffle in CASES.items():
        yield from _variants(rows, case, shuffle=shuffle)


def expected(material: Material) -> Mapping[str, NDArray[np.uint8]]:
    """Return what each case must deliver, as SHA-256 of rows, uint8 (rows, 32): in file order, and sorted."""
    digests = delivery.epoch(material).digests()
    return {FILE_ORDER: digests, SHUFFLED: delivery.ordered(digests)}


def _variants(rows: Epoch, case: str, *, shuffle: bool) -> Iterator[Variant]:
    loader = Loader(
        inputs=rows.inputs,
        targets=rows.targets,
        batch_size=rows.batch_size,
        drop_last=True,
        shuffle_seed=0 if shuffle else None,
    )
    numbers = count()

    def _load(*, reuse: bool = False) -> Iterator[Batch]:
        return loader.epoch(next(numbers), reuse=reuse)

    fresh = "each batch gathered into new memory" if shuffle else "each batch a view of the array"
    yield rows.variant(case, "shared loader", fresh, _load, base=True)
    if shuffle:
        # In file order batches are views, and there is no memory to use again.
        reused = "each batch gathered into the same memory, as the races use it"
        yield rows.variant(case, "shared loader, reuse=True", reused, lambda: _load(reuse=True))
