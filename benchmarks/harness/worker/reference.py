"""The float64 reference's trajectory, kept in a folder of .npy files for all worker processes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.batches import Loader
from impls.interface import Implementation, Weights
from impls.reference import DOUBLES
from impls.reference.training import ByHand

#: Steps after which all parameters are compared, besides the ends that a block may have and the whole's. By the tenth
#: an Adam of another equation is off by 3e-4 or more (a bias correction in float32; another epsilon, 4e-2): a second
#: epoch of the classifier tells nothing new, and took a third of its proof.
CHECKPOINTS = (1, 2, 5, 10)
#: Batches are placed as many at a time as fit so many bytes: no more than those of a block, since some frameworks keep
#: for ever what they once held.
PLACED_BYTES = 144 * 2**20
DOUBT = "doubt.json"

Array = NDArray[np.float64]


def train_through(
    contender: Implementation, loader: Loader, *, ends: Collection[int]
) -> Iterator[tuple[int, NDArray[Any]]]:
    """Train from checkpoint to checkpoint; yield the steps done and the losses since the last one.

    Args:
        contender: who trains on from its present state.
        loader: hands out the batches in order.
        ends: the steps at which a block may end, which are checkpoints too.
    """
    stops = pairwise((0, *sorted({*CHECKPOINTS, *ends})))
    if len(loader) == 1:
        only = contender.place(loader.epoch())
        for start, end in stops:
            yield end, contender.train(only, epochs=end - start)
        return
    endless = chain.from_iterable(loader.epoch(reuse=True) for _ in count())
    most = max(1, PLACED_BYTES // loader.batch_bytes)
    for start, end in stops:
        numbers = [min(most, end - done) for done in range(start, end, most)]
        yield end, np.concatenate([contender.train(contender.place(islice(endless, number))) for number in numbers])


@dataclass(frozen=True, kw_only=True, eq=False)
class Distances:
    """How far from the reference a double came: each step's loss (steps,), and by checkpoint each parameter's norm."""

    losses: Array
    weights: dict[str, dict[str, float]]

    def or_farther(self, other: Distances) -> Distances:
        """Return the larger of these distances and another double's, number by number."""
        weights = {
            end: {name: max(distance, other.weights[end][name]) for name, distance in distances.items()}
            for end, distances in self.weights.items()
        }
        return Distances(losses=np.maximum(self.losses, other.losses), weights=weights)


class Reference:
    """What float64 computes, and how much of it float32 can't tell.

    Where a ReLU's sum lies within float32's rounding of zero, either side of zero is right, and the sides differ by a
    row's whole contribution to the gradient. Where a row's own class is all but certain, its probability less 1 is what
    rounding leaves, and Adam makes of a gradient no larger than its epsilon a step of any size. So the reference has
    two doubles: one closes every such doubtful ReLU and takes such probabilities for more, by two roundoffs at most,
    the other opens it and takes them for less. The doubt about a number is the sum of the reference's distances from
    both.

    Who is on another side than the reference for once has another net from then on, and other ReLUs of it are doubtful.
    So a double that shows in its losses is trained again, taking the other side from there, and the farther of the two
    counts. Without that, honest sums in another order were told to be 6 % beyond the bound.
    """

    def __init__(self, folder: Path) -> None:
        """Read or write below ``folder``."""
        self.folder = folder

    def record(self, reference: Implementation, initial: Weights, loader: Loader, ends: Collection[int]) -> None:
        """Train the reference and keep its losses, checkpoints and first gradients; there is no doubt yet."""
        self.folder.mkdir(parents=True)
        reference.reset(initial)
        self._save("gradients", reference.gradients(reference.place(islice(loader.epoch(), 1))) or {})
        losses, doubt = [], {}
        for end, step_losses in train_through(reference, loader, ends=ends):
            losses.append(step_losses)
            self._save(f"weights-{end}", reference.weights())
            doubt[str(end)] = dict.fromkeys(initial, 0.0)
        trained = np.concatenate(losses).astype(np.float64)
        np.save(self.folder / "losses.npy", trained)
        np.save(self.folder / "loss-doubt.npy", np.zeros_like(trained))
        (self.folder / DOUBT).write_text(json.dumps(doubt), encoding="utf-8")

    def record_doubles(
        self, double: ByHand, initial: Weights, loader: Loader, ends: Collection[int], *, shows: float
    ) -> None:
        """Train the reference's doubles and keep the doubt.

        Args:
            double: is in turn every one of them.
            initial: the weights that all begin from.
            loader: hands out the batches in order.
            ends: as of the reference.
            shows: by which share a double's loss is off where it has left the reference.
        """
        sides = []
        for side, other in (DOUBLES, DOUBLES[::-1]):
            far = self._distances(double, initial, loader, ends, modes={0: side})
            left = np.flatnonzero(far.losses > shows * np.abs(self._load("losses")))
            if left.size:
                turned = self._distances(double, initial, loader, ends, modes={0: side, int(left[0]): other})
                far = far.or_farther(turned)
            sides.append(far)
        np.save(self.folder / "loss-doubt.npy", sum(far.losses for far in sides))
        doubt = {
            end: {name: sum(far.weights[end][name] for far in sides) for name in initial} for end in sides[0].weights
        }
        (self.folder / DOUBT).write_text(json.dumps(doubt), encoding="utf-8")

    def _distances(
        self, double: ByHand, initial: Weights, loader: Loader, ends: Collection[int], *, modes: Mapping[int, str]
    ) -> Distances:
        """Train a double, whose mode is what ``modes`` says after so many steps, and hold it against the reference."""
        double.reset(initial)
        double.take_sides(modes[0])
        losses, weights = [], {}
        for end, step_losses in train_through(double, loader, ends={*ends, *modes} - {0}):
            losses.append(step_losses)
            if end in ends or end in CHECKPOINTS:
                trained, expected = double.weights(), self.weights(end, initial)
                weights[str(end)] = {name: float(np.linalg.norm(trained[name] - expected[name])) for name in initial}
            if end in modes:
                double.take_sides(modes[end])
        return Distances(losses=np.abs(np.concatenate(losses) - self._load("losses")), weights=weights)

    def losses(self, floor: float) -> tuple[Array, Array]:
        """Return each step's loss and its floor: a fraction of the first loss, and the doubt."""
        losses = self._load("losses")
        return losses, floor * abs(losses[0]) + self._load("loss-doubt")

    def loss_doubt(self) -> float:
        """Return the largest doubt about a step's loss, as a share of that loss."""
        return float(np.max(self._load("loss-doubt") / np.abs(self._load("losses"))))

    def gradients(self) -> dict[str, Array]:
        """Return the gradients of the first batch at the initial weights, by the names of what is trained."""
        names = (path.stem.removeprefix("gradients-") for path in sorted(self.folder.glob("gradients-*.npy")))
        return {name: self._load(f"gradients-{name}") for name in names}

    def weights(self, steps: int, names: Weights) -> dict[str, Array]:
        """Return the parameters after so many steps, a checkpoint or the end of a block."""
        return {name: self._load(f"weights-{steps}-{name}") for name in names}

    def doubt(self, steps: int) -> dict[str, float]:
        """Return the doubt about each parameter after so many steps, in Euclidean norm."""
        doubt: dict[str, dict[str, float]] = json.loads((self.folder / DOUBT).read_text(encoding="utf-8"))
        return doubt[str(steps)]

    def _load(self, name: str) -> Array:
        # Mapped, not read: workers share one copy in the system's cache.
        array: Array = np.load(self.folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return array

    def _save(self, kind: str, tensors: Weights) -> None:
        for name, tensor in tensors.items():
            np.save(self.folder / f"{kind}-{name}.npy", np.asarray(tensor, dtype=np.float64))
