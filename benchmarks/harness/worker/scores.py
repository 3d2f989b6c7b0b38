"""Are a contender's scores those of the weights that it trained? An accuracy rests on nothing else.

Scores from weights of another time (constants that a graph was built with), without a layer's ReLU, or from a look at
the answers make another accuracy out of the same training.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError
from benchmarks.harness.worker.parity import RTOL
from data.datasets import Dataset
from impls.interface import Implementation, Weights
from impls.reference import REFERENCE
from impls.weights import parameter_shapes
from impls.workloads import Workload

#: Rows of a batch that are computed again in float64.
ROWS = 32


class ScoreCheck:
    """The float64 reference's forward pass over test rows that are drawn anew each time, at a contender's weights.

    The error is the largest difference over the largest score, and passes up to the gate's RTOL. Honest contenders of
    every framework came to 1e-6 at most; weights of the first reset, or a missing ReLU, to 0.1 and more.
    """

    def __init__(self, workload: Workload, dataset: Dataset) -> None:
        """Take a sized workload and a data set with test rows."""
        # All parameters frozen: the reference then keeps no gradients and no optimiser's state.
        frozen = replace(workload, frozen=tuple(parameter_shapes(workload)))
        classes = import_module(f"{REFERENCE.package}.{workload.module}").IMPLEMENTATIONS
        self._reference: Implementation = classes[REFERENCE.mode](workload=frozen, mode=REFERENCE.mode, device="cpu")
        self._inputs: Any = dataset.test_inputs
        self._batch_size = workload.batch_size

    def check_predictions(self, implementation: Implementation, weights: Weights) -> float:
        """Let a contender score a drawn batch and return the error; raise BlockError where it is too large."""
        rows = self._drawn(self._batch_size)
        return self._error(implementation.predict(self._dense(rows)), rows, weights)

    def check(self, scores: NDArray[Any], weights: Weights) -> float:
        """Return the error of some of the scores (test rows, outputs); raise BlockError where it is too large."""
        rows = self._drawn(ROWS)
        return self._error(scores[rows], rows, weights)

    def _error(self, scores: NDArray[Any], rows: NDArray[np.intp], weights: Weights) -> float:
        self._reference.reset(weights)
        expected = self._reference.predict(self._dense(rows[:ROWS]))
        error = float(np.max(np.abs(scores[:ROWS] - expected)) / np.max(np.abs(expected)))
        if not error <= RTOL:
            raise BlockError(
                f"predict's scores are off by {error:.1e} (allowed {RTOL:.0e}) from the reference's at the contender's "
                "own weights: they are not those of what it trained"
            )
        return error

    def _drawn(self, count: int) -> NDArray[np.intp]:
        """Return so many different rows, which nobody can know beforehand."""
        total = self._inputs.shape[0]
        return np.random.default_rng().permutation(total)[:count]

    def _dense(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        inputs = self._inputs[rows]
        dense: NDArray[np.float32] = inputs if isinstance(inputs, np.ndarray) else inputs.toarray()
        return dense
