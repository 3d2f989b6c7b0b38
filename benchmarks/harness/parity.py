"""The gate before any timing: does a contender compute the same thing as the float64 reference?

The form of the bounds is |x - reference| <= RTOL * |reference| + floor. An error is printed as
|x - reference| / (|reference| + floor / RTOL), so that it passes when it is at most RTOL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Implementation, Weights

#: Steps after which all parameters are compared, besides the end of a block.
CHECKPOINTS = (1, 2, 5, 10, 22)
RTOL = 1e-4
#: Unit roundoff of float32: a parameter is rounded so at every update.
FLOAT32_ROUNDOFF = 2.0**-24


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the gate found; every error is relative and passes up to RTOL."""

    loss_error: float
    weight_error: float
    gradient_error: float | None
    failures: tuple[str, ...]

    def as_record(self) -> dict[str, Any]:
        """Return plain values for the record."""
        return asdict(self) | {"passed": not self.failures}


def loss_errors(losses: NDArray[Any], reference: NDArray[Any], *, floor: float) -> NDArray[np.float64]:
    """Return the error of each step's loss; ``floor`` is a fraction of the first reference loss."""
    return np.abs(losses - reference) / (np.abs(reference) + floor * abs(reference[0]) / RTOL)


def weight_error(weight: NDArray[Any], reference: NDArray[Any], initial: NDArray[Any], *, steps: int) -> float:
    """Return a parameter's error relative to the distance that the reference has moved.

    Its floor is float32's rounding of every update, which adds up as a random walk: roundoff * sqrt(steps) * |w|.
    """
    distance = float(np.linalg.norm(reference - initial))
    floor = FLOAT32_ROUNDOFF * np.sqrt(steps) * float(np.linalg.norm(reference))
    return float(np.linalg.norm(weight - reference)) / (distance + floor / RTOL)


def _gradient_error(gradients: Weights, reference: Weights) -> float:
    return max(float(np.linalg.norm(gradients[name] - g) / np.linalg.norm(g)) for name, g in reference.items())


def segments(batches: Sequence[Batch], *, block_steps: int) -> Iterator[tuple[int, list[Batch], int]]:
    """Yield (steps done at its end, batches, epochs) of each stretch between checkpoints."""
    ends = sorted({*CHECKPOINTS, block_steps})
    for start, end in pairwise((0, *ends)):
        if len(batches) == 1:
            yield end, list(batches), end - start
        else:
            yield end, list(islice(cycle(batches), start, end)), 1


class Reference:
    """The float64 reference's trajectory, kept in a folder of .npy files for all worker processes."""

    def __init__(self, folder: Path) -> None:
        """Read or write below ``folder``."""
        self.folder = folder

    def record(self, reference: Implementation, initial: Weights, batches: Sequence[Batch], block_steps: int) -> None:
        """Train the reference and keep its losses, checkpoints and first gradients."""
        self.folder.mkdir(parents=True)
        reference.reset(initial)
        gradients = reference.gradients(reference.place(batches[:1])) or {}
        losses = []
        for end, stretch, epochs in segments(batches, block_steps=block_steps):
            losses.append(reference.train(reference.place(stretch), epochs=epochs))
            self._save(f"weights-{end}", reference.weights())
        self._save("gradients", gradients)
        np.save(self.folder / "losses.npy", np.concatenate(losses))
        (self.folder / "names.json").write_text(json.dumps(list(initial)), encoding="utf-8")

    def losses(self) -> NDArray[np.float64]:
        """Return the loss of every step, shape (steps,)."""
        return np.asarray(np.load(self.folder / "losses.npy", allow_pickle=False), dtype=np.float64)

    def tensors(self, kind: str) -> dict[str, NDArray[np.float64]]:
        """Return ``gradients`` or ``weights-<steps>`` by parameter name."""
        names = json.loads((self.folder / "names.json").read_text(encoding="utf-8"))
        return {name: np.load(self.folder / f"{kind}-{name}.npy", allow_pickle=False) for name in names}

    def _save(self, kind: str, tensors: Weights) -> None:
        for name, tensor in tensors.items():
            np.save(self.folder / f"{kind}-{name}.npy", np.asarray(tensor, dtype=np.float64))


def certify(
    contender: Implementation,
    reference: Reference,
    initial: Weights,
    batches: Sequence[Batch],
    *,
    block_steps: int,
    floor: float,
) -> Certificate:
    """Train a contender beside the reference's trajectory and compare losses, parameters and gradients."""
    failures = []
    contender.reset(initial)
    gradients = contender.gradients(contender.place(batches[:1]))
    gradient_error = None if gradients is None else _gradient_error(gradients, reference.tensors("gradients"))
    if gradient_error is not None and not gradient_error <= RTOL:
        failures.append(f"gradients at the initial weights are off by {gradient_error:.1e}")
    losses, weight_errors = [], [0.0]
    for end, stretch, epochs in segments(batches, block_steps=block_steps):
        losses.append(contender.train(contender.place(stretch), epochs=epochs))
        trained, expected = contender.weights(), reference.tensors(f"weights-{end}")
        for name, start in initial.items():
            error = weight_error(trained[name], expected[name], start, steps=end)
            weight_errors.append(error)
            if not error <= RTOL:
                failures.append(f"{name} after step {end} is off by {error:.1e}")
    loss_error, trouble = check_losses(np.concatenate(losses), reference.losses(), floor=floor)
    return Certificate(
        loss_error=loss_error,
        weight_error=float(np.max(weight_errors)),
        gradient_error=gradient_error,
        failures=(*trouble, *failures),
    )


def check_losses(losses: NDArray[Any], reference: NDArray[Any], *, floor: float) -> tuple[float, tuple[str, ...]]:
    """Return the largest error of the losses and, where the gate fails, a sentence naming the first bad step."""
    if losses.shape != reference.shape:
        return float("inf"), (f"{len(losses)} losses came back for {len(reference)} steps",)
    errors = loss_errors(losses, reference, floor=floor)
    worst = float(np.max(errors)) if np.isfinite(errors).all() else float("inf")
    bad = np.flatnonzero(~(errors <= RTOL))
    if not bad.size:
        return worst, ()
    step = int(bad[0])
    sentence = f"loss of step {step + 1} is {losses[step]:.7g}, the reference's is {reference[step]:.7g}"
    return worst, (f"{sentence} (relative error {errors[step]:.1e}, allowed {RTOL:.0e})",)
