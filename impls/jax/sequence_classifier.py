"""The recurrent classifier of posts: an embedding, a tanh layer that reads word by word, mean softmax cross-entropy."""

from __future__ import annotations

import jax.numpy as jnp
import optax
from jax import Array, lax

from impls.interface import Implementation
from impls.jax import recurrent
from impls.jax.layers import linear
from impls.jax.training import Parameters


def forward(parameters: Parameters, inputs: Array) -> Array:
    """Return the scores (rows, outputs) of word numbers int32 (rows, width), 0 where a row has ended.

    Python loops over the words.
    """
    by_word = inputs.T
    arriving = parameters["w1"][by_word] @ parameters["w2"]
    hidden = jnp.zeros_like(arriving[0])
    # Taken apart at once: indexing word by word, every gradient would come with the zeros of all other words.
    for word in zip(jnp.unstack(arriving), jnp.unstack(by_word[:, :, jnp.newaxis] != 0), strict=True):
        hidden = _read(parameters, hidden, word)
    return linear(parameters, 4, hidden)


def forward_scanned(parameters: Parameters, inputs: Array) -> Array:
    """Return the same; ``lax.scan`` loops over the words."""
    by_word = inputs.T
    arriving = parameters["w1"][by_word] @ parameters["w2"]
    hidden, _ = lax.scan(
        lambda hidden, word: (_read(parameters, hidden, word), None),
        jnp.zeros_like(arriving[0]),
        (arriving, by_word[:, :, jnp.newaxis] != 0),
    )
    return linear(parameters, 4, hidden)


def objective(scores: Array, targets: Array) -> Array:
    """Return the mean softmax cross-entropy against class indices (rows,), a scalar."""
    return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(scores, targets))


def _read(parameters: Parameters, hidden: Array, word: tuple[Array, Array]) -> Array:
    arriving, real = word
    return jnp.where(real, jnp.tanh(arriving + linear(parameters, 3, hidden)), hidden)


class Eager(recurrent.Eager):
    """The net as functions, run as they are called, and a loop over the words in Python."""

    forward = staticmethod(forward)
    objective = staticmethod(objective)


class JitRetraced(recurrent.Jit):
    """The net's step as one program, the loop inside it, compiled anew for every width."""

    forward = staticmethod(forward_scanned)
    objective = staticmethod(objective)


class JitLongest(JitRetraced):
    """The same, every batch padded to the longest: one program."""

    padding = "longest"


class JitBuckets(JitRetraced):
    """The same, every batch padded to a bucket: one program for each."""

    padding = "buckets"


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "eager": Eager,
    "jit-retraced": JitRetraced,
    "jit-longest": JitLongest,
    "jit-buckets": JitBuckets,
}
