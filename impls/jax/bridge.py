"""What it costs to carry an array between NumPy and JAX, and what is copied on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from impls.arrays import arrays, is_seen, to_device, to_host, to_numpy, to_tensor
from impls.jax.host import not_brought
from impls.study import Material, Variant

Way: TypeAlias = Callable[[Any], Any]


def variants(material: Material) -> Iterator[Variant]:
    """Yield every documented way, in both directions, by size; between host and GPU too where one is asked for."""
    host = jax.devices("cpu")[0]
    for size, array in arrays(material).items():
        # Next to a GPU JAX would put every array there.
        yield from _to_tensor(to_tensor(size), array, host)
        yield from _to_numpy(to_numpy(size), array, host)
        if material.device == "gpu":
            yield from _to_device(to_device(size), array)
            yield from _to_host(to_host(size), array)


def _to_tensor(case: str, array: NDArray[np.float32], host: Any) -> Iterator[Variant]:
    into = partial(_into, case, array)
    copied = partial(jnp.array, device=host)
    yield replace(into("jnp.array", "an array with memory of its own", copied), base=True)
    viewed = partial(jnp.asarray, device=host)
    yield into("jnp.asarray", "over the array's memory where that is aligned, else a copy", viewed)
    put = partial(jax.device_put, device=host)
    yield into("jax.device_put", "to a device that is named: over the array's memory where that is aligned", put)
    yield into("jnp.from_dlpack", "through DLPack, the protocol between libraries", jnp.from_dlpack)


def _to_numpy(case: str, array: NDArray[np.float32], host: Any) -> Iterator[Variant]:
    back = partial(_back, case, jnp.array(array, device=host))
    yield replace(back("np.array", "an array with memory of its own", np.array), base=True)
    yield back("np.asarray", "an array over JAX's memory, which may not be written to", np.asarray)
    yield back("jax.device_get", "the same of all arrays of a tree", jax.device_get)
    yield back("np.from_dlpack", "through DLPack, the protocol between libraries", np.from_dlpack)


def _to_device(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    into = partial(_into, case, array)
    yield replace(into("jax.device_put", "from the array's own memory", jax.device_put), base=True)
    yield into("jnp.array", "an array created on the device", jnp.array)


def _to_host(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    on_device = jnp.array(array)
    back = partial(_back, case, on_device)
    brought = back(
        "np.asarray", "of an array that wasn't brought before", lambda carried: np.asarray(not_brought(carried))
    )
    yield replace(brought, base=True)
    yield back(
        "jax.device_get", "the same of all arrays of a tree", lambda carried: jax.device_get(not_brought(carried))
    )


def _into(case: str, array: NDArray[np.float32], name: str, summary: str, way: Way) -> Variant:
    carry = _finished(way)
    found = carry(array)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(carry, array),
        items=array.nbytes,
        facts={"copies": not is_seen(array, lambda: found[-1, -1])},
    )


def _back(case: str, carried: Array, name: str, summary: str, way: Way) -> Variant:
    array = way(carried)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(way, carried),
        items=carried.nbytes,
        on_host=True,
        facts={"copies": not _shares(array, carried), "writable": bool(array.flags.writeable)},
    )


def _shares(array: NDArray[np.float32], carried: Array) -> bool:
    # An array of JAX can't be written to, so addresses are compared; a GPU's memory is not the host's.
    [device] = carried.devices()
    return device.platform == "cpu" and array.ctypes.data == carried.unsafe_buffer_pointer()


def _finished(way: Way) -> Way:
    def _awaited(carried: Any) -> Any:
        return way(carried).block_until_ready()

    return _awaited
