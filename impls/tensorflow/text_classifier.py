"""The articles' text classifier: two hidden layers, ReLU, mean softmax cross-entropy."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from impls.interface import Implementation
from impls.tensorflow import graphs, session, training
from impls.tensorflow.training import Tensor


class TextClassifier(training.Net):
    """word counts -> hidden -> hidden -> scores of the categories (logits)."""

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the three layers."""
        super().__init__()
        _, hidden1, hidden2, outputs = layer_sizes
        self.layer1 = layers.Dense(hidden1, activation="relu", use_bias=biases)
        self.layer2 = layers.Dense(hidden2, activation="relu", use_bias=biases)
        self.layer3 = layers.Dense(outputs, use_bias=biases)

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        hidden1 = self.layer1(inputs)
        hidden2 = self.layer2(hidden1)
        return self.layer3(hidden2)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean softmax cross-entropy against class indices (rows,), a scalar."""
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=scores))


class Eager(training.Eager):
    """The net as documented: ``keras.Model`` and ``keras.optimizers``."""

    net_class = TextClassifier


class Graph(graphs.Graph):
    """The net with its step as one graph."""

    net_class = TextClassifier


class XLA(graphs.XLA):
    """The net with its step as one XLA program."""

    net_class = TextClassifier


class Session(session.Session):
    """The net as the TensorFlow 1 article runs it."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs), symbolically."""
        w1, b1, w2, b2, w3, b3 = self.parameters
        hidden1 = tf.nn.relu(tf.matmul(inputs, w1) + b1)
        hidden2 = tf.nn.relu(tf.matmul(hidden1, w2) + b2)
        return tf.matmul(hidden2, w3) + b3

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean softmax cross-entropy against one-hot targets (rows, outputs), a symbolic scalar."""
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=targets, logits=scores))

    def target_rows(self, targets: NDArray[Any]) -> NDArray[np.float32]:
        """Return class indices (rows,) as one-hot rows, as the article feeds them: float32 (rows, outputs)."""
        rows: NDArray[np.float32] = np.eye(self.outputs, dtype=np.float32)[targets]
        return rows


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "graph": Graph,
    "xla": XLA,
    "session": Session,
}
