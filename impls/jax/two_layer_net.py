"""The two-layer net of the tutorial on PyTorch basics, with and without biases: ReLU, summed squared error."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from impls.interface import Implementation
from impls.jax import data_parallel, graphs, training
from impls.jax.layers import linear
from impls.jax.training import Parameters


def forward(parameters: Parameters, inputs: Array) -> Array:
    """Return the scores (rows, outputs)."""
    hidden = jax.nn.relu(linear(parameters, 1, inputs))
    return linear(parameters, 2, hidden)


def forward_by_maximum(parameters: Parameters, inputs: Array) -> Array:
    """Return the scores (rows, outputs), ReLU written as a maximum."""
    hidden = jnp.maximum(linear(parameters, 1, inputs), 0)
    return linear(parameters, 2, hidden)


def objective(scores: Array, targets: Array) -> Array:
    """Return the summed squared error against targets (rows, outputs), a scalar."""
    return jnp.sum(jnp.square(scores - targets))


class Eager(training.Eager):
    """The net as functions, run as they are called."""

    forward = staticmethod(forward)
    objective = staticmethod(objective)


class EagerMaximum(Eager):
    """The net as functions, with a ReLU that is one operation."""

    forward = staticmethod(forward_by_maximum)


class Jit(Eager, graphs.Jit):
    """The net with its step as one program."""


class JitCopied(Eager, graphs.JitCopied):
    """The net with its step as one program that keeps its state apart."""


class JitDefaultPrecision(Eager, graphs.JitDefaultPrecision):
    """The net with its step as one program of JAX's default precision."""


class AheadOfTime(Eager, graphs.AheadOfTime):
    """The net with its step compiled while it is built."""


class Scan(Eager, graphs.Scan):
    """The net with the whole block as one program."""


class ScanUnrolled(Eager, graphs.ScanUnrolled):
    """The net with the whole block as one program, several steps in the loop's body."""


class DataParallel(Eager, data_parallel.DataParallel):
    """The net with its step as one program over all processes."""


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-maximum": EagerMaximum,
    "jit": Jit,
    "jit-copied": JitCopied,
    "jit-default-precision": JitDefaultPrecision,
    "aot": AheadOfTime,
    "scan": Scan,
    "scan-unrolled": ScanUnrolled,
    "data-parallel": DataParallel,
}
