"""Inputs as ``tf.SparseTensor``, which holds the words that a post has and their counts, and no zeros."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from data.batches import Batch
from impls.tensorflow import training
from impls.tensorflow.training import Placed, Tensor


class Sparse(training.Eager):
    """The documented step, fed with sparse tensors.

    ``keras.layers.Dense`` takes them as they are: it looks up the rows of its kernel that the inputs name
    (``tf.nn.embedding_lookup_sparse``), and the kernel's gradient is a ``tf.IndexedSlices`` of as many rows. Keras's
    Adam fills that in with zeros, so its moments decay for every word at every step, as Algorithm 1 has it.
    """

    sparse = True

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as sparse and dense tensors of their own on the device."""
        with tf.device(self.device):
            return [(_sparse(batch.inputs), tf.constant(batch.targets)) for batch in batches]

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs)."""
        scores: NDArray[np.float32] = self.forward(_sparse(inputs)).numpy()
        return scores


class SparseDense(layers.Dense):  # type: ignore[misc]  # keras is untyped
    """A dense layer of sparse inputs by a sparse matrix product, whose gradient is dense."""

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:  # noqa: ARG002, FBT001 - Keras's signature
        """Return the outputs (rows, units)."""
        return self.activation(tf.sparse.sparse_dense_matmul(inputs, self.kernel) + self.bias)


def _sparse(inputs: NDArray[np.float32]) -> Tensor:
    found = np.nonzero(inputs)
    return tf.SparseTensor(np.stack(found, axis=1), inputs[found], inputs.shape)
