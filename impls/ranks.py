"""Several processes that train one net: who is which, where they meet, and how the shares of a batch add up.

Every process takes an equal share of a batch's rows, in their order. The loss of a batch is the **sum over processes**
of their parts. A part is the loss of a process's own rows as the whole batch counts them: of a mean over rows, the mean
over its own divided by the number of processes; of a sum over rows, the sum over its own. So loss and gradients are
those of one process that takes the whole batch, and the same reference proves both. An engine that averages over
processes where the equation sums is handed parts that are as many times as large.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from data.batches import Batch
from impls.interface import Contender
from impls.workloads import Workload

#: Numbers of processes that contenders train on, besides one, and the workloads on which it is asked.
PROCESSES = (2, 4, 8)
STRONG, WEAK = ("text_classifier_parallel", "two_layer_net_parallel"), ("text_classifier_weak", "two_layer_net_weak")
PARALLEL = STRONG + WEAK
#: The mode of such a contender, in every framework.
MODE = "data-parallel"
#: Losses that are a mean over a batch's rows; the others are a sum over them.
MEANS = ("cross_entropy",)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The processes that train together, as one of them sees them.

    Attributes:
        rank: which of them this one is; 0 leads.
        addresses: HOST:PORT of each, by rank, that the engine may listen at.
        interface: the network interface that this process reaches the others by; empty where it isn't known.
    """

    rank: int
    addresses: tuple[str, ...]
    interface: str = ""

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.addresses)


class Engine(Protocol):
    """What each framework's ``data_parallel.py`` offers; a module satisfies it."""

    def join(self, group: Group, *, device: str) -> None:
        """Meet the other processes, by the engine's own rendezvous; called before the device is configured."""

    def exchange(self, numbers: int) -> None:
        """Sum so many float32 numbers over all processes, as the engine sums gradients, and await the result."""


def on_processes(alone: str, *, framework: str, engine: str, graph: str, captured: str = "") -> list[Contender]:
    """Return a framework's contenders that train on several processes.

    Args:
        alone: the form that each is but for its processes.
        framework: the folder.
        engine: what they are called by, and what it is, with a space between: ``ddp DistributedDataParallel``.
        graph: as that of the form.
        captured: what their graph holds, where it is static.
    """
    short, _, title = engine.partition(" ")
    return [
        Contender(
            name=f"{framework}-{short}-{processes}",
            framework=framework,
            mode=MODE,
            graph=graph,
            workloads=PARALLEL,
            base=alone,
            changes=f"training on {processes} processes",
            processes=processes,
            summary=f"{alone} on {processes} processes by {title}",
            captured=captured,
        )
        for processes in PROCESSES
    ]


def engine(package: str) -> Engine:
    """Return the engine of a framework's package, for example ``impls.reference``."""
    return cast("Engine", import_module(f"{package}.data_parallel"))


def shares(batch: Batch, size: int) -> list[Batch]:
    """Return each process's rows of a batch, by rank: views.

    Raises:
        ValueError: they can't be equal.
    """
    rows, left = divmod(len(batch.targets), size)
    if left:
        raise ValueError(f"{len(batch.targets)} rows can't be dealt out equally to {size} processes")
    cuts = [slice(rank * rows, (rank + 1) * rows) for rank in range(size)]
    return [Batch(batch.inputs[cut], batch.targets[cut]) for cut in cuts]


def part(workload: Workload, size: int) -> float:
    """Return by what the loss of a process's own rows is multiplied, so that the sum over processes is the batch's."""
    return 1 / size if workload.loss in MEANS else 1.0
