"""What freezing a layer saves: the same result by all the gradients of a full step, or by all of its work."""

from __future__ import annotations

from dataclasses import replace

import optax

from impls.jax import training
from impls.jax.optimizers import optimizer
from impls.workloads import Workload

#: An update so small is lost in rounding. It isn't zero, which XLA could know to change nothing.
NO_LEARNING_RATE = 1e-30


class Partitioned(training.Eager):
    """Gradients by all parameters, and an optimiser that treats the frozen ones in a way of their own."""

    freezes = False

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Give optax the parameters' labels and an optimiser for each."""
        super().__init__(workload=workload, mode=mode, device=device)
        labels = {name: "frozen" if name in workload.frozen else "trained" for name in self.names}
        rules = {"trained": optimizer(workload.optimizer), "frozen": self.keeping()}
        self.optimizer = optax.partition(rules, labels)

    def keeping(self) -> optax.GradientTransformation:
        """Return what leaves the frozen parameters as they are."""
        raise NotImplementedError


class SetToZero(Partitioned):
    """The frozen parameters' updates set to zero, as optax documents it.

    Only an eager step computes their gradients in vain: a compiled one drops what nothing needs.
    """

    def keeping(self) -> optax.GradientTransformation:
        """Return what makes every update zero."""
        return optax.set_to_zero()


class Full(Partitioned):
    """All updates too: by the workload's own rule, and a learning rate that moves nothing."""

    def keeping(self) -> optax.GradientTransformation:
        """Return the workload's optimiser at a learning rate that moves nothing."""
        return optimizer(replace(self.workload.optimizer, learning_rate=NO_LEARNING_RATE))
