"""Training in PyTorch on several processes: DistributedDataParallel, which averages gradients as they are derived."""

from __future__ import annotations

import os
from datetime import timedelta

import numpy as np
import torch
import torch.distributed
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from impls import ranks
from impls.interface import Weights
from impls.pytorch import training
from impls.pytorch.training import Placed
from impls.ranks import Group
from impls.workloads import Workload

#: How processes exchange, by device: the backends that PyTorch's documentation recommends.
BACKENDS = {"cpu": "gloo", "gpu": "nccl"}
#: The harness's own limit ends whoever waits; this one only has to be longer.
LIMIT = timedelta(hours=1)


def join(group: Group, *, device: str) -> None:
    """Meet the other processes at the first one's address."""
    if group.interface:
        # Otherwise each listens wherever its host's name leads.
        os.environ.update(dict.fromkeys(("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME"), group.interface))
    if device == "gpu" and torch.cuda.is_available():
        torch.cuda.set_device(group.rank % torch.cuda.device_count())
    torch.distributed.init_process_group(
        BACKENDS[device],
        init_method=f"tcp://{group.addresses[0]}",
        rank=group.rank,
        world_size=group.size,
        timeout=LIMIT,
    )


def exchange(numbers: int) -> None:
    """Sum so many float32 numbers over all processes, and await the result."""
    torch.distributed.all_reduce(torch.ones(numbers, device="cuda" if torch.cuda.is_initialized() else "cpu"))
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()


class DataParallel(training.Eager):
    """The documented net in DistributedDataParallel: every process has all parameters, and a share of each batch."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the net and wrap it; all processes do so together."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.size = torch.distributed.get_world_size()
        # The engine averages the gradients of what each process minimises, where they have to be summed.
        self.part = ranks.part(workload, self.size) * self.size
        self.parallel = DistributedDataParallel(self.net)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        scores: Tensor = self.parallel(inputs)
        return scores

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return this process's part of the loss, times the number of processes: a scalar."""
        return super().objective(scores, targets) * self.part

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Step over all batches, ``epochs`` times; the processes' losses are averaged once, float32 (steps,)."""
        losses = torch.stack([self.step(inputs, targets) for _ in range(epochs) for inputs, targets in placed])
        torch.distributed.all_reduce(losses)
        return (losses / self.size).numpy(force=True)

    def gradients(self, placed: Placed) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: gradients are averaged inside a step alone, and asking for them apart would bypass that."""
        return None
