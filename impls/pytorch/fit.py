"""What PyTorch brings to Keras's program: batches in a ``DataLoader``, and graphs that Dynamo counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch.utils.data import DataLoader

from data.batches import Batch
from impls.keras.adam import Adam
from impls.pytorch.adam import ParallelAdam
from impls.pytorch.graphs import counts
from impls.workloads import Workload


class Graphs:
    """Counts the graphs and the graph breaks of this process since this object was made, as Dynamo does."""

    def __init__(self) -> None:
        """Leave nothing in the process that another model compiled: Dynamo keeps graphs by function."""
        torch.compiler.reset()
        self._before = counts()

    def passed(self) -> None:
        """Do nothing: Dynamo would guard a counter, and compile anew whenever it changes."""

    def captured(self) -> dict[str, int]:
        """Return ``graphs`` and ``graph_breaks``; empty where the step runs as it is called."""
        found = {name: count - self._before[name] for name, count in counts().items()}
        return found if found["graphs"] else {}


def feed(batches: Iterable[Batch], *, workload: Workload, device: str) -> DataLoader[Any]:  # noqa: ARG001 - as it is
    """Return a ``DataLoader`` that hands on ready batches, tensors of their own on the device."""
    place = torch.device("cuda" if device == "gpu" else "cpu")
    kept: Any = [
        (torch.tensor(batch.inputs, device=place), torch.tensor(batch.targets, device=place)) for batch in batches
    ]
    return DataLoader(kept, batch_size=None)


def adam() -> type[Adam]:
    """Return the Adam over all parameters at once."""
    return ParallelAdam


def graphs() -> Graphs:
    """Return a new counter."""
    return Graphs()
