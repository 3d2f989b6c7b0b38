"""Training in TensorFlow with graphs traced by ``tf.function``: a step, a step compiled by XLA, or a whole block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Weights
from impls.tensorflow import training
from impls.tensorflow.training import Tensor
from impls.workloads import Workload


class Graph(training.Eager):
    """The eager step, traced once: forward, loss, backward and update in one graph."""

    compiled_by_xla: ClassVar[bool | None] = None

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the step; it is traced at its first call."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.graph = tf.function(super().step, jit_compile=self.compiled_by_xla)

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        return self.graph(inputs, targets)

    def gradients(self, placed: Any) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: the graph hands out no gradients."""
        return None

    def traces(self) -> int:
        """Return how often TensorFlow has traced the graph."""
        return int(self.graph.experimental_get_tracing_count())

    def captured(self) -> dict[str, int]:
        """Return the number of graphs; a ``tf.function`` is always whole."""
        return {"graphs": self.traces(), "graph_breaks": 0}


class XLA(Graph):
    """The same graph, compiled to one program by XLA."""

    compiled_by_xla = True


class GraphLoop(Graph):
    """A whole block in one graph: the loops over epochs and batches run inside it."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the block; one trace serves any number of batches and epochs."""
        super().__init__(workload=workload, mode=mode, device=device)
        rows, features, outputs = workload.batch_size, workload.layer_sizes[0], workload.layer_sizes[-1]
        self.graph = tf.function(
            self._block,
            input_signature=[
                tf.TensorSpec((None, rows, features), tf.float32),
                tf.TensorSpec((None, rows, outputs), tf.float32),
                tf.TensorSpec((), tf.int32),
            ],
        )

    def place(self, batches: Iterable[Batch]) -> Any:
        """Return two tensors on the device: all inputs (batches, rows, features) and all targets, stacked alike."""
        inputs, targets = zip(*((batch.inputs.copy(), batch.targets) for batch in batches), strict=True)
        with tf.device(self.device):
            return tf.constant(np.stack(inputs)), tf.constant(np.stack(targets))

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Run the whole block in one call; reading the losses, float32 (steps,), awaits the device."""
        losses: NDArray[np.float32] = self.graph(*placed, tf.constant(epochs)).numpy()
        return losses

    def _block(self, inputs: Tensor, targets: Tensor, epochs: Tensor) -> Tensor:
        batches = tf.shape(inputs)[0]
        losses = tf.TensorArray(tf.float32, size=epochs * batches)
        for step in tf.range(epochs * batches):
            batch = step % batches
            losses = losses.write(step, training.Eager.step(self, inputs[batch], targets[batch]))
        return losses.stack()
