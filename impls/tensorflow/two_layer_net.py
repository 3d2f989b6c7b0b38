"""The two-layer net of the tutorial on PyTorch basics, with and without biases: ReLU, summed squared error."""

from __future__ import annotations

import tensorflow as tf
from keras import layers

from impls.interface import Implementation
from impls.tensorflow import data_parallel, graphs, session, training
from impls.tensorflow.training import Tensor
from impls.weights import parameter_shapes
from impls.workloads import SGD, Workload


class TwoLayerNet(training.Net):
    """features -> hidden -> outputs."""

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build both layers."""
        super().__init__()
        _, hidden, outputs = layer_sizes
        self.layer1 = layers.Dense(hidden, activation="relu", use_bias=biases)
        self.layer2 = layers.Dense(outputs, use_bias=biases)

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        hidden = self.layer1(inputs)
        return self.layer2(hidden)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the summed squared error against targets (rows, outputs), a scalar."""
        return tf.reduce_sum(tf.math.squared_difference(scores, targets))


class Eager(training.Eager):
    """The net as documented: ``keras.Model`` and ``keras.optimizers``."""

    net_class = TwoLayerNet


class EagerTensors(training.Training):
    """The net from raw variables, a tape, and the update by hand."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Take one variable per parameter, in the canonical layout."""
        super().__init__(workload=workload, mode=mode, device=device)
        assert isinstance(workload.optimizer, SGD)
        self.biases = workload.biases
        self.learning_rate = workload.optimizer.learning_rate
        self.parameters = [
            tf.Variable(tf.zeros(shape), trainable=name not in workload.frozen)
            for name, shape in parameter_shapes(workload).items()
        ]

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        return _scores(inputs, self.parameters, biases=self.biases)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the summed squared error against targets (rows, outputs), a scalar."""
        return tf.reduce_sum(tf.square(scores - targets))

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step of gradient descent and return the loss before it, a scalar on the device."""
        with tf.GradientTape() as tape:
            loss = self.objective(self.forward(inputs), targets)
        gradients = tape.gradient(loss, self.trained)
        for name, parameter in self.trained.items():
            parameter.assign_sub(self.learning_rate * gradients[name])
        return loss


class Graph(graphs.Graph):
    """The net with its step as one graph."""

    net_class = TwoLayerNet


class GraphLoop(graphs.GraphLoop):
    """The net with the whole block as one graph."""

    net_class = TwoLayerNet


class Concrete(graphs.Concrete):
    """The net with its step as one concrete function."""

    net_class = TwoLayerNet


class XLA(graphs.XLA):
    """The net with its step as one XLA program."""

    net_class = TwoLayerNet


class XLALoop(graphs.XLALoop):
    """The net with an epoch's loop as one XLA program."""

    net_class = TwoLayerNet


class Session(session.Session):
    """The net as TensorFlow 1 runs it."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs), symbolically."""
        return _scores(inputs, self.parameters, biases=self.biases)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the summed squared error against targets (rows, outputs), a symbolic scalar."""
        return tf.reduce_sum(tf.square(scores - targets))


def _scores(inputs: Tensor, parameters: list[Tensor], *, biases: bool) -> Tensor:
    if biases:
        w1, b1, w2, b2 = parameters
        return tf.matmul(tf.nn.relu(tf.matmul(inputs, w1) + b1), w2) + b2
    w1, w2 = parameters
    return tf.matmul(tf.nn.relu(tf.matmul(inputs, w1)), w2)


class DataParallel(data_parallel.DataParallel):
    """The net in a strategy of several processes."""

    net_class = TwoLayerNet


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-tensors": EagerTensors,
    "graph": Graph,
    "graph-loop": GraphLoop,
    "concrete": Concrete,
    "xla": XLA,
    "xla-loop": XLALoop,
    "session": Session,
    "data-parallel": DataParallel,
}
