"""The two-layer net of the tutorial on PyTorch basics, with and without biases: ReLU, summed squared error."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from impls.interface import Implementation
from impls.reference import training
from impls.reference.training import Array


class TwoLayerNet(training.Net):
    """features -> hidden -> outputs."""

    def forward(self, inputs: Array) -> Array:
        """Return the scores (rows, outputs)."""
        return self.linear(2, np.maximum(self.linear(1, inputs), 0))

    def objective(self, scores: Array, targets: NDArray[Any]) -> tuple[float, Array]:
        """Return the summed squared error against targets (rows, outputs), and its derivatives by the scores."""
        errors = scores - targets
        return float(np.vdot(errors, errors)), 2 * errors

    def backward(self, inputs: Array, targets: NDArray[Any]) -> float:
        """Write the gradients and return the loss."""
        sums = self.linear(1, inputs)
        hidden = np.maximum(sums, 0)
        loss, slopes = self.objective(self.linear(2, hidden), targets)
        self.linear_gradients(2, hidden, slopes)
        if self.learns_below(2):
            slopes = (slopes @ self.parameters["w2"].T) * self.open_units(1, inputs, sums)
            self.linear_gradients(1, inputs, slopes)
        return loss


class ByHand(training.ByHand):
    """The net in NumPy."""

    net_class = TwoLayerNet


IMPLEMENTATIONS: dict[str, type[Implementation]] = dict.fromkeys(training.DOUBT, ByHand)
