"""Training in PyTorch with graphs captured by ``torch.compile``, on the CPU or as CUDA graphs."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor
from torch._dynamo import mark_static_address
from torch._dynamo.utils import counters

from impls.interface import Weights
from impls.pytorch import training
from impls.pytorch.training import Placed
from impls.workloads import Workload


class Compile(training.Eager):
    """Forward, loss and backward in one graph, the optimiser's step in another.

    ``loss.backward()`` would break the graph; ``torch.func.grad_and_value`` is the documented way to have the backward
    pass inside. ``torch.optim`` starts a graph of its own for its step, so one graph for all is out of reach with it.
    """

    compile_mode: ClassVar[str | None] = None

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap both parts of the step; they are compiled at their first calls."""
        super().__init__(workload=workload, mode=mode, device=device)
        self._count_steps_in_float64()
        # Detached, because grad_and_value derives by its arguments; they share the parameters' memory.
        self.arguments = {name: parameter.detach() for name, parameter in self.net.named_parameters()}
        self.gradients_and_loss = torch.compile(
            torch.func.grad_and_value(self._loss_at), fullgraph=True, mode=self.compile_mode
        )
        self.update = torch.compile(self.optimizer.step, mode=self.compile_mode)
        self._before = _counts()

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        gradients: dict[str, Tensor]
        loss: Tensor
        gradients, loss = self.gradients_and_loss(self.arguments, inputs, targets)
        for parameter, gradient in zip(self.parameters, gradients.values(), strict=True):
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
            for parameter in self.parameters:
                self.optimizer.state[parameter] = {
                    "step": torch.zeros((), dtype=torch.float64),
                    "exp_avg": torch.zeros_like(parameter),
                    "exp_avg_sq": torch.zeros_like(parameter),
                }

    def _loss_at(self, parameters: dict[str, Tensor], inputs: Tensor, targets: Tensor) -> Tensor:
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

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return a copy of the loss: the next replay overwrites what a CUDA graph returned."""
        torch.compiler.cudagraph_mark_step_begin()
        return super().step(inputs, targets).clone()


def _counts() -> dict[str, int]:
    return {"graphs": counters["stats"]["unique_graphs"], "graph_breaks": counters["graph_break"].total()}
