"""A net that several processes train: whatever the first one is asked, it lets the others do as well."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.ranks.team import Team
from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.ranks import shares
from impls.workloads import Workload

#: By which name all processes know the net that they train together.
TOGETHER = "together"


def led(
    team: Team, kind: type[Implementation], *, net: str, smoke: bool, batches: int, workload: Workload, **how: Any
) -> Led:
    """Build a net in every process of a team, and return this one's, which leads the others.

    Args:
        team: the others.
        kind: this process's class of nets.
        net: by which name they all know it.
        smoke: whether the workload's shapes are small ones.
        batches: how many batches a step takes.
        workload: sized for its data.
        how: mode and device.
    """
    features, *_, outputs = workload.layer_sizes
    shape: dict[str, Any] = {"workload": workload.name, "smoke": smoke, "features": features, "outputs": outputs}
    team.call("build", net=net, batches=batches, **shape, **how)
    inner = kind(workload=workload, **how)
    team.wait()
    return Led(inner, team, net=net)


class Placed:
    """Batches that every process has placed its share of; all forget them when this is forgotten."""

    def __init__(self, own: Any, number: int) -> None:
        """Keep this process's own, and by which number the others know theirs."""
        self.own, self.number = own, number


class Led(Implementation):
    """This process's part of a net, which leads the others'."""

    _numbers = count()

    def __init__(self, inner: Implementation, team: Team, *, net: str) -> None:
        """Lead a team whose processes have built the net of this name, too."""
        self.inner, self._team, self._net = inner, team, net
        self._forgotten: list[int] = []

    def reset(self, weights: Weights) -> None:
        """Let every process take the weights."""
        self._team.call("reset", weights, net=self._net)
        self.inner.reset(weights)
        self._team.wait()

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Deal every batch out, and let every process place its share."""
        number = next(self._numbers)
        forgotten, self._forgotten = self._forgotten, []
        self._team.call("place", net=self._net, number=number, forgotten=forgotten)
        placed = Placed(self.inner.place(self._dealt(batches)), number)
        self._team.call("end")
        self._team.wait()
        weakref.finalize(placed, self._forgotten_later, number)
        return placed

    def _forgotten_later(self, number: int) -> None:
        self._forgotten.append(number)

    def _dealt(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        channels = self._team.channels
        for batch in batches:
            own, *others = shares(batch, len(channels) + 1)
            for channel, share in zip(channels, others, strict=True):
                channel.send("batch", share._asdict())
            yield own

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Let every process train; return the losses of whole batches, float32 (steps,), when all have finished."""
        self._team.call("train", net=self._net, number=placed.number, epochs=epochs)
        losses = self.inner.train(placed.own, epochs=epochs)
        self._team.wait()
        return losses

    def gradients(self, placed: Placed) -> Weights | None:
        """Return what this process's mode hands out, which is nothing: gradients are summed inside a step alone."""
        return self.inner.gradients(placed.own)

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores of inputs (rows, features), computed by this process."""
        return self.inner.predict(inputs)

    def weights(self) -> Weights:
        """Return a copy of this process's parameters."""
        return self.inner.weights()

    def traces(self) -> int:
        """Return how many traces this process's net has made."""
        return self.inner.traces()

    def captured(self) -> dict[str, int]:
        """Return what this process's framework says of its graphs."""
        return self.inner.captured()

    def further_cpu_seconds(self) -> float:
        """Return the processor time that the others had used when they last answered."""
        return self._team.cpu_seconds
