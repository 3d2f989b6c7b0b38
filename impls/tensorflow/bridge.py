"""What it costs to carry an array between NumPy and TensorFlow, and what is copied on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from impls.arrays import arrays, is_seen, to_device, to_host, to_numpy, to_tensor
from impls.study import Material, Variant
from impls.tensorflow.device import synchronize
from impls.tensorflow.training import Tensor

Way: TypeAlias = Callable[[Any], Any]


def variants(material: Material) -> Iterator[Variant]:
    """Yield every documented way, in both directions, by size; between host and GPU too where one is asked for."""
    for size, array in arrays(material).items():
        # Next to a GPU TensorFlow would put every tensor there.
        placed = _on_host if material.device == "gpu" else _as_it_is
        yield from _to_tensor(to_tensor(size), array, placed)
        yield from _to_numpy(to_numpy(size), array)
        if material.device == "gpu":
            yield from _to_device(to_device(size), array)
            yield from _to_host(to_host(size), array)


def _to_tensor(case: str, array: NDArray[np.float32], placed: Callable[[Way], Way]) -> Iterator[Variant]:
    def _carry(name: str, summary: str, way: Way) -> Variant:
        return _into(case, array, name, summary, placed(way))

    yield replace(_carry("tf.constant", "a tensor of the array's numbers", tf.constant), base=True)
    yield _carry("tf.convert_to_tensor", "what every operation does with an array it is given", tf.convert_to_tensor)
    # ``from_dlpack`` takes the capsule, not the array.
    shared = "through DLPack, the protocol between libraries; the array has to be aligned to 64 bytes"
    yield _carry("tf.experimental.dlpack", shared, lambda a: tf.experimental.dlpack.from_dlpack(a.__dlpack__()))
    with tf.device("/CPU:0"):
        variable = tf.Variable(tf.zeros(array.shape))
    yield _carry("variable.assign", "into a variable that is there already", lambda a: _assigned(variable, a))


def _to_numpy(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    with tf.device("/CPU:0"):
        back = partial(_back, case, tf.constant(array))
    yield replace(back("np.array", "an array with memory of its own", np.array), base=True)
    yield back(".numpy()", "an array of the tensor's numbers", lambda tensor: tensor.numpy())
    yield back("np.asarray", "what NumPy makes of a tensor where it expects an array", np.asarray)
    yield back("memoryview", "the way documented to copy nothing", lambda tensor: np.asarray(memoryview(tensor)))
    yield back("np.from_dlpack", "through DLPack, the protocol between libraries", np.from_dlpack)


def _to_device(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    into = partial(_into, case, array)
    yield replace(into("tf.constant", "a tensor of the array's numbers", _finished(tf.constant)), base=True)
    variable = tf.Variable(tf.zeros(array.shape))
    assigned = _finished(lambda a: _assigned(variable, a))
    yield into("variable.assign", "into a variable that is there already", assigned)


def _to_host(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    back = partial(_back, case, tf.constant(array))
    yield replace(back(".numpy()", "an array of the tensor's numbers", lambda tensor: tensor.numpy()), base=True)
    yield back("memoryview", "a copy on the host, taken as it is", lambda tensor: np.asarray(memoryview(tensor)))


def _into(case: str, array: NDArray[np.float32], name: str, summary: str, way: Way) -> Variant:
    tensor = way(array)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(way, array),
        result=lambda found: found.numpy(),
        items=array.nbytes,
        facts={"copies": not is_seen(array, lambda: tensor.numpy()[-1, -1])},
    )


def _back(case: str, tensor: Tensor, name: str, summary: str, way: Way) -> Variant:
    array = way(tensor)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(way, tensor),
        items=array.nbytes,
        on_host=True,
        facts={"copies": not _shares(array, tensor), "writable": bool(array.flags.writeable)},
    )


def _shares(array: NDArray[np.float32], tensor: Tensor) -> bool:
    # A tensor can't be written to, so addresses are compared. A GPU's memory is not the host's, and a view of it
    # would be one of a copy.
    return "GPU" not in tensor.device and np.shares_memory(array, memoryview(tensor))


def _assigned(variable: Any, array: NDArray[np.float32]) -> Any:
    variable.assign(array)
    return variable


def _as_it_is(way: Way) -> Way:
    return way


def _on_host(way: Way) -> Way:
    def _placed(carried: Any) -> Any:
        with tf.device("/CPU:0"):
            return way(carried)

    return _placed


def _finished(way: Way) -> Way:
    def _synchronized(carried: Any) -> Any:
        found = way(carried)
        synchronize()
        return found

    return _synchronized
