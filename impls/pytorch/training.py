"""Training in PyTorch: what every mode shares, and the documented way, where the graph is built as it runs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.pytorch.optimizers import optimizer, trained_names
from impls.weights import parameter_shapes
from impls.workloads import Workload

#: Inputs as the net takes them, a tensor unless the mode says otherwise, and targets.
Placed: TypeAlias = list[tuple[Any, Tensor]]


class Net(nn.Module):
    """A module that knows what it minimises; built from ``layer_sizes`` and ``biases``."""

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a scalar."""
        raise NotImplementedError


class Training(Implementation):
    """What every mode shares.

    Attributes:
        device: where everything lives.
        workload: what is trained.
        parameters: in the order of ``parameter_shapes``, in the mode's own layout.
    """

    parameters: list[Tensor]

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:  # noqa: ARG002 - the class is the mode
        """Choose the device; subclasses build the parameters."""
        self.device = torch.device("cuda" if device == "gpu" else "cpu")
        self.names = tuple(parameter_shapes(workload))
        self.workload = workload

    @abstractmethod
    def forward(self, inputs: Any) -> Tensor:
        """Return the scores (rows, outputs)."""

    @abstractmethod
    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a scalar."""

    @abstractmethod
    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""

    def reset(self, weights: Weights) -> None:
        """Copy the weights into the parameters, which stay where they are."""
        for name, parameter in self.canonical(self.named_parameters()).items():
            parameter.copy_(torch.tensor(weights[name]))

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as tensors of their own on the device."""
        return [(self.place_inputs(batch.inputs), torch.tensor(batch.targets, device=self.device)) for batch in batches]

    def place_inputs(self, inputs: NDArray[Any]) -> Any:
        """Return a batch's inputs on the device, in the form that the net takes."""
        return torch.tensor(inputs, device=self.device)

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Step over all batches, ``epochs`` times; reading the losses, float32 (steps,), awaits the device."""
        losses = [self.step(inputs, targets) for _ in range(epochs) for inputs, targets in placed]
        return torch.stack(losses).numpy(force=True)

    def gradients(self, placed: Placed) -> Weights | None:
        """Return copies of the first batch's gradients by what is trained; no ``.grad`` is touched."""
        inputs, targets = placed[0]
        parameters = self.named_parameters()
        names = trained_names(self.workload, parameters)
        loss = self.objective(self.forward(inputs), targets)
        gradients = torch.autograd.grad(loss, [parameters[name] for name in names])
        return _copies(self.canonical(dict(zip(names, gradients, strict=True))))

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs), without recording for gradients."""
        with torch.inference_mode():
            return self.forward(self.place_inputs(inputs)).numpy(force=True)

    def weights(self) -> Weights:
        """Return copies of the parameters."""
        return _copies(self.canonical(self.named_parameters()))

    def traces(self) -> int:
        """Return 0: nothing is traced."""
        return 0

    def named_parameters(self) -> dict[str, Tensor]:
        """Return the parameters by canonical name, in the mode's own layout."""
        return dict(zip(self.names, self.parameters, strict=True))

    def canonical(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return views of tensors shaped like the parameters of these names, in the canonical layout."""
        return {name: tensor.detach() for name, tensor in tensors.items()}


class Eager(Training):
    """A module, autograd and an optimiser of ``torch.optim``."""

    net_class: ClassVar[type[Net]]

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the net and the optimiser that follows the workload's rule, with what the mode switches on."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.net = self.net_class(layer_sizes=workload.layer_sizes, biases=workload.biases).to(self.device)
        # One that takes no gradient before anything is frozen is the net's own affair, none of the workload's.
        self.parameters = [parameter for parameter in self.net.parameters() if parameter.requires_grad]
        self.optimizer = optimizer(workload, self.named_parameters(), mode=mode)

    def forward(self, inputs: Any) -> Tensor:
        """Return the scores (rows, outputs)."""
        scores: Tensor = self.net(inputs)
        return scores

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a scalar."""
        return self.net.objective(scores, targets)

    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        return self.descend(inputs, targets).detach()

    def descend(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return its loss as autograd knows it."""
        self.optimizer.zero_grad()
        loss = self.objective(self.forward(inputs), targets)
        loss.backward()
        self.optimizer.step()
        return loss

    def reset(self, weights: Weights) -> None:
        """Copy the weights in and set the optimiser's state to zero, in place: ``torch.optim`` starts from zeros."""
        super().reset(weights)
        for state in self.optimizer.state.values():
            for tensor in state.values():
                tensor.zero_()

    def canonical(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return transposed views: ``nn.Linear`` keeps (outputs, inputs), the canonical layout is (inputs, outputs)."""
        return {name: tensor.t() for name, tensor in super().canonical(tensors).items()}


def _copies(tensors: dict[str, Tensor]) -> Weights:
    return {name: tensor.numpy(force=True).copy() for name, tensor in tensors.items()}
