"""Losses and their derivatives by hand, for the nets that share them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from impls.reference.training import Array


def cross_entropy(scores: Array, targets: NDArray[Any], *, doubt: float = 0.0) -> tuple[float, Array]:
    """Return the mean softmax cross-entropy of scores (rows, outputs) and its derivatives by them.

    The greatest score is taken off each row first, so that no exponential overflows.

    Args:
        scores: logits.
        targets: class indices (rows,).
        doubt: the net's. The derivative by the score of a row's own class is its probability less 1. Of a probability
            near 1 float32 rounds off 1.5 roundoffs at most, in the sum and in the quotient: half of the net's doubt is
            two, and a derivative smaller than that may be anything between none and its double.
    """
    rows = np.arange(len(targets))
    shifted = scores - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(sums[:, 0]) - shifted[rows, targets]))
    slopes = exponentials / sums
    slopes[rows, targets] -= 1
    if doubt:
        own = slopes[rows, targets]
        slopes[rows, targets] += np.clip(doubt / 2, -abs(own), abs(own))
    return loss, slopes / len(targets)
