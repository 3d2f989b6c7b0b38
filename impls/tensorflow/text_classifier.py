"""The articles' text classifier: two hidden layers, ReLU, mean softmax cross-entropy."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from impls.interface import Implementation
from impls.tensorflow import data_parallel, frozen, fused, graphs, session, sparse, training
from impls.tensorflow.training import Tensor


class TextClassifier(training.Net):
    """word counts -> hidden -> hidden -> scores of the categories (logits)."""

    first_layer: ClassVar[type[layers.Dense]] = layers.Dense

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the three layers."""
        super().__init__()
        _, hidden1, hidden2, outputs = layer_sizes
        self.layer1 = self.first_layer(hidden1, activation="relu", use_bias=biases)
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


class Concrete(graphs.Concrete):
    """The net with its step as one concrete function."""

    net_class = TextClassifier


class XLA(graphs.XLA):
    """The net with its step as one XLA program."""

    net_class = TextClassifier


class FusedAdam(Graph, fused.Fused):
    """The step as one graph, with Adam's fused kernel."""


class SparseMatmulTextClassifier(TextClassifier):
    """The net with a sparse matrix product in its first layer."""

    first_layer = sparse.SparseDense


class SparseEager(sparse.Sparse):
    """The net as documented, fed with sparse tensors."""

    net_class = TextClassifier


class SparseGraph(Graph, sparse.Sparse):
    """The same with its step as one graph."""


class SparseMatmul(graphs.Graph, sparse.Sparse):
    """The sparse matrix product with its step as one graph."""

    net_class = SparseMatmulTextClassifier


class SparseFusedAdam(SparseGraph, fused.Fused):
    """Looked-up rows with Adam's fused kernel."""


class SparseXLAUpdate(SparseGraph, fused.XLAUpdate):
    """Looked-up rows with Adam's step compiled by XLA."""


class EagerWatched(frozen.Watched):
    """The net as documented, with a tape that is told what to watch."""

    net_class = TextClassifier


class EagerLeftOut(frozen.LeftOut):
    """All gradients as they are called, some of them left out."""

    net_class = TextClassifier


class EagerFull(frozen.Full):
    """All gradients and all updates as they are called."""

    net_class = TextClassifier


class GraphFull(Graph, frozen.Full):
    """All gradients and all updates in one graph."""


class XLAFull(XLA, frozen.Full):
    """All gradients and all updates in one XLA program."""


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


class DataParallel(data_parallel.DataParallel):
    """The net in a strategy of several processes."""

    net_class = TextClassifier


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "graph": Graph,
    "concrete": Concrete,
    "xla": XLA,
    "session": Session,
    "fused-adam": FusedAdam,
    "sparse-eager": SparseEager,
    "sparse-graph": SparseGraph,
    "sparse-fused-adam": SparseFusedAdam,
    "sparse-xla-update": SparseXLAUpdate,
    "sparse-matmul": SparseMatmul,
    "eager-watched": EagerWatched,
    "eager-left-out": EagerLeftOut,
    "eager-full": EagerFull,
    "graph-full": GraphFull,
    "xla-full": XLAFull,
    "data-parallel": DataParallel,
}
