"""The articles' text classifier: two hidden layers, ReLU, mean softmax cross-entropy."""

from __future__ import annotations

from typing import Any, ClassVar

from torch import Tensor, nn
from torch.nn import functional

from impls.interface import Implementation
from impls.pytorch import data_parallel, func, graphs, sparse, training


class TextClassifier(training.Net):
    """word counts -> hidden -> hidden -> scores of the categories (logits)."""

    first_layer: ClassVar[type[nn.Module]] = nn.Linear

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the three layers."""
        super().__init__()
        features, hidden1, hidden2, outputs = layer_sizes
        self.layer1 = self.first_layer(features, hidden1, bias=biases)
        self.layer2 = nn.Linear(hidden1, hidden2, bias=biases)
        self.layer3 = nn.Linear(hidden2, outputs, bias=biases)

    def forward(self, inputs: Any) -> Tensor:
        """Return the scores (rows, outputs)."""
        hidden1 = functional.relu(self.layer1(inputs))
        hidden2 = functional.relu(self.layer2(hidden1))
        scores: Tensor = self.layer3(hidden2)
        return scores

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean softmax cross-entropy against class indices (rows,), a scalar."""
        return functional.cross_entropy(scores, targets)


class BagClassifier(TextClassifier):
    """The net over the words that are there."""

    first_layer = sparse.CountedWords


class SparseClassifier(TextClassifier):
    """The net over a sparse matrix."""

    first_layer = sparse.SparseLinear


class Eager(training.Eager):
    """The net as documented: ``nn.Module`` and ``torch.optim``."""

    net_class = TextClassifier


class Compile(graphs.Compile):
    """The net with its step captured by ``torch.compile``."""

    net_class = TextClassifier


class CompileAutograd(graphs.CompileAutograd):
    """The same with compiled autograd."""

    net_class = TextClassifier


class CompileModule(graphs.CompileModule):
    """The net compiled, its step not."""

    net_class = TextClassifier


class CompileFunc(func.CompileFunc):
    """The net with gradients by ``torch.func``, captured."""

    net_class = TextClassifier


class CudaGraph(graphs.CudaGraph):
    """The net with its step replayed as CUDA graphs."""

    net_class = TextClassifier


class AutotunedCudaGraph(graphs.AutotunedCudaGraph):
    """The same with kernels that were tried out."""

    net_class = TextClassifier


class EmbeddingBag(sparse.EmbeddingBag):
    """The net with an embedding bag as its first layer."""

    net_class = BagClassifier


class CompiledEmbeddingBag(sparse.CompiledEmbeddingBag):
    """The same, with its step captured by ``torch.compile``."""

    net_class = BagClassifier


class SparseMatmul(sparse.SparseMatmul):
    """The net with a sparse matrix product as its first layer."""

    net_class = SparseClassifier


class DataParallel(data_parallel.DataParallel):
    """The net in DistributedDataParallel."""

    net_class = TextClassifier


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-left-out": Eager,
    "eager-full": Eager,
    "eager-glibc-keeping": Eager,
    "eager-tcmalloc": Eager,
    "fused": Eager,
    "foreach": Eager,
    "embedding-bag": EmbeddingBag,
    "embedding-bag-fused": EmbeddingBag,
    "embedding-bag-compile-train": CompiledEmbeddingBag,
    "sparse-matmul": SparseMatmul,
    "compile-train": Compile,
    "compile-train-full": Compile,
    "compile-train-fused": Compile,
    "compile-train-autograd": CompileAutograd,
    "compile-module": CompileModule,
    "compile-func": CompileFunc,
    "cudagraph-train": CudaGraph,
    "cudagraph-train-autotuned": AutotunedCudaGraph,
    "data-parallel": DataParallel,
}
