"""Word counts without their zeros: how batches hold them, and the first layers that take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch._dynamo import mark_dynamic
from torch.nn import functional

from impls.pytorch import graphs, training


class Bags(NamedTuple):
    """The words of a batch, post after post.

    Attributes:
        words: which words are there, int64 (nonzeros,).
        starts: where each post's words begin, int64 (rows,).
        counts: how often each is there, float32 (nonzeros,).
    """

    words: Tensor
    starts: Tensor
    counts: Tensor


class CountedWords(nn.Module):
    """A linear layer over ``Bags``: the weights' rows of a post's words, each times its count, summed up."""

    def __init__(self, features: int, units: int, *, bias: bool) -> None:
        """Take weights (features, units), as ``nn.EmbeddingBag`` keeps them, and a bias, which it has not."""
        super().__init__()
        self.weight = nn.Parameter(torch.empty(features, units))
        self.bias = nn.Parameter(torch.empty(units)) if bias else None

    def forward(self, inputs: Bags) -> Tensor:
        """Return the sums (rows, units)."""
        sums = functional.embedding_bag(
            inputs.words, self.weight, inputs.starts, mode="sum", per_sample_weights=inputs.counts
        )
        return sums if self.bias is None else sums + self.bias


class SparseLinear(CountedWords):
    """The same layer over a sparse matrix in compressed rows (``torch.sparse_csr``)."""

    def forward(self, inputs: Any) -> Tensor:
        """Return the sums (rows, units)."""
        sums: Tensor = torch.sparse.mm(inputs, self.weight)
        return sums if self.bias is None else sums + self.bias


class EmbeddingBag(training.Eager):
    """A mode whose first layer is ``CountedWords``."""

    def place_inputs(self, inputs: NDArray[Any]) -> Bags:
        """Return the counts that aren't zero."""
        rows, words = np.nonzero(inputs)
        starts = np.searchsorted(rows, np.arange(len(inputs)))
        parts = words, starts, inputs[rows, words]
        return Bags(*(torch.tensor(part, device=self.device) for part in parts))

    def canonical(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return views in the canonical layout, which the first weights have already."""
        views = super().canonical(tensors)
        return views | {"w1": views["w1"].t()} if "w1" in views else views


class SparseMatmul(EmbeddingBag):
    """A mode whose first layer is ``SparseLinear``."""

    def place_inputs(self, inputs: NDArray[Any]) -> Any:
        """Return the counts as a sparse matrix in compressed rows."""
        return torch.tensor(inputs, device=self.device).to_sparse_csr()


class CompiledEmbeddingBag(EmbeddingBag, graphs.Compile):
    """``EmbeddingBag`` with its step captured by ``torch.compile``."""

    def place_inputs(self, inputs: NDArray[Any]) -> Bags:
        """Return the counts that aren't zero, their number declared to differ from batch to batch."""
        bags = super().place_inputs(inputs)
        # Otherwise the first batch's number would be compiled in, and the second's would compile anew.
        mark_dynamic(bags.words, 0)
        mark_dynamic(bags.counts, 0)
        return bags
