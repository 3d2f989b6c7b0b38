"""How far doubt reaches: what either side of a number that float32 can't tell makes of the reference."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from benchmarks.harness.worker.reference import Reference
from data.batches import Batch, Loader
from impls.reference import DOUBLES
from impls.reference.training import ByHand

CLOSED, OPEN = DOUBLES
INITIAL = {"w": np.zeros(1)}


class Sided:
    """Its weight stays 0, unless it closes a ReLU in step 3, which shows in every later loss.

    In the net that it has then, another ReLU is doubtful in step 6: opening that takes it farther.
    """

    def __init__(self) -> None:
        """Begin without a side; ``trainings`` has the sides of each."""
        self.side, self.trainings = "", list[list[str]]()

    def reset(self, _: object) -> None:
        """Begin a training."""
        self.steps, self.weight = 0, 0.0
        self.trainings.append([])

    def take_sides(self, mode: str) -> None:
        """Take a side from now on."""
        self.side = mode
        self.trainings[-1].append(mode)

    def place(self, batches: Iterable[Batch]) -> int:
        """Return how many there are."""
        return len(list(batches))

    def gradients(self, _: object) -> None:
        """Hand out none."""

    def train(self, placed: int, *, epochs: int = 1) -> Any:
        """Return a loss of 1, or 1.01 of the other net."""
        losses = [self._step() for _ in range(placed * epochs)]
        return np.array(losses, np.float32)

    def weights(self) -> dict[str, Any]:
        """Return the weight."""
        return {"w": np.array([self.weight])}

    def _step(self) -> float:
        loss = 1.01 if self.weight else 1.0
        self.steps += 1
        if self.steps == 3 and self.side == CLOSED:
            self.weight = 1.0
        if self.steps == 6 and self.side == OPEN and self.weight:
            self.weight = 1.5
        return loss


def recorded(folder: Path, *, shows: float) -> tuple[Reference, Sided]:
    """Return a reference whose doubles have been trained, and who was each of them."""
    loader = Loader(inputs=np.zeros((2, 1), np.float32), targets=np.zeros(2), batch_size=1, drop_last=True)
    reference, double = Reference(folder / "reference"), Sided()
    plain = Sided()
    reference.record(cast("ByHand", plain), INITIAL, loader, (4, 12))
    reference.record_doubles(cast("ByHand", double), INITIAL, loader, (4, 12), shows=shows)
    return reference, double


def test_a_double_that_shows_is_trained_again_and_takes_the_other_side_from_there(tmp_path: Path) -> None:
    reference, double = recorded(tmp_path, shows=1e-3)
    assert double.trainings == [[CLOSED], [CLOSED, OPEN], [OPEN]]
    assert {steps: reference.doubt(steps)["w"] for steps in (2, 4, 5, 10, 12)} == {2: 0, 4: 1, 5: 1, 10: 1.5, 12: 1.5}
    _, floors = reference.losses(0.0)
    assert floors == pytest.approx([0.0] * 3 + [0.01] * 9, abs=1e-6)


def test_a_double_that_does_not_show_is_trained_once(tmp_path: Path) -> None:
    reference, double = recorded(tmp_path, shows=0.1)
    assert double.trainings == [[CLOSED], [OPEN]]
    assert reference.doubt(10)["w"] == 1
