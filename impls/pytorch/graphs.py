"""Training in PyTorch with graphs captured by ``torch.compile``, on the CPU or as CUDA graphs."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch._dynamo import config as dynamo_config
from torch._dynamo.utils import counters

from impls.interface import Weights
from impls.pytorch import training
from impls.pytorch.training import Placed
from impls.workloads import Workload


class Compiled(training.Eager):
    """What every mode shares that captures graphs.

    Attributes:
        compile_mode: what ``torch.compile`` is given as ``mode``.
        compiles_autograd: whether the backward pass is captured as it runs, which is set for the whole process.
    """

    compile_mode: ClassVar[str | None] = None
    compiles_autograd: ClassVar[bool] = False

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the net and its optimiser; subclasses wrap what is captured, which is compiled at its first call."""
        self.forget_compiled()
        super().__init__(workload=workload, mode=mode, device=device)
        self._create_adams_state()

    def forget_compiled(self) -> None:
        """Leave nothing in the process that another net compiled or set.

        Dynamo keeps graphs by function, so a net would find another one's, and after eight of them would run the
        optimiser's step uncompiled.
        """
        torch.compiler.reset()
        dynamo_config.compiled_autograd = self.compiles_autograd
        self._before = counts()

    def gradients(self, placed: Placed) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: the compiled step hands out no gradients."""
        return None

    def traces(self) -> int:
        """Return how many graphs the process has compiled since this object was built."""
        return self.captured()["graphs"]

    def captured(self) -> dict[str, int]:
        """Return the graphs and the graph breaks of this process since this object was built, as Dynamo counts them."""
        return {name: count - self._before[name] for name, count in counts().items()}

    def _create_adams_state(self) -> None:
        """Create Adam's state as ``torch.optim`` would, but for the dtype of its step counter.

        Run eagerly, Adam takes the counter as a Python number and corrects the bias in double precision. Compiled, it
        computes with the counter's tensor, float32 by default, in which 1 - 0.999**step loses five digits: with that
        the text classifier's losses are 8e-4 off after an epoch, and the gate has no time for it.
        """
        if not isinstance(self.optimizer, torch.optim.Adam):
            return
        for parameter in (each for group in self.optimizer.param_groups for each in group["params"]):
            if parameter.requires_grad:
                self.optimizer.state[parameter] = {
                    "step": torch.zeros((), dtype=torch.float64),
                    "exp_avg": torch.zeros_like(parameter),
                    "exp_avg_sq": torch.zeros_like(parameter),
                }


class Compile(Compiled):
    """The eager step under one ``torch.compile``.

    It is where PyTorch's guide recommends to apply it, and what its tutorial on training shows: the highest-level
    function, the step with the optimiser but without the loop. Dynamo breaks the graph at ``loss.backward()``, which
    runs the backward pass compiled with the forward pass, and at the optimiser's step, which begins a graph of its own.
    """

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the step."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.compiled = torch.compile(self.descend, mode=self.compile_mode)

    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        loss: Tensor = self.compiled(inputs, targets).detach()
        return loss


class CompileAutograd(Compile):
    """The same with compiled autograd: the backward pass is captured as it runs, not with the forward pass."""

    compiles_autograd = True


class CompileModule(Compiled):
    """The module compiled in place by its own ``compile()``; the loss and the optimiser's step run eagerly."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Have the module compiled."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.net.compile(mode=self.compile_mode)

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs) by the module as it is: for predictions it would be compiled anew."""
        with torch.inference_mode():
            scores: Tensor = self.net.forward(self.place_inputs(inputs))
            return scores.numpy(force=True)


class CudaGraph(Compile):
    """The compiled step's graphs, replayed as CUDA graphs."""

    compile_mode = "reduce-overhead"

    def step(self, inputs: Any, targets: Tensor) -> Tensor:
        """Take one step and return a copy of the loss: the next replay overwrites what a CUDA graph returned."""
        torch.compiler.cudagraph_mark_step_begin()
        return super().step(inputs, targets).clone()


class AutotunedCudaGraph(CudaGraph):
    """The same, for which Inductor tries several kernels and keeps the fastest."""

    compile_mode = "max-autotune"


def counts() -> dict[str, int]:
    """Return the graphs and the graph breaks of this process so far, as Dynamo counts them."""
    return {"graphs": counters["stats"]["unique_graphs"], "graph_breaks": counters["graph_break"].total()}
