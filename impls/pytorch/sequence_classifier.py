"""The recurrent classifier of posts: an embedding, a tanh layer that reads word by word, mean softmax cross-entropy."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch._higher_order_ops import scan
from torch.nn import functional

from impls.interface import Implementation
from impls.pytorch import recurrent, training


class SequenceClassifier(training.Net):
    """word numbers -> embedding -> hidden state after the last word -> scores of the categories (logits).

    Inputs are word numbers int32 (rows, width), 0 where a row has ended.
    """

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the layers; what is read and what was remembered meet in layers 2 and 3."""
        super().__init__()
        words, embedding, hidden, outputs = layer_sizes
        self.layer1 = nn.Embedding(words, embedding)
        self.layer2 = nn.Linear(embedding, hidden, bias=False)
        self.layer3 = nn.Linear(hidden, hidden, bias=biases)
        self.layer4 = nn.Linear(hidden, outputs, bias=biases)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs); Python loops over the words."""
        arriving = self.layer2(self.layer1(inputs))
        hidden = torch.zeros_like(arriving[:, 0])
        # Taken apart at once: slicing word by word, every gradient would come with the zeros of all other words.
        for word in zip(arriving.unbind(1), (inputs != 0).unsqueeze(2).unbind(1), strict=True):
            hidden = _read(hidden, word, self.layer3)
        scores: Tensor = self.layer4(hidden)
        return scores

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean softmax cross-entropy against class indices (rows,), a scalar."""
        return functional.cross_entropy(scores, targets)


class ScanClassifier(SequenceClassifier):
    """The same net; PyTorch loops over the words, with the prototype operator ``scan``: one body for every width."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        # Outside a graph, scan would compile itself for every width.
        if not torch.compiler.is_compiling():
            return super().forward(inputs)

        def _step(hidden: Tensor, word: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
            after = _read(hidden, word, self.layer3)
            # Scan also stacks an output of every step; nobody reads it, but it may not be the state itself.
            return after, after.clone()

        by_word = inputs.t()
        arriving = self.layer2(self.layer1(by_word))
        hidden, _ = scan(_step, torch.zeros_like(arriving[0]), (arriving, (by_word != 0).unsqueeze(2)))
        scores: Tensor = self.layer4(hidden)
        return scores


class LayerClassifier(training.Net):
    """The same net with PyTorch's own recurrent layer, which loops over the words."""

    recurrent_layer: ClassVar[type[nn.RNN | nn.LSTM]] = nn.RNN

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the three layers; the second of the two biases of a recurrent layer stays zero."""
        super().__init__()
        words, embedding, hidden, outputs = layer_sizes
        self.layer1 = nn.Embedding(words, embedding)
        self.recurrent = self.recurrent_layer(embedding, hidden, bias=biases, batch_first=True)
        self.layer4 = nn.Linear(hidden, outputs, bias=biases)
        if biases:
            # There for cuDNN's sake. Trained, both would move by the same gradient, and their sum twice as far.
            spare = self.recurrent.get_parameter("bias_hh_l0")
            nn.init.zeros_(spare).requires_grad_(False)  # noqa: FBT003 - torch's annotations allow no keyword

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        states, _ = self.recurrent(self.layer1(inputs))
        # The layer runs on through the padding, after the state that is read. Packed sequences would stop at each row's
        # end, but need the lengths on the CPU in every step; batches of like length have little to save.
        last = torch.count_nonzero(inputs, dim=1) - 1
        scores: Tensor = self.layer4(states[torch.arange(len(inputs), device=inputs.device), last])
        return scores

    objective = SequenceClassifier.objective


class Eager(recurrent.Eager):
    """The net as documented: ``nn.Module`` and ``torch.optim``, and a loop over the words in Python."""

    net_class = SequenceClassifier


class EagerLayer(recurrent.Eager):
    """The net with ``torch.nn.RNN``."""

    net_class = LayerClassifier


class CompileOwn(recurrent.CompileOwn):
    """The net compiled anew for every width."""

    net_class = ScanClassifier


class CompileRetraced(recurrent.CompileRetraced):
    """The net compiled anew for every width, up to PyTorch's limit of eight graphs."""

    net_class = ScanClassifier


class CompileDynamic(recurrent.CompileDynamic):
    """The net's forward and backward pass as one graph of any width, the loop inside it."""

    net_class = ScanClassifier


class CompileLongest(recurrent.Compile):
    """The net's step captured once, every batch padded to the longest."""

    net_class = ScanClassifier
    padding = "longest"


class CompileBuckets(recurrent.Compile):
    """The net's step captured once a bucket."""

    net_class = ScanClassifier
    padding = "buckets"


def _read(hidden: Tensor, word: tuple[Tensor, Tensor], layer: nn.Module) -> Tensor:
    arriving, real = word
    return torch.where(real, torch.tanh(arriving + layer(hidden)), hidden)


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-layer": EagerLayer,
    "compile-own": CompileOwn,
    "compile-retraced": CompileRetraced,
    "compile-dynamic": CompileDynamic,
    "compile-longest": CompileLongest,
    "compile-buckets": CompileBuckets,
}
