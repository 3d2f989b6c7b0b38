"""The contract of a study: small pieces of work that one framework can do in several ways, timed side by side.

A study asks what a race of trainings can't: what a prediction costs, or carrying an array across. Each framework's
folder has a module of the study's name with a function ``variants``; ``impls/reference`` has ``expected`` beside it,
which says in float64 what each case must come to. All variants of one framework take turns in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from impls.interface import Weights
from impls.workloads import Workload


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """What a study works on, equal for every framework.

    Attributes:
        workload: whose net and shapes; sized.
        weights: its initial parameters, float32, in the canonical layout.
        inputs: float32 (rows, features), C-contiguous.
        targets: int64 labels (rows,) or float32 (rows, outputs).
        device: ``cpu`` or ``gpu``.
        scratch: an own, empty folder; compile caches go below its ``COMPILED``, exported programs elsewhere in it.
    """

    workload: Workload
    weights: Weights
    inputs: NDArray[np.float32]
    targets: NDArray[Any]
    device: str
    scratch: Path


@dataclass(frozen=True, kw_only=True, eq=False)
class Variant:
    """One way to do one piece of work.

    Attributes:
        case: the piece of work, for example ``batch of 1``; only variants of one case are compared.
        name: the way, for example ``inference_mode``; unique within the case.
        summary: what it is, in one line for the tables.
        work: does the work once; everything asked of the device has finished when it returns.
        result: turns what ``work`` returned into NumPy, outside the clock, to be held against what is expected.
        items: how many rows, or batches, or bytes one call handles; the case says which.
        base: whether the other variants of its case are held against this one; one a case.
        on_host: whether ``work`` returns a NumPy array, complete: what its runtime has to tidy up after that is billed,
            where other work that leaves the device busy is refused.
        latency: whether single calls are timed one by one too, for their percentiles.
        facts: what else the tables should say of it, as plain values, for example ``{"copies": False}``.
    """

    case: str
    name: str
    summary: str
    work: Callable[[], Any]
    result: Callable[[Any], NDArray[Any]] = np.asarray
    items: int = 1
    base: bool = False
    on_host: bool = False
    latency: bool = False
    facts: Mapping[str, Any] | None = None


class StudyModule(Protocol):
    """What a framework's module of a study offers; a module satisfies it."""

    def variants(self, material: Material) -> Iterator[Variant]:
        """Yield the variants one after the other, each built when it is asked for.

        Raises:
            Exception: whatever a variant's building raises; it ends the study of this framework, so a variant that
                can't exist on this device or version is left out, with a comment that says why.
        """


class StudyReference(StudyModule, Protocol):
    """What the reference's module of a study offers besides."""

    def expected(self, material: Material) -> Mapping[str, NDArray[Any]]:
        """Return, by case, what every variant's result must be: float64, or exact where nothing is computed."""
