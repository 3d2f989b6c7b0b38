"""The articles' text classifier: two hidden layers, ReLU, mean softmax cross-entropy."""

from __future__ import annotations

import keras
from keras import layers

from impls.interface import Implementation
from impls.keras import training
from impls.keras.training import Tensor


class CrossEntropy(keras.losses.SparseCategoricalCrossentropy):  # type: ignore[misc]  # keras is untyped
    """Keras's own mean softmax cross-entropy against class indices."""

    def __init__(self) -> None:
        """Have it take scores (logits)."""
        super().__init__(from_logits=True)


class TextClassifier(training.Net):
    """word counts -> hidden -> hidden -> scores of the categories (logits)."""

    def add_layers(self, layer_sizes: tuple[int, ...], *, biases: bool) -> None:
        """Build the three layers."""
        _, hidden1, hidden2, outputs = layer_sizes
        self.layer1 = layers.Dense(hidden1, activation="relu", use_bias=biases)
        self.layer2 = layers.Dense(hidden2, activation="relu", use_bias=biases)
        self.layer3 = layers.Dense(outputs, use_bias=biases)

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        hidden1 = self.layer1(inputs)
        hidden2 = self.layer2(hidden1)
        return self.layer3(hidden2)


class Fit(training.Fit):
    """The net trained by ``fit``."""

    net_class = TextClassifier
    loss_class = CrossEntropy


class FitCompiled(Fit, training.FitCompiled):
    """The net trained by ``fit``, its step compiled."""


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "keras-fit": Fit,
    "keras-fit-compiled": FitCompiled,
}
