"""The recurrent classifier of posts: an embedding, a tanh layer that reads word by word, mean softmax cross-entropy."""

from __future__ import annotations

from typing import ClassVar

import tensorflow as tf
from keras import layers

from impls.interface import Implementation
from impls.tensorflow import recurrent
from impls.tensorflow.training import Tensor


class SequenceClassifier(recurrent.Net):
    """word numbers -> embedding -> hidden state after the last word -> scores of the categories (logits).

    Inputs are word numbers int32 (rows, width), 0 where a row has ended.
    """

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the layers; what is read and what was remembered meet in layers 2 and 3."""
        super().__init__()
        words, embedding, hidden, outputs = layer_sizes
        self.layer1 = layers.Embedding(words, embedding)
        self.layer2 = layers.Dense(hidden, use_bias=False)
        self.layer3 = layers.Dense(hidden, use_bias=biases)
        self.layer4 = layers.Dense(outputs, use_bias=biases)

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs); Python loops over the words."""
        arriving = self.layer2(self.layer1(inputs))
        mask = tf.not_equal(inputs, 0)[:, :, tf.newaxis]
        hidden = tf.zeros_like(arriving[:, 0])
        # Taken apart at once: slicing word by word, every gradient would come with the zeros of all other words.
        for word in zip(tf.unstack(arriving, axis=1), tf.unstack(mask, axis=1), strict=True):
            hidden = _read(hidden, word, self.layer3)
        return self.layer4(hidden)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean softmax cross-entropy against class indices (rows,), a scalar."""
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=scores))


class WhileClassifier(SequenceClassifier):
    """The same net; TensorFlow loops over the words, with ``tf.while_loop`` inside ``tf.foldl``.

    A ``for`` over a tensor would say the same, but AutoGraph leaves a Keras model's ``call`` as it is written.
    """

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        by_word = tf.transpose(inputs)
        arriving, mask = self.layer2(self.layer1(by_word)), tf.not_equal(by_word, 0)[:, :, tf.newaxis]
        start = tf.zeros_like(arriving[0])
        hidden = tf.foldl(lambda hidden, word: _read(hidden, word, self.layer3), (arriving, mask), initializer=start)
        return self.layer4(hidden)


class LayerClassifier(recurrent.Net):
    """The same net with Keras's own recurrent layer, which loops over the words and heeds the mask."""

    recurrent_layer: ClassVar[type[layers.RNN]] = layers.SimpleRNN

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the three layers."""
        super().__init__()
        words, embedding, hidden, outputs = layer_sizes
        self.layer1 = layers.Embedding(words, embedding, mask_zero=True)
        self.recurrent = self.recurrent_layer(hidden, use_bias=biases)
        self.layer4 = layers.Dense(outputs, use_bias=biases)

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        return self.layer4(self.recurrent(self.layer1(inputs)))

    objective = SequenceClassifier.objective


class Eager(recurrent.Eager):
    """The net as documented: ``keras.Model`` and ``keras.optimizers``, and a loop over the words in Python."""

    net_class = SequenceClassifier


class EagerLayer(recurrent.Eager):
    """The net with ``keras.layers.SimpleRNN``."""

    net_class = LayerClassifier


class GraphRetraced(recurrent.Graph):
    """The eager net's step as a graph, its loop unrolled and traced anew for every width."""

    net_class = SequenceClassifier


class GraphDynamic(recurrent.GraphDynamic):
    """The net's step as one graph of any width, the loop inside it."""

    net_class = WhileClassifier


class GraphLayer(recurrent.GraphDynamic):
    """The net with ``keras.layers.SimpleRNN``, its step as one graph of any width."""

    net_class = LayerClassifier


class GraphLongest(recurrent.Graph):
    """The eager net's step as one graph, every batch padded to the longest.

    Unrolled, its loop takes about half the time of ``tf.while_loop``, and a few seconds to trace, once.
    """

    net_class = SequenceClassifier
    padding = "longest"


class GraphBuckets(recurrent.Graph):
    """The eager net's step as one graph a bucket."""

    net_class = SequenceClassifier
    padding = "buckets"


class XLARetraced(recurrent.XLA):
    """The net's step as an XLA program for every width.

    XLA compiles the loop's body once; unrolled, it would compile for minutes.
    """

    net_class = WhileClassifier


class XLALongest(recurrent.XLA):
    """The net's step as one XLA program, every batch padded to the longest."""

    net_class = WhileClassifier
    padding = "longest"


class XLABuckets(recurrent.XLA):
    """The net's step as one XLA program a bucket."""

    net_class = WhileClassifier
    padding = "buckets"


def _read(hidden: Tensor, word: tuple[Tensor, Tensor], layer: layers.Layer) -> Tensor:
    arriving, real = word
    return tf.where(real, tf.tanh(arriving + layer(hidden)), hidden)


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-layer": EagerLayer,
    "graph-layer": GraphLayer,
    "graph-retraced": GraphRetraced,
    "graph-dynamic": GraphDynamic,
    "graph-longest": GraphLongest,
    "graph-buckets": GraphBuckets,
    "xla-retraced": XLARetraced,
    "xla-longest": XLALongest,
    "xla-buckets": XLABuckets,
}
