"""Memory for a batch of inputs that takes one batch after another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.counts import Counts


class ReusedRows:
    """Dense rows in the same memory every time: each call overwrites what the last one returned.

    One object serves either ``densify`` or ``gather``, not both.
    """

    def __init__(self, *, rows: int, features: int, dtype: np.dtype[Any]) -> None:
        """Hold zeros for at most so many rows."""
        self._memory = np.zeros((rows, features), dtype=dtype)
        self._written: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def densify(self, counts: Counts) -> NDArray[Any]:
        """Return canonical sparse rows, at most as many as there is memory for, as dense ones.

        Few elements are not zero (0.13 % of the article's), so only those that the last call wrote are cleared.
        """
        rows, features = counts.shape
        starts = np.arange(rows, dtype=np.int64) * features
        positions = np.repeat(starts, np.diff(counts.indptr)) + counts.indices
        flat = self._memory.reshape(-1)
        flat[self._written] = 0
        flat[positions] = counts.data
        self._written = positions
        return self._memory[:rows]

    def gather(self, inputs: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[Any]:
        """Return the rows of these numbers, at most as many as there is memory for."""
        # "clip" lets NumPy write straight into `out`; its default "raise" goes through a buffer.
        return np.take(inputs, rows, axis=0, out=self._memory[: len(rows)], mode="clip")
