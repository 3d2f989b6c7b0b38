"""Inputs without their zeros: words and counts, whose rows of weights are summed, or JAX's own sparse matrix."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.experimental import sparse
from numpy.typing import NDArray

from impls.jax import training

#: Programs are compiled for one number of words: a batch is padded to a multiple of so many, with the first word not at
#: all, so that batches share a few.
MULTIPLE = 4096


class Words(NamedTuple):
    """The counts of a batch that aren't zero, in the order of its rows; (words,) each.

    Attributes:
        words: column of each.
        counts: each, float32.
        rows: row of each.
        places: as many as the batch has rows, whose number is part of a shape so.
    """

    words: Array
    counts: Array
    rows: Array
    places: Array


def summed(weights: Array, inputs: Words) -> Array:
    """Return each row's sum of its words' weights times their counts, (rows, units)."""
    weighted = weights[inputs.words] * inputs.counts[:, jnp.newaxis]
    return jax.ops.segment_sum(weighted, inputs.rows, num_segments=len(inputs.places), indices_are_sorted=True)


class Segments(training.Eager):
    """A mode whose net reads ``Words``."""

    def place_inputs(self, inputs: NDArray[Any]) -> Words:
        """Return the counts that aren't zero, and words that don't count up to the next multiple."""
        rows, words = np.nonzero(inputs)
        padding = (0, -len(words) % MULTIPLE)
        counts = np.pad(inputs[rows, words], padding)
        words, rows = np.pad(words, padding), np.pad(rows, padding, constant_values=len(inputs) - 1)
        return Words(*map(jnp.array, (words, counts, rows, np.zeros(len(inputs), bool))))


class BatchedCoordinates(training.Eager):
    """A mode whose net reads a ``BCOO`` matrix, JAX's sparse format, whose product with weights is ``@``."""

    def place_inputs(self, inputs: NDArray[Any]) -> sparse.BCOO:
        """Return the matrix, with room for words up to the next multiple."""
        found = np.nonzero(inputs)
        padding = -len(found[0]) % MULTIPLE
        # What fills up stands outside the matrix, where BCOO expects it.
        places = np.pad(np.stack(found, axis=1), ((0, padding), (0, 0)))
        places[len(found[0]) :] = inputs.shape
        counts = np.pad(inputs[found], (0, padding))
        return sparse.BCOO(
            (jnp.array(counts), jnp.array(places)), shape=inputs.shape, indices_sorted=True, unique_indices=True
        )
