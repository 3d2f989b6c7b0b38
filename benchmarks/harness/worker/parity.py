"""The gate before any timing: does a contender compute the same thing as the float64 reference?

The form of the bounds is |x - reference| <= RTOL * |reference| + floor. An error is printed as
|x - reference| / (|reference| + floor / RTOL), so that it passes when it is at most RTOL.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.reference import Reference, train_through
from data.batches import Loader
from impls.interface import Implementation, Weights

RTOL = 1e-4
#: Unit roundoff of float32: a parameter is rounded so at every update.
FLOAT32_ROUNDOFF = 2.0**-24
#: Numbers that are compared at a time; so many fit a processor's cache.
PIECE = 2**15


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the gate found; every error is relative and passes up to RTOL.

    ``gradient_error`` is None where hidden. ``loss_doubt`` is how far apart, relative to the loss, a step's loss may be
    on top of that: what float32 can't tell of the signs of ReLUs, at the worst step.
    """

    loss_error: float
    loss_doubt: float
    weight_error: float
    gradient_error: float | None
    failures: tuple[str, ...]


def weight_error(
    weight: NDArray[Any], reference: NDArray[Any], initial: NDArray[Any], *, steps: int, doubt: float = 0.0
) -> float:
    """Return a parameter's error relative to the distance that the reference has moved, in Euclidean norms.

    Its floor is float32's rounding of every update, which adds up as a random walk, roundoff * sqrt(steps) * |w| over
    the numbers that have moved at all, and the reference's doubt. What the reference leaves as it is, as a frozen
    parameter, must stay so to the last digit.
    """
    squares = np.zeros(3)
    for own, expected, start in _pieces(weight, reference, initial):
        changed = expected - start
        squares += np.dot(changed, changed), np.dot(own - expected, own - expected), _moved_squares(expected, changed)
    distance, off, moved = (math.sqrt(total) for total in squares)
    allowed = distance + (FLOAT32_ROUNDOFF * math.sqrt(steps) * moved + doubt) / RTOL
    if allowed:
        return off / allowed
    return math.inf if off else 0.0


def _pieces(*arrays: NDArray[Any]) -> Iterator[tuple[NDArray[np.float64], ...]]:
    """Yield arrays of one shape piece by piece in float64: whole copies of the largest would cost time and memory."""
    flat = [np.ravel(array) for array in arrays]
    for start in range(0, max(map(len, flat)), PIECE):
        yield tuple(array[start : start + PIECE].astype(np.float64) for array in flat)


def _moved_squares(reference: NDArray[np.float64], changed: NDArray[np.float64]) -> float:
    moved = reference[changed != 0]
    return float(np.dot(moved, moved))


def check_losses(losses: NDArray[Any], reference: NDArray[Any], floors: NDArray[Any]) -> tuple[float, tuple[str, ...]]:
    """Return the largest error of the losses and, where the gate fails, a sentence naming the first bad step.

    A loss of exactly 0 fails whatever the floor: no reference comes to it, and who does has nothing left to compute.
    """
    if losses.shape != reference.shape:
        return float("inf"), (f"{len(losses)} losses came back for {len(reference)} steps",)
    errors = np.abs(losses - reference) / (np.abs(reference) + floors / RTOL)
    worst = float(np.max(errors)) if np.isfinite(errors).all() else float("inf")
    if not losses.all():
        return worst, (f"loss of step {int(np.flatnonzero(losses == 0)[0]) + 1} is exactly 0",)
    bad = np.flatnonzero(~(errors <= RTOL))
    if not bad.size:
        return worst, ()
    step = int(bad[0])
    sentence = f"loss of step {step + 1} is {losses[step]:.7g}, the reference's is {reference[step]:.7g}"
    return worst, (f"{sentence} (relative error {errors[step]:.1e}, allowed {RTOL:.0e})",)


def array_problems(losses: Any) -> tuple[str, ...]:
    """Return a sentence where ``train`` returned anything but losses that are there: a plain float32 array of NumPy.

    A subclass, or an array of a framework, could compute what it holds when somebody reads it, outside the clock.
    """
    kind = type(losses)
    if kind is not np.ndarray:
        return (f"train returned a {kind.__module__}.{kind.__qualname__}, which may compute later: no plain array",)
    return () if losses.dtype == np.float32 else (f"train returned losses in {losses.dtype}, not in float32",)


def certify(
    contender: Implementation,
    reference: Reference,
    initial: Weights,
    loader: Loader,
    *,
    ends: Collection[int],
    floor: float,
) -> Certificate:
    """Train a contender beside the reference's trajectory and compare losses, parameters and gradients.

    A parameter by which the reference has no gradient is frozen: it has to keep every bit.

    Args:
        contender: what is to be certified.
        reference: what it has to agree with.
        initial: the weights that both begin from.
        loader: hands out the batches in order.
        ends: steps at which a timed block may end, where the parameters are compared too; the last ends the proof.
        floor: float32's rounding floor of the loss, as a fraction of the first loss.
    """
    contender.reset(initial)
    gradient_error, problems = _check_gradients(contender, reference, loader)
    problems += [
        f"{name} is {array.dtype} where the workload computes in {initial[name].dtype}"
        for name, array in contender.weights().items()
        if array.dtype != initial[name].dtype
    ]
    trainable = reference.gradients()
    losses, weight_errors = [], [0.0]
    for end, step_losses in train_through(contender, loader, ends=ends):
        problems += [problem for problem in array_problems(step_losses) if problem not in problems]
        losses.append(step_losses)
        trained, expected, doubt = contender.weights(), reference.weights(end, initial), reference.doubt(end)
        problems += [f"{name} is frozen, yet moved by step {end}" for name in _moved(trained, initial, but=trainable)]
        for name in trainable:
            start = initial[name]
            error = weight_error(trained[name], expected[name], start, steps=end, doubt=doubt[name])
            weight_errors.append(error)
            if not error <= RTOL:
                problems.append(f"{name} after step {end} is off by {error:.1e}")
    loss_error, bad_losses = check_losses(np.concatenate(losses), *reference.losses(floor))
    return Certificate(
        loss_error=loss_error,
        loss_doubt=reference.loss_doubt(),
        weight_error=float(np.max(weight_errors)),
        gradient_error=gradient_error,
        failures=(*bad_losses, *problems),
    )


def _moved(trained: Weights, initial: Weights, *, but: Weights) -> list[str]:
    return [name for name in initial if name not in but and not np.array_equal(trained[name], initial[name])]


def _check_gradients(contender: Implementation, reference: Reference, loader: Loader) -> tuple[float | None, list[str]]:
    gradients = contender.gradients(contender.place(islice(loader.epoch(), 1)))
    if gradients is None:
        return None, []
    expected = reference.gradients()
    if gradients.keys() != expected.keys():
        given, wanted = (", ".join(sorted(names)) or "none" for names in (gradients, expected))
        return math.inf, [f"gradients came back by {given}, the reference's are by {wanted}"]
    error = max(float(np.linalg.norm(gradients[name] - g) / np.linalg.norm(g)) for name, g in expected.items())
    return error, [] if error <= RTOL else [f"gradients at the initial weights are off by {error:.1e}"]
