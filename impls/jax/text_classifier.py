"""The articles' text classifier: two hidden layers, ReLU, mean softmax cross-entropy."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import optax
from jax import Array

from impls.interface import Implementation
from impls.jax import data_parallel, frozen, graphs, sparse, training
from impls.jax.layers import biased, linear
from impls.jax.training import Parameters


def forward(parameters: Parameters, inputs: Array) -> Array:
    """Return the scores (rows, outputs)."""
    return _scores(parameters, linear(parameters, 1, inputs))


def forward_words(parameters: Parameters, inputs: sparse.Words) -> Array:
    """Return the scores of the words that are there: the first layer sums their rows of weights."""
    return _scores(parameters, biased(parameters, 1, sparse.summed(parameters["w1"], inputs)))


def objective(scores: Array, targets: Array) -> Array:
    """Return the mean softmax cross-entropy against class indices (rows,), a scalar."""
    return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(scores, targets))


def _scores(parameters: Parameters, sums: Array) -> Array:
    hidden1 = jax.nn.relu(sums)
    hidden2 = jax.nn.relu(linear(parameters, 2, hidden1))
    return linear(parameters, 3, hidden2)


class Eager(training.Eager):
    """The net as functions, run as they are called."""

    forward = staticmethod(forward)
    objective = staticmethod(objective)


class Jit(Eager, graphs.Jit):
    """The net with its step as one program."""


class JitCopied(Eager, graphs.JitCopied):
    """The net with its step as one program that keeps its state apart."""


class JitDefaultPrecision(Eager, graphs.JitDefaultPrecision):
    """The net with its step as one program of JAX's default precision."""


class AheadOfTime(Eager, graphs.AheadOfTime):
    """The net with its step compiled while it is built."""


class EagerSetToZero(Eager, frozen.SetToZero):
    """All gradients as they are called, some of them set to zero."""


class EagerFull(Eager, frozen.Full):
    """All gradients and all updates as they are called."""


class JitFull(EagerFull, graphs.Jit):
    """All gradients and all updates in one program."""


class SegmentEager(sparse.Segments):
    """The words that are there, their rows summed as they are called."""

    forward = staticmethod(forward_words)
    objective = staticmethod(objective)


class SegmentJit(SegmentEager, graphs.Jit):
    """The same with its step as one program."""


class BCOO(Eager, sparse.BatchedCoordinates, graphs.Jit):
    """A sparse matrix product in the first layer, the step as one program."""


class DataParallel(Eager, data_parallel.DataParallel):
    """The net with its step as one program over all processes."""


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "eager-set-to-zero": EagerSetToZero,
    "eager-full": EagerFull,
    "segment-eager": SegmentEager,
    "segment-jit": SegmentJit,
    "bcoo-jit": BCOO,
    "jit": Jit,
    "jit-full": JitFull,
    "jit-copied": JitCopied,
    "jit-default-precision": JitDefaultPrecision,
    "aot": AheadOfTime,
    "data-parallel": DataParallel,
}
