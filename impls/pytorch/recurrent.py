"""Training in PyTorch over sequences: how batches are padded, and how graphs meet more than one width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import torch
from numpy.typing import NDArray
from torch import Tensor
from torch._dynamo import config as dynamo_config
from torch._dynamo import mark_dynamic
from torch._functorch import config as functorch_config

from data.batches import Batch
from data.sequences import padded
from impls.pytorch import graphs, training
from impls.pytorch.training import Placed
from impls.workloads import Workload


class Eager(training.Eager):
    """The net as documented, on batches padded to their own longest row.

    Attributes:
        padding: the rule of ``data.sequences.padded`` by which batches, and rows to predict, are padded.
    """

    padding: ClassVar[str] = "own"

    def place_inputs(self, inputs: NDArray[Any]) -> Tensor:
        """Return word numbers on the device, padded, int32 (rows, width)."""
        numbers, _ = padded(inputs, self.padding)
        return torch.tensor(numbers, device=self.device)

    def canonical(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return views in the canonical layout, in which ``nn.Embedding`` keeps w1 already."""
        found = super().canonical(tensors)
        return {name: tensor.t() if name == "w1" else tensor for name, tensor in found.items()}


class Compile(Eager, graphs.Compiled):
    """Forward and loss in one graph, for every width anew, their backward pass compiled with it; the update in another.

    These are the graphs of ``graphs.Compile``, each asked for by itself: what can't be captured is then an error.

    Attributes:
        fullgraph: whether a part that can't be captured, or one graph too many, is an error; else it runs uncompiled.
        dynamic: False compiles for every width anew; None leaves the choice to PyTorch.
        most_graphs: for how many widths at most, by default PyTorch's limit.
    """

    fullgraph: ClassVar[bool] = True
    dynamic: ClassVar[bool | None] = False
    most_graphs: ClassVar[int] = 8

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap both parts of the step; they are compiled at their first calls."""
        super().__init__(workload=workload, mode=mode, device=device)
        # Otherwise Inductor of PyTorch 2.13 can take memory for free that the loop has yet to read: at the shapes of
        # impls.check, w3's gradient is then wrong, in silence (pytorch/pytorch issue 153679).
        functorch_config.donated_buffer = False
        dynamo_config.recompile_limit = self.most_graphs
        self.loss = torch.compile(self._loss, fullgraph=self.fullgraph, dynamic=self.dynamic)
        self.update = torch.compile(self.optimizer.step)

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        loss: Tensor = self.loss(inputs, targets)
        self.optimizer.zero_grad()
        loss.backward()
        self.update()
        return loss.detach()

    def _loss(self, inputs: Tensor, targets: Tensor) -> Tensor:
        return self.objective(self.forward(inputs), targets)


class CompileOwn(Compile):
    """A graph for every width, however many there are."""

    most_graphs = 256


class CompileDynamic(Compile):
    """The same two graphs, the first of any width."""

    dynamic = None

    def place_inputs(self, inputs: NDArray[Any]) -> Tensor:
        """Return padded word numbers whose width is left open: a graph that settles for one width is an error."""
        numbers = super().place_inputs(inputs)
        mark_dynamic(numbers, 1)
        return numbers


class CompileRetraced(Compile):
    """A graph for every width, until Dynamo's limit: from then on, batches of other widths run uncompiled."""

    fullgraph = False

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap both parts of the step; no width has been met."""
        super().__init__(workload=workload, mode=mode, device=device)
        # ``scan`` counts its steps by reading a tensor, which else only ``fullgraph`` allows.
        dynamo_config.capture_scalar_outputs = True
        self.widths: set[int] = set()

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as tensors of their own on the device, padded, and remember their widths."""
        placed = super().place(batches)
        self.widths.update(inputs.shape[1] for inputs, _ in placed)
        return placed

    def captured(self) -> dict[str, int]:
        """Return graphs and graph breaks, and the widths met: one graph is the update, any other serves one width."""
        return super().captured() | {"widths": len(self.widths)}
