"""What JAX brings to Keras's program: arrays, which Keras's own data set hands on, and programs that are traced."""

from __future__ import annotations

from collections.abc import Iterable

import jax
import jax.numpy as jnp

from data.batches import Batch
from impls.keras.adam import Adam
from impls.keras.backends import Passes
from impls.keras.feeding import Batches
from impls.workloads import Workload


def feed(batches: Iterable[Batch], *, workload: Workload, device: str) -> Batches:  # noqa: ARG001 - arrays say it all
    """Return the batches as arrays of their own on the device; JAX has no data sets."""
    # Copied in the background otherwise: a loader that reuses its memory would overwrite what isn't copied yet.
    return Batches([jax.block_until_ready((jnp.array(batch.inputs), jnp.array(batch.targets))) for batch in batches])


def adam() -> type[Adam]:
    """Return the Adam that updates one parameter after the other, in one graph, as Keras's own does here."""
    return Adam


def graphs() -> Passes:
    """Return a counter of traces: ``jax.jit`` runs Python only then."""
    return Passes()
