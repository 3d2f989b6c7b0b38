"""What TensorFlow brings to Keras's program: batches as a ``tf.data.Dataset``, and graphs that are traced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from data.batches import Batch
from impls.keras.adam import Adam
from impls.keras.backends import Passes
from impls.tensorflow.graphs import batch_specs
from impls.workloads import Workload


def feed(batches: Iterable[Batch], *, workload: Workload, device: str) -> Any:  # noqa: ARG001 - TensorFlow copies
    """Return a ``tf.data.Dataset`` of the batches, in memory of its own: its cache, which is filled here."""
    # A generator's arrays may be taken over as they are, and the loader reuses its memory: these are copies.
    copies = ((tf.constant(batch.inputs), tf.constant(batch.targets)) for batch in batches)
    dataset: Any = tf.data.Dataset.from_generator(lambda: copies, output_signature=batch_specs(workload)).cache()
    found = sum(1 for _ in dataset)
    return dataset.apply(tf.data.experimental.assert_cardinality(found))


def adam() -> type[Adam]:
    """Return the Adam that updates one parameter after the other, in one graph, as Keras's own does here."""
    return Adam


def graphs() -> Passes:
    """Return a counter of traces: ``tf.function`` runs Python only then."""
    return Passes()
