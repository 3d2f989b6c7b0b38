"""What it costs to hand out an epoch of batches in JAX, which brings no loader: cut in NumPy, or on the device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from impls import delivery
from impls.delivery import CASES, Epoch
from impls.study import Material, Variant

Batches = Callable[[], Iterable[tuple[Any, ...]]]


def variants(material: Material) -> Iterator[Variant]:
    """Yield the loop that users write themselves, then the same on the device, as it is called and compiled."""
    rows = delivery.epoch(material)
    arrays = jnp.array(rows.inputs), jnp.array(rows.targets)
    for case, shuffle in CASES.items():
        yield from _variants(rows, arrays, case, shuffle=shuffle)


def _variants(rows: Epoch, arrays: tuple[Array, Array], case: str, *, shuffle: bool) -> Iterator[Variant]:
    def _variant(name: str, summary: str, load: Batches, *, base: bool = False) -> Variant:
        return rows.variant(case, name, summary, load, base=base)

    seeds = count()

    def _order() -> Array:
        number = len(rows.targets)
        return jax.random.permutation(jax.random.key(next(seeds)), number) if shuffle else jnp.arange(number)

    def _from_numpy() -> Iterator[tuple[Array, Array]]:
        for chosen in np.asarray(_order()).reshape(-1, rows.batch_size):
            yield jax.block_until_ready((jnp.asarray(rows.inputs[chosen]), jnp.asarray(rows.targets[chosen])))

    def _as_called() -> Iterator[tuple[Array, ...]]:
        for chosen in _order().reshape(-1, rows.batch_size):
            yield jax.block_until_ready(tuple(array[chosen] for array in arrays))

    @jax.jit
    def _cut(arrays: tuple[Array, Array], order: Array, number: int) -> tuple[Array, ...]:
        chosen = lax.dynamic_slice_in_dim(order, number * rows.batch_size, rows.batch_size)
        return tuple(array[chosen] for array in arrays)

    def _compiled() -> Iterator[tuple[Array, ...]]:
        order = _order()
        for number in range(rows.batches):
            yield jax.block_until_ready(_cut(arrays, order, number))

    yield _variant(
        "NumPy, jnp.asarray", "rows chosen in NumPy, a batch at a time carried across", _from_numpy, base=True
    )
    yield _variant("indexing", "rows chosen on the device, operations as they are called", _as_called)
    yield _variant("indexing under jit", "rows chosen on the device by one program a batch", _compiled)
