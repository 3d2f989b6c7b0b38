"""The recurrent classifier of posts with ``keras.layers.LSTM``."""

from __future__ import annotations

from keras import layers

from impls.interface import Implementation
from impls.tensorflow import recurrent
from impls.tensorflow.sequence_classifier import LayerClassifier


class SequenceClassifier(LayerClassifier):
    """word numbers -> embedding -> hidden state after the last word -> scores of the categories (logits)."""

    recurrent_layer = layers.LSTM


class EagerLayer(recurrent.Eager):
    """The net with ``keras.layers.LSTM``."""

    net_class = SequenceClassifier


class GraphLayer(recurrent.GraphDynamic):
    """The same, its step as one graph of any width."""

    net_class = SequenceClassifier


IMPLEMENTATIONS: dict[str, type[Implementation]] = {"eager-layer": EagerLayer, "graph-layer": GraphLayer}
