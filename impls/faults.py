"""The faults that are planted in every framework and mode: ``python -m impls.faults FRAMEWORK`` prints how each shows.

``impls/<framework>/faults.py`` has the same mistakes in the same order, each as a user would make it;
``impls/probe.py`` runs them. Everything is tiny: what is asked is how a fault shows, not how long it takes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

#: How often each program is stepped.
STEPS = 3
#: Rows of three word numbers; the 3 in the first row is one more than the last row of the weights.
WORDS = np.array([[1, 2, 3], [2, 1, 1], [1, 1, 2], [2, 2, 1]], np.float32)
#: What each step is fed, positive: the same twice, then ten times as much, for which the branch goes the other way.
INPUTS = WORDS * np.array([1, 1, 10], np.float32)[:, np.newaxis, np.newaxis]
WEIGHT = np.array([[0.5, -0.25], [0.25, 0.5], [-0.5, 0.75]], np.float32)
#: A loss above it is scaled down: the data-dependent branch.
LIMIT = 10.0


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One mistake, or none.

    Attributes:
        name: what the rows call it.
        summary: what it is, in a few words.
        control: the name of the same without the fault; empty for the controls themselves.
    """

    name: str
    summary: str
    control: str = "no_fault"


FAULTS = (
    Fault(name="no_fault", summary="nothing planted: the control", control=""),
    Fault(name="shape_mismatch", summary="a matrix product of shapes that don't fit"),
    Fault(name="dtype_mismatch", summary="a matrix product of float64 and float32"),
    Fault(name="nan_in_layer", summary="the logarithm of a negative number"),
    Fault(
        name="nan_with_detector",
        summary="the same logarithm, under the framework's documented detector",
        control="no_fault_with_detector",
    ),
    Fault(name="no_fault_with_detector", summary="nothing planted, under the same detector: its control", control=""),
    Fault(name="index_out_of_range", summary="a row of an embedding that isn't there"),
    Fault(name="print_in_step", summary="a print of the loss"),
    Fault(name="append_in_step", summary="an append of the loss to a Python list"),
    Fault(name="branch_on_loss", summary="a Python branch on the loss"),
    Fault(name="gradients_not_reset", summary="the gradients of the step before left in place"),
)


def correct(name: str) -> NDArray[np.float64]:
    """Return what the steps of a fault should come to, float64 (STEPS,): losses, or the norms of the gradients."""
    inputs, weight = INPUTS.astype(np.float64), WEIGHT.astype(np.float64)
    scores = inputs @ weight
    losses = np.square(scores).mean(axis=(1, 2))
    if name == "gradients_not_reset":
        slopes = 2 * inputs.transpose(0, 2, 1) @ scores / scores[0].size
        return cast("NDArray[np.float64]", np.linalg.norm(slopes, axis=(1, 2)))
    if name == "branch_on_loss":
        return np.where(losses > LIMIT, LIMIT, losses)
    return cast("NDArray[np.float64]", losses)


def last_row_instead() -> NDArray[np.float64]:
    """Return the losses of ``index_out_of_range`` where an index past the last row becomes the last row's."""
    rows = WEIGHT[np.minimum(INPUTS.astype(np.int64), len(WEIGHT) - 1)].astype(np.float64)
    return cast("NDArray[np.float64]", np.square(rows).mean(axis=(1, 2, 3)))


def judged(name: str, values: Sequence[float]) -> str:
    """Return what is wrong with the values (STEPS,) of a program that raised nothing; empty where they are right."""
    found = np.array(values)
    if np.isnan(found).any():
        return "NaN, silently"
    if name == "index_out_of_range":
        clamped = np.allclose(found, last_row_instead(), rtol=1e-5)
        return "the last row in its place, silently" if clamped else "another loss, silently"
    ratios = found / correct(name)
    wrong = np.flatnonzero(np.abs(ratios - 1) > 1e-5)  # noqa: PLR2004  float32 keeps 7 digits
    if not wrong.size:
        return ""
    what = "gradient" if name == "gradients_not_reset" else "loss"
    return f"{ratios[wrong[0]]:.3g} times the {what} on step {wrong[0] + 1}, silently"


def observe(framework: str) -> list[dict[str, Any]]:
    """Run every fault in every mode of a framework in this process, and return one plain row for each.

    A row has the fields of ``impls.observation.Observation``.
    """
    rows: list[dict[str, Any]] = import_module(f"impls.{framework}.faults").observe()
    return rows


if __name__ == "__main__":
    import_module(f"impls.{sys.argv[1]}.device").configure(device="cpu", threads=1)
    json.dump(observe(sys.argv[1]), sys.stdout, indent=1)
