"""Batches, and the one loader: the same arrays in the same order for every framework."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from data.counts import Counts
from data.digests import arrays_digest, sparse_parts
from data.memory import ReusedRows

#: Rows of inputs as the loader takes them: dense float32 or canonical sparse float32, (rows, features), or word
#: numbers, int32 (rows, positions).
Inputs: TypeAlias = "NDArray[np.float32] | NDArray[np.int32] | Counts"

Rows: TypeAlias = slice | NDArray[np.intp]


class Batch(NamedTuple):
    """Some rows: inputs, dense as in ``Loader``; targets int64 labels (rows,) or float32 (rows, outputs)."""

    inputs: NDArray[Any]
    targets: NDArray[Any]


def batches_digest(batches: Iterable[Batch]) -> str:
    """Return the SHA-256 (hexadecimal) of the batches as delivered: shapes, dtypes and bytes, in order.

    Each batch is read before the next is asked for, so batches in reused memory are fine.
    """
    return arrays_digest(chain.from_iterable(batches))


@dataclass(frozen=True, kw_only=True, eq=False)
class Loader:
    """Cuts rows into batches, in file order or in a seeded order, the same on every call.

    Attributes:
        inputs: float32 (rows, features); C-contiguous, or sparse in canonical form, made dense batch by batch. Or word
            numbers, int32 (rows, positions), C-contiguous, 0 where there is no word.
        targets: int64 labels (rows,) or float32 (rows, outputs).
        batch_size: rows a batch.
        drop_last: whether the rows that do not fill a last batch are left out, or come as a smaller batch.
        shuffle_seed: None for file order; else epoch ``number`` follows the permutation drawn by
            ``np.random.default_rng([shuffle_seed, number])``.

    Raises:
        ValueError: an argument does not fit the others or its description.
    """

    inputs: Inputs
    targets: NDArray[Any]
    batch_size: int
    drop_last: bool
    shuffle_seed: int | None = None

    def __post_init__(self) -> None:
        """Check everything that an epoch relies on."""
        rows = self.inputs.shape[0]
        if self.batch_size < 1:
            raise ValueError(f"batch_size={self.batch_size}: a batch has at least one row")
        if len(self.targets) != rows:
            raise ValueError(f"{rows} rows of inputs, but {len(self.targets)} targets: give one target a row")
        if len(self) == 0:
            raise ValueError(f"{rows} rows make no batch of {self.batch_size}: lower batch_size or keep the last batch")
        _check_layout(self.inputs)

    @property
    def _used_rows(self) -> int:
        rows = len(self.targets)
        return rows - rows % self.batch_size if self.drop_last else rows

    def __len__(self) -> int:
        """Return the number of batches an epoch."""
        return math.ceil(self._used_rows / self.batch_size)

    @property
    def batch_bytes(self) -> int:
        """Bytes of a batch's inputs, dense."""
        return int(self.batch_size * self.inputs.shape[1] * self.inputs.dtype.itemsize)

    def forget(self) -> None:
        """Give back the memory that reusing epochs share; the next one takes it anew."""
        self.__dict__.pop("_memory", None)

    def epoch(self, number: int = 0, *, reuse: bool = False) -> Iterator[Batch]:
        """Yield every batch once.

        File order over dense inputs yields views of them; everything else is a C-contiguous copy.

        Args:
            number: which epoch, 0 first; it matters to a seeded order only.
            reuse: put every copy of inputs into the same memory. It costs less, and a batch is overwritten by the
                next one, of this or of any other reusing epoch of this loader.
        """
        take = self._take_reused if reuse else self._take
        targets = self.targets
        for rows in self._selections(number):
            yield Batch(take(rows), targets[rows])

    def digest(self, epochs: int = 1, *, batches: int | None = None) -> str:
        """Return the SHA-256 (hexadecimal) of all batches of the first epochs, or of the first so many of each.

        Over dense inputs it is what ``batches_digest`` returns for the batches. Over sparse inputs each batch goes in
        as its canonical sparse arrays (row ends, sorted indices, values) and its dense shape: equal digests prove
        equal dense batches, without reading zeros; a sparse and a dense loader of equal batches differ in digest.
        """
        inputs, targets = self.inputs, self.targets
        selections = chain.from_iterable(islice(self._selections(epoch), batches) for epoch in range(epochs))
        if isinstance(inputs, np.ndarray):
            return batches_digest(Batch(inputs[rows], targets[rows]) for rows in selections)
        return arrays_digest(chain.from_iterable((*sparse_parts(inputs[rows]), targets[rows]) for rows in selections))

    def _selections(self, number: int) -> Iterator[Rows]:
        starts = range(0, self._used_rows, self.batch_size)
        if self.shuffle_seed is None:
            return (slice(start, start + self.batch_size) for start in starts)
        order = np.random.default_rng([self.shuffle_seed, number]).permutation(len(self.targets))
        return (order[start : start + self.batch_size] for start in starts)

    def _take(self, rows: Rows) -> NDArray[Any]:
        taken = self.inputs[rows]
        return taken if isinstance(taken, np.ndarray) else taken.toarray()

    def _take_reused(self, rows: Rows) -> NDArray[Any]:
        inputs = self.inputs
        if not isinstance(inputs, np.ndarray):
            return self._memory.densify(inputs[rows])
        if isinstance(rows, slice):
            return inputs[rows]
        return self._memory.gather(inputs, rows)

    @cached_property
    def _memory(self) -> ReusedRows:
        return ReusedRows(rows=self.batch_size, features=self.inputs.shape[1], dtype=self.inputs.dtype)


def _check_layout(inputs: Inputs) -> None:
    dtypes = (np.float32, np.int32) if isinstance(inputs, np.ndarray) else (np.float32,)
    if inputs.dtype not in dtypes or inputs.ndim != 2:  # noqa: PLR2004 - rows and features
        raise ValueError(
            f"inputs are {inputs.dtype} of {inputs.ndim} dimensions: give float32 (rows, features), or int32 numbers"
        )
    if isinstance(inputs, np.ndarray):
        if not inputs.flags.c_contiguous:
            raise ValueError("inputs are not C-contiguous: pass them through np.ascontiguousarray")
    elif not inputs.has_canonical_format:
        raise ValueError("sparse inputs are not canonical: call their sum_duplicates first")
