"""The recurrent classifier of posts with ``torch.nn.LSTM``."""

from __future__ import annotations

from torch import nn

from impls.interface import Implementation
from impls.pytorch import recurrent
from impls.pytorch.sequence_classifier import LayerClassifier


class SequenceClassifier(LayerClassifier):
    """word numbers -> embedding -> hidden state after the last word -> scores of the categories (logits)."""

    recurrent_layer = nn.LSTM


class EagerLayer(recurrent.Eager):
    """The net with ``torch.nn.LSTM``."""

    net_class = SequenceClassifier


IMPLEMENTATIONS: dict[str, type[Implementation]] = {"eager-layer": EagerLayer}
