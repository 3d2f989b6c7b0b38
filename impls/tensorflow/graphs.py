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
        self.eager_step = super().step
        self.graph = tf.function(self.eager_step, jit_compile=self.compiled_by_xla)

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


class Concrete(Graph):
    """The same graph, called as the concrete function that ``tf.function`` would look up by its arguments."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Trace the step."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.concrete = self.graph.get_concrete_function(*batch_specs(workload))

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        return self.concrete(inputs, targets)


class XLA(Graph):
    """The same graph, compiled to one program by XLA."""

    compiled_by_xla = True


class GraphLoop(Graph):
    """A whole block in one graph: the loops over epochs and batches run inside it."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the block; one trace serves any number of batches and epochs."""
        super().__init__(workload=workload, mode=mode, device=device)
        inputs, targets = (tf.TensorSpec((None, *spec.shape), spec.dtype) for spec in batch_specs(workload))
        self.graph = tf.function(self._block, input_signature=[inputs, targets, tf.TensorSpec((), tf.int32)])

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
            losses = losses.write(step, self.eager_step(inputs[batch], targets[batch]))
        return losses.stack()


class XLALoop(Graph):
    """The loop over an epoch's batches compiled by XLA as one program.

    XLA compiles anew for every shape. Here it sees one only, that of a block: of fewer batches the rest is zeros, which
    the loop, told their number, never reads.
    """

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the loop; it is compiled at its first call."""
        super().__init__(workload=workload, mode=mode, device=device)
        assert workload.block_batches
        specs = (tf.TensorSpec((workload.block_batches, *spec.shape), spec.dtype) for spec in batch_specs(workload))
        self.signature = [*specs, tf.TensorSpec((), tf.int32)]
        self.graph = tf.function(self._epoch, input_signature=self.signature, jit_compile=True)

    def place(self, batches: Iterable[Batch]) -> Any:
        """Return all inputs and all targets of a block on the device, stacked, and the number of batches.

        Raises:
            IndexError: they are more than a block's.
        """
        stacked = [np.zeros(spec.shape, spec.dtype.as_numpy_dtype) for spec in self.signature[:2]]
        number = 0
        for batch in batches:
            stacked[0][number], stacked[1][number] = batch
            number += 1
        with tf.device(self.device):
            return (*(tf.constant(array) for array in stacked), tf.constant(number))

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Run a program an epoch; reading the losses, float32 (steps,), awaits the device."""
        losses = [self.graph(*placed) for _ in range(epochs)]
        number = int(placed[-1])
        return np.concatenate([epoch.numpy()[:number] for epoch in losses])

    def _epoch(self, inputs: Tensor, targets: Tensor, number: Tensor) -> Tensor:
        losses = tf.TensorArray(tf.float32, size=inputs.shape[0], element_shape=())
        for batch in tf.range(number):
            losses = losses.write(batch, self.eager_step(inputs[batch], targets[batch]))
        return losses.stack()


def batch_specs(workload: Workload) -> tuple[Any, Any]:
    """Return what TensorFlow is told of a batch before it sees one: shapes and dtypes of inputs and targets."""
    rows, features, outputs = workload.batch_size, workload.layer_sizes[0], workload.layer_sizes[-1]
    inputs = tf.TensorSpec((rows, features), tf.float32)
    if workload.loss == "cross_entropy":
        return inputs, tf.TensorSpec((rows,), tf.int64)
    return inputs, tf.TensorSpec((rows, outputs), tf.float32)
