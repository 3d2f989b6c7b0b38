"""The two-layer net of the tutorial on PyTorch basics, with and without biases: ReLU, summed squared error."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from impls.interface import Implementation
from impls.pytorch import data_parallel, func, graphs, training
from impls.weights import parameter_shapes
from impls.workloads import SGD, Workload


class TwoLayerNet(training.Net):
    """features -> hidden -> outputs."""

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build both layers."""
        super().__init__()
        features, hidden, outputs = layer_sizes
        self.layer1 = nn.Linear(features, hidden, bias=biases)
        self.layer2 = nn.Linear(hidden, outputs, bias=biases)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        hidden = functional.relu(self.layer1(inputs))
        scores: Tensor = self.layer2(hidden)
        return scores

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the summed squared error against targets (rows, outputs), a scalar."""
        return functional.mse_loss(scores, targets, reduction="sum")


class Eager(training.Eager):
    """The net as documented: ``nn.Module`` and ``torch.optim``."""

    net_class = TwoLayerNet


class EagerTensors(training.Training):
    """The net as the tutorial writes it first: raw tensors, autograd, and the update by hand."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Take one tensor per parameter, in the canonical layout."""
        super().__init__(workload=workload, mode=mode, device=device)
        assert isinstance(workload.optimizer, SGD)
        self.biases = workload.biases
        self.learning_rate = workload.optimizer.learning_rate
        self.parameters = [
            torch.zeros(shape, device=self.device, requires_grad=name not in workload.frozen)
            for name, shape in parameter_shapes(workload).items()
        ]
        self.trained = [parameter for parameter in self.parameters if parameter.requires_grad]

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        if self.biases:
            w1, b1, w2, b2 = self.parameters
            return (inputs.mm(w1) + b1).clamp(min=0).mm(w2) + b2
        w1, w2 = self.parameters
        return inputs.mm(w1).clamp(min=0).mm(w2)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the summed squared error against targets (rows, outputs), a scalar."""
        return (scores - targets).pow(2).sum()

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step of gradient descent and return the loss before it, a scalar on the device."""
        loss = self.objective(self.forward(inputs), targets)
        loss.backward()
        with torch.no_grad():
            for parameter in self.trained:
                assert parameter.grad is not None
                parameter.sub_(self.learning_rate * parameter.grad)
                parameter.grad = None
        return loss.detach()


class Compile(graphs.Compile):
    """The net with its step captured by ``torch.compile``."""

    net_class = TwoLayerNet


class CompileAutograd(graphs.CompileAutograd):
    """The same with compiled autograd."""

    net_class = TwoLayerNet


class CompileModule(graphs.CompileModule):
    """The net compiled, its step not."""

    net_class = TwoLayerNet


class CompileFunc(func.CompileFunc):
    """The net with gradients by ``torch.func``, captured."""

    net_class = TwoLayerNet


class CompileFuncStep(func.CompileFuncStep):
    """The net with its whole step, update included, captured as one graph."""

    net_class = TwoLayerNet


class CudaGraph(graphs.CudaGraph):
    """The net with its step replayed as CUDA graphs."""

    net_class = TwoLayerNet


class AutotunedCudaGraph(graphs.AutotunedCudaGraph):
    """The same with kernels that were tried out."""

    net_class = TwoLayerNet


class DataParallel(data_parallel.DataParallel):
    """The net in DistributedDataParallel."""

    net_class = TwoLayerNet


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-tensors": EagerTensors,
    "fused": Eager,
    "foreach": Eager,
    "compile-train": Compile,
    "compile-train-fused": Compile,
    "compile-train-autograd": CompileAutograd,
    "compile-module": CompileModule,
    "compile-func": CompileFunc,
    "compile-func-step": CompileFuncStep,
    "cudagraph-train": CudaGraph,
    "cudagraph-train-autotuned": AutotunedCudaGraph,
    "data-parallel": DataParallel,
}
