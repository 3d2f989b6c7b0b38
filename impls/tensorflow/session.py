"""Training in TensorFlow 1: the graph is built first, from placeholders, and run in a session."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.tensorflow.adam import apply_adam
from impls.tensorflow.training import Tensor
from impls.weights import parameter_shapes
from impls.workloads import Adam, Workload

Placed: TypeAlias = list[dict[Tensor, NDArray[np.float32]]]

#: TensorFlow feeds an array without copying it only where it is aligned like TensorFlow's own memory.
_ALIGNMENT = 64


class Session(Implementation):
    """One graph of its own, with the train step in it, and the session that runs it.

    Attributes:
        parameters: variables in the order of ``parameter_shapes`` and in the canonical layout.
        trained: those of them that training changes, by canonical name.
    """

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:  # noqa: ARG002 - the class is the mode
        """Build the graph and open the session on it; TensorFlow itself chooses the device it sees."""
        self.biases = workload.biases
        self.outputs = workload.layer_sizes[-1]
        self.graph = tf.Graph()
        with self.graph.as_default():
            self._build(workload)
            self._initialize = tf.compat.v1.global_variables_initializer()
        threading = tf.config.threading
        self.session = tf.compat.v1.Session(
            graph=self.graph,
            config=tf.compat.v1.ConfigProto(
                intra_op_parallelism_threads=threading.get_intra_op_parallelism_threads(),
                inter_op_parallelism_threads=threading.get_inter_op_parallelism_threads(),
            ),
        )

    def _build(self, workload: Workload) -> None:
        shapes = parameter_shapes(workload)
        self.inputs = tf.compat.v1.placeholder(tf.float32, (None, workload.layer_sizes[0]))
        self.targets = tf.compat.v1.placeholder(tf.float32, (None, self.outputs))
        self.initial = {name: tf.compat.v1.placeholder(tf.float32, shape) for name, shape in shapes.items()}
        self.parameters = [
            tf.Variable(value, trainable=name not in workload.frozen) for name, value in self.initial.items()
        ]
        self.trained = {name: p for name, p in zip(self.initial, self.parameters, strict=True) if p.trainable}
        self.scores = self.forward(self.inputs)
        self.loss = self.objective(self.scores, self.targets)
        self.slopes = tf.gradients(self.loss, [*self.trained.values()])
        self.update = _update(workload, [*self.trained.values()], self.slopes)

    @abstractmethod
    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs), symbolically."""

    @abstractmethod
    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a symbolic scalar."""

    def reset(self, weights: Weights) -> None:
        """Initialise every variable: the parameters to the weights, the optimiser's state to zero."""
        self.session.run(self._initialize, {self.initial[name]: weights[name] for name in self.initial})

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return what is fed for each batch, as aligned NumPy arrays of their own."""
        return [
            {self.inputs: _aligned(batch.inputs), self.targets: _aligned(self.target_rows(batch.targets))}
            for batch in batches
        ]

    def target_rows(self, targets: NDArray[Any]) -> NDArray[np.float32]:
        """Return the targets as they are fed, float32 (rows, outputs)."""
        return targets

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Step over all batches, ``epochs`` times; each run returns its loss to NumPy, so the device has finished."""
        losses = [self.session.run((self.update, self.loss), feed)[1] for _ in range(epochs) for feed in placed]
        return np.array(losses)

    def gradients(self, placed: Placed) -> Weights | None:
        """Return the first batch's gradients of what is trained."""
        return dict(zip(self.trained, self.session.run(self.slopes, placed[0]), strict=True))

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs); only what they need of the graph is run."""
        scores: NDArray[np.float32] = self.session.run(self.scores, {self.inputs: inputs})
        return scores

    def weights(self) -> Weights:
        """Return copies of the parameters."""
        return dict(zip(self.initial, self.session.run(self.parameters), strict=True))

    def traces(self) -> int:
        """Return 1: the graph is built once, before anything runs."""
        return 1

    def captured(self) -> dict[str, int]:
        """Return the number of graphs; a session runs a whole one."""
        return {"graphs": 1, "graph_breaks": 0}


def _update(workload: Workload, parameters: list[Any], slopes: list[Tensor]) -> Any:
    rule = workload.optimizer
    if isinstance(rule, Adam):
        return apply_adam(rule, parameters, slopes)
    descent = tf.compat.v1.train.GradientDescentOptimizer(rule.learning_rate)
    return descent.apply_gradients(zip(slopes, parameters, strict=True))


def _aligned(array: NDArray[np.float32]) -> NDArray[np.float32]:
    memory = np.empty(array.nbytes + _ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % _ALIGNMENT
    copy = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy
