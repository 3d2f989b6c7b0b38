"""The contract that every implementation follows: NumPy in, NumPy out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol, TypeAlias

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from data.batches import Batch

if TYPE_CHECKING:
    from impls.workloads import Workload

#: Folder below ``scratch`` that takes every compile cache, and nothing else.
COMPILED = "compiled"

#: Parameters by canonical name (``w1``, ``b1``, ``w2``, ...); a weight is (inputs, outputs), a bias (outputs,).
Weights: TypeAlias = Mapping[str, NDArray[np.floating[Any]]]

#: Returns seconds; only differences count. What a framework's ``ceilings`` are timed by.
Timer: TypeAlias = Callable[[], float]


class DeviceUnavailableError(RuntimeError):
    """Raised by a framework's ``device.configure`` when it can't compute on the device asked for."""


class Contender(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to compute a workload: a framework in a mode. Plain data, declared without importing the framework."""

    name: Annotated[str, Meta(description="what tables and -k call it")]
    framework: Annotated[str, Meta(description="the folder that holds it")]
    mode: Annotated[str, Meta(description="the key of its class in each module's IMPLEMENTATIONS")]
    graph: Annotated[str, Meta(description="dynamic (built as it runs) or static (built first, then run)")]
    workloads: Annotated[tuple[str, ...], Meta(description="names of the workloads that it computes")]
    summary: Annotated[str, Meta(description="what it is, in one line for the tables")]
    captured: Annotated[str, Meta(description="what the static graph holds, and what is left outside it")] = ""
    base: Annotated[
        str, Meta(description="the contender that it is but for one thing; empty where it is a form of its own")
    ] = ""
    changes: Annotated[str, Meta(description="that one thing, as sentences name it; empty without a base")] = ""
    allocator: Annotated[
        str, Meta(description="where its process has memory from, a key of ALLOCATORS; empty for the system's own way")
    ] = ""
    padding: Annotated[str, Meta(description="to which width it pads sequences, a key of data.sequences.WIDTHS")] = (
        "own"
    )
    threads: Annotated[
        int, Meta(ge=-1, description="threads that it is given; 0 for as many as the run gives everyone, -1 for all")
    ] = 0
    level: Annotated[
        str, Meta(description="the folder of the level above its framework that it is written in; empty for none")
    ] = ""
    processes: Annotated[
        int, Meta(ge=1, description="processes that train together, each on its share of every batch")
    ] = 1
    devices: Annotated[tuple[str, ...], Meta(description="where it can run; elsewhere it is listed as not run")] = (
        "cpu",
        "gpu",
    )
    elsewhere: Annotated[str, Meta(description="the reason that is then given")] = ""
    environment: Annotated[
        str, Meta(description="the other environment that it runs in, with another version; empty for the run's own")
    ] = ""
    home: Annotated[
        str, Meta(description="the package around the framework's folder; tests keep their fake contenders elsewhere")
    ] = "impls"

    @property
    def has_more(self) -> bool:
        """Whether it computes with more threads or processes than the run gives everyone."""
        return bool(self.threads) or self.processes > 1

    @property
    def package(self) -> str:
        """The framework's folder as a package, for example ``impls.reference``."""
        return f"{self.home}.{self.framework}"

    @property
    def program(self) -> str:
        """The folder that holds its program as a package: its framework's, or that of the level above."""
        return f"{self.home}.{self.level or self.framework}"


class Implementation(ABC):
    """One workload in one mode of one framework, on one device.

    Attributes:
        own_dataset: whether ``place`` builds a data set of the framework's own, such as a ``tf.data.Dataset``, which
            takes a tenth of a second whatever it holds; arrays alone have no such excuse.
    """

    own_dataset: ClassVar[bool] = False

    @abstractmethod
    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the net; ``workload.layer_sizes`` is known, ``device`` is ``cpu`` or ``gpu``."""

    @abstractmethod
    def reset(self, weights: Weights) -> None:
        """Take these weights and forget every optimiser state, without tracing or compiling anew."""

    @abstractmethod
    def place(self, batches: Iterable[Batch]) -> Any:
        """Return the batches as this framework's own arrays on the device, in memory of their own.

        Each batch is copied before the next is asked for: a loader that reuses its memory then overwrites it. All
        batches of a block are handed over at once, so that here an implementation learns how many there will be.
        """

    @abstractmethod
    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Train over all placed batches in order, ``epochs`` times, going on from the present state.

        Returns only when the device has finished, with the loss of every step before its update, shape (steps,). A
        mode whose program holds a whole block may trace anew for a number of batches that it hasn't met: the warm-up
        shows it that of the timed blocks. It may not for a number of epochs.
        """

    @abstractmethod
    def gradients(self, placed: Any) -> Weights | None:
        """Return the first placed batch's gradients at the present weights; None where the mode hides them."""

    @abstractmethod
    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores of inputs (rows, features), shape (rows, outputs)."""

    @abstractmethod
    def weights(self) -> Weights:
        """Return a copy of the present parameters in the canonical layout."""

    @abstractmethod
    def traces(self) -> int:
        """Return how many traces or compilations this object has made so far; 0 for dynamic graphs."""

    def captured(self) -> dict[str, int]:
        """Return what the framework says of its graphs, for example graph breaks; empty where it says nothing."""
        return {}

    def further_cpu_seconds(self) -> float:
        """Return the processor time that processes which train with this one have used so far; 0 where none do."""
        return 0.0


class Device(Protocol):
    """What each framework's ``device.py`` offers; a module satisfies it."""

    def configure(self, *, device: str, threads: int) -> None:
        """Set threads and precision before the first operation; raise DeviceUnavailableError without the device."""

    def describe(self) -> dict[str, Any]:
        """Read back, as plain Python values.

        Returns:
            ``threads`` (name to int), ``device``, ``sync`` (what ``synchronize`` calls), ``precision`` (the
            framework's own flags), ``reduced_precision`` (whether any of them lets float32 products be computed with
            fewer bits than its 23, as TF32 does with ten), ``versions``.
        """

    def synchronize(self) -> None:
        """Wait until the device has finished everything asked of it."""

    def peak_memory_bytes(self) -> int | None:
        """Return the most bytes of the device's own memory that were in use so far; None where it has none."""
