"""The articles' text classifier: two hidden layers, ReLU, mean softmax cross-entropy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from impls.interface import Implementation
from impls.reference import training
from impls.reference.losses import cross_entropy
from impls.reference.training import Array


class TextClassifier(training.Net):
    """word counts -> hidden -> hidden -> scores of the categories (logits)."""

    def forward(self, inputs: Array) -> Array:
        """Return the scores (rows, outputs)."""
        hidden1 = np.maximum(self.linear(1, inputs), 0)
        hidden2 = np.maximum(self.linear(2, hidden1), 0)
        return self.linear(3, hidden2)

    def objective(self, scores: Array, targets: NDArray[Any]) -> tuple[float, Array]:
        """Return the mean cross-entropy against class indices (rows,), and its derivatives by the scores."""
        return cross_entropy(scores, targets, doubt=self.doubt)

    def backward(self, inputs: Array, targets: NDArray[Any]) -> float:
        """Write the gradients and return the loss."""
        sums1 = self.linear(1, inputs)
        hidden1 = np.maximum(sums1, 0)
        sums2 = self.linear(2, hidden1)
        hidden2 = np.maximum(sums2, 0)
        loss, slopes = self.objective(self.linear(3, hidden2), targets)
        self.linear_gradients(3, hidden2, slopes)
        if self.learns_below(3):
            slopes = (slopes @ self.parameters["w3"].T) * self.open_units(2, hidden1, sums2)
            self.linear_gradients(2, hidden1, slopes)
        if self.learns_below(2):
            slopes = (slopes @ self.parameters["w2"].T) * self.open_units(1, inputs, sums1)
            self.linear_gradients(1, inputs, slopes)
        return loss


class ByHand(training.ByHand):
    """The net in NumPy."""

    net_class = TextClassifier


IMPLEMENTATIONS: dict[str, type[Implementation]] = dict.fromkeys(training.DOUBT, ByHand)
