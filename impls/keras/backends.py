"""What each framework brings to the program: how its batches are kept for ``fit``, and how its graphs are counted."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Protocol, cast

import keras

from data.batches import Batch
from impls.keras import BACKENDS
from impls.keras.adam import Adam
from impls.workloads import Workload


class Graphs(Protocol):
    """Counts the graphs that are made of the training step of one model."""

    def passed(self) -> None:
        """Note that Python passes by the step; where that has become a graph, it does so only while it is traced."""

    def captured(self) -> dict[str, int]:
        """Return ``graphs`` and ``graph_breaks`` since this object was made; empty where nothing is captured."""


class Backend(Protocol):
    """The module ``fit`` in a framework's folder."""

    def feed(self, batches: Iterable[Batch], *, workload: Workload, device: str) -> Any:
        """Return what ``fit`` is fed with, in memory of its own; it has a length, the batches."""

    def adam(self) -> type[Adam]:
        """Return the Adam that updates parameters as Keras's own does on this backend."""

    def graphs(self) -> Graphs:
        """Return a new counter."""


class Passes:
    """Counts how often Python passed by."""

    def __init__(self) -> None:
        """Begin at 0."""
        self._number = 0

    def passed(self) -> None:
        """Count."""
        self._number += 1

    def captured(self) -> dict[str, int]:
        """Return the number; a graph that is traced from Python is always whole."""
        return {"graphs": self._number, "graph_breaks": 0}


def backend() -> Backend:
    """Return the module of the framework by which Keras computes in this process."""
    (name,) = (name for name, called in BACKENDS.items() if called == keras.config.backend())
    return cast("Backend", import_module(f"impls.{name}.fit"))
