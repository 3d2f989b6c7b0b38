"""Losses and their derivatives by hand, for the nets that share them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from impls.reference.training import Array


def cross_entropy(scores: Array, targets: NDArray[Any]) -> tuple[float, Array]:
    """Return the mean softmax cross-entropy of scores (rows, outputs) and its derivatives by them.

    The greatest score is taken off each row first, so that no exponential overflows.

    Args:
        scores: logits.
        targets: class indices (rows,).
    """
    rows = np.arange(len(targets))
    shifted = scores - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(sums[:, 0]) - shifted[rows, targets]))
    slopes = exponentials / sums
    slopes[rows, targets] -= 1
    return loss, slopes / len(targets)
