"""Training in PyTorch with graphs captured by ``torch.compile``, on the CPU or as CUDA graphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch._dynamo import mark_static_address
from torch._dynamo.utils import counters

from impls.interface import Weights
from impls.pytorch import training
from impls.pytorch.training import Placed
from impls.workloads import SGD, Workload


class Compile(training.Eager):
    """Forward, loss and backward in one graph, the optimiser's step in another.

    ``loss.backward()`` would break the graph; ``torch.func.grad_and_value`` is the documented way to have the backward
    pass inside. ``torch.optim`` starts a graph of its own for its step, so one graph for all is out of reach with it.
    """

    compile_mode: ClassVar[str | None] = None

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap both parts of the step; they are compiled at their first calls.

        Everything compiled before is forgotten first: Dynamo keeps it by function, so a net would find another one's
        graphs, and after eight of them would run the optimiser's step uncompiled.
        """
        torch.compiler.reset()
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
        self._before = _counts()

    def captured_update(self) -> Callable[[], Any]:
        """Return the optimiser's step as it is to be called."""
        self._count_steps_in_float64()
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

    def gradients(self, placed: Placed) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: the compiled step hands out no gradients."""
        return None

    def traces(self) -> int:
        """Return how many graphs the process has compiled since this object was built."""
        return self.captured()["graphs"]

    def captured(self) -> dict[str, int]:
        """Return the graphs and the graph breaks of this process since this object was built, as Dynamo counts them.

        The one break is torch.optim's own, by which its step starts a graph.
        """
        return {name: count - self._before[name] for name, count in _counts().items()}

    def _count_steps_in_float64(self) -> None:
        """Create Adam's state as ``torch.optim`` would, but for the dtype of its step counter.

        Run eagerly, Adam takes the counter as a Python number and corrects the bias in double precision. Compiled, it
        computes with the counter's tensor, float32 by default, in which 1 - 0.999**step loses five digits.
        """
        if isinstance(self.optimizer, torch.optim.Adam):
            for parameter in self.trained:
                self.optimizer.state[parameter] = {
                    "step": torch.zeros((), dtype=torch.float64),
                    "exp_avg": torch.zeros_like(parameter),
                    "exp_avg_sq": torch.zeros_like(parameter),
                }

    def _loss_at(self, parameters: dict[str, Tensor], inputs: Any, targets: Tensor) -> Tensor:
        return self.net.objective(torch.func.functional_call(self.net, parameters, (inputs,)), targets)


class CudaGraph(Compile):
    """The same two graphs, replayed as CUDA graphs."""

    compile_mode = "reduce-overhead"

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Tell the CUDA graphs that the parameters never move."""
        super().__init__(workload=workload, mode=mode, device=device)
        for argument in self.arguments.values():
            # Otherwise every replay would copy all parameters into the graph's own inputs.
            mark_static_address(argument)

    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return a copy of the loss: the next replay overwrites what a CUDA graph returned."""
        torch.compiler.cudagraph_mark_step_begin()
        return super().step(inputs, targets).clone()


class CompileFused(Compile):
    """Forward, loss and backward in one graph; the update is the optimiser's own fused kernel, which needs none."""

    def captured_update(self) -> Callable[[], Any]:
        """Return the optimiser's step as it is: one kernel updates everything already."""
        return self.optimizer.step


class CompileStep(Compile):
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


def _counts() -> dict[str, int]:
    return {"graphs": counters["stats"]["unique_graphs"], "graph_breaks": counters["graph_break"].total()}
