"""Keras's own kind of data set over batches that are in memory already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # keras is untyped
    """Batches as they are, pairs of inputs and targets, in their order."""

    def __init__(self, batches: Sequence[tuple[Any, Any]]) -> None:
        """Keep the batches."""
        super().__init__()
        self._batches = batches

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._batches)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        """Return one of them."""
        return self._batches[index]
