"""Training in PyTorch with gradients by ``torch.func``, which ``torch.compile`` captures without a break."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from impls.pytorch import graphs
from impls.workloads import SGD, Workload


class CompileFunc(graphs.Compiled):
    """Forward, loss and backward in one graph, the optimiser's step in another.

    ``loss.backward()`` would break the graph; ``torch.func.grad_and_value`` is the documented way to have the backward
    pass inside. ``torch.optim`` starts a graph of its own for its step, so one graph for all is out of reach with it.
    """

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap both parts of the step."""
        super().__init__(workload=workload, mode=mode, device=device)
        trained = {name: tensor for name, tensor in self.net.named_parameters() if tensor.requires_grad}
        self.trained = list(trained.values())
        # Detached, because grad_and_value derives by its arguments; they share the parameters' memory. Frozen ones are
        # no arguments: functional_call leaves them to the module.
        self.arguments = {name: parameter.detach() for name, parameter in trained.items()}
        self.gradients_and_loss = torch.compile(
            torch.func.grad_and_value(self._loss_at), fullgraph=True, mode=self.compile_mode
        )
        self.update = self.captured_update()

    def captured_update(self) -> Callable[[], Any]:
        """Return the optimiser's step as it is to be called."""
        return torch.compile(self.optimizer.step, mode=self.compile_mode)

    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        gradients: dict[str, Tensor]
        loss: Tensor
        gradients, loss = self.gradients_and_loss(self.arguments, inputs, targets)
        for parameter, gradient in zip(self.trained, gradients.values(), strict=True):
            parameter.grad = gradient
        self.update()
        return loss

    def _loss_at(self, parameters: dict[str, Tensor], inputs: Any, targets: Tensor) -> Tensor:
        return self.net.objective(torch.func.functional_call(self.net, parameters, (inputs,)), targets)


class CompileFuncStep(CompileFunc):
    """Forward, loss, backward and the update in one graph: gradient descent is short enough to be written by hand."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the whole step; it is compiled at its first call."""
        super().__init__(workload=workload, mode=mode, device=device)
        assert isinstance(workload.optimizer, SGD)
        self.learning_rate = workload.optimizer.learning_rate
        self.whole_step = torch.compile(self._step, fullgraph=True, mode=self.compile_mode)

    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        loss: Tensor = self.whole_step(self.arguments, inputs, targets)
        return loss

    def _step(self, parameters: dict[str, Tensor], inputs: Any, targets: Tensor) -> Tensor:
        gradients: dict[str, Tensor]
        loss: Tensor
        gradients, loss = torch.func.grad_and_value(self._loss_at)(parameters, inputs, targets)
        for name, parameter in parameters.items():
            parameter.sub_(self.learning_rate * gradients[name])
        return loss
