"""Training in TensorFlow over sequences: how batches are padded, and how graphs meet more than one width."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from data.batches import Batch
from data.sequences import padded
from impls.tensorflow import graphs, training
from impls.tensorflow.training import Placed
from impls.workloads import Workload


class Net(training.Net):
    """A net that reads word numbers int32 (rows, width), of any width."""

    def build(self, input_shape: Any) -> None:  # noqa: ARG002 - Keras's own signature
        """Create every variable by reading one word: no variable depends on the width, which differs by batch."""
        self.call(tf.ones((1, 1), tf.int32))

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, int]:
        """Return the shape of the scores; Keras would otherwise run ``call`` over symbols to learn it."""
        rows, _ = input_shape
        return rows, self.layers[-1].units


class Eager(training.Eager):
    """The net as documented, on batches padded to their own longest row.

    Attributes:
        padding: the rule of ``data.sequences.padded`` by which batches, and rows to predict, are padded.
    """

    padding: ClassVar[str] = "own"

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as tensors of their own on the device, padded: word numbers int32, labels int64."""
        return super().place(Batch(self._padded(batch.inputs), batch.targets) for batch in batches)

    def predict(self, inputs: NDArray[Any]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs) of word numbers int32 (rows, longest)."""
        return super().predict(self._padded(inputs))

    def _padded(self, inputs: NDArray[Any]) -> NDArray[Any]:
        numbers, _ = padded(inputs, self.padding)
        return numbers


class Graph(Eager, graphs.Graph):
    """The eager step as a graph, traced once for every width that it meets."""


class GraphDynamic(Graph):
    """The eager step as one graph that leaves the width open."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the step; one trace serves every width."""
        super().__init__(workload=workload, mode=mode, device=device)
        rows = workload.batch_size
        signature = [tf.TensorSpec((rows, None), tf.int32), tf.TensorSpec((rows,), tf.int64)]
        self.graph = tf.function(self.eager_step, input_signature=signature)


class XLA(Eager, graphs.XLA):
    """The same graph, compiled to one program by XLA for every width that it meets."""
