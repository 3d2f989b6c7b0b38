"""Training in JAX over sequences: how batches are padded."""

from __future__ import annotations

from typing import Any, ClassVar

import jax.numpy as jnp
from jax import Array
from numpy.typing import NDArray

from data.sequences import padded
from impls.jax import graphs, training


class Eager(training.Eager):
    """The net on batches padded to their own longest row.

    Attributes:
        padding: the rule of ``data.sequences.padded`` by which batches, and rows to predict, are padded.
    """

    padding: ClassVar[str] = "own"

    def place_inputs(self, inputs: NDArray[Any]) -> Array:
        """Return a batch's word numbers on the device, int32 (rows, width)."""
        numbers, _ = padded(inputs, self.padding)
        return jnp.array(numbers)


class Jit(Eager, graphs.Jit):
    """The step as one program, compiled for every width that it meets."""
