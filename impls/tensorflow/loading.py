"""What TensorFlow's own loader costs for an epoch of batches, as documented and with its documented options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tensorflow as tf

from impls import delivery
from impls.delivery import CASES, Epoch
from impls.study import Material, Variant
from impls.tensorflow import feeding
from impls.tensorflow.training import Tensor

CALLS = 2
#: tf.data works there; beside a GPU, tensors would go to it first.
HOST = "/CPU:0"


def variants(material: Material) -> Iterator[Variant]:
    """Yield the documented loader, then each option alone: parallel calls, and whole batches.

    At last the loop that users write themselves, without a loader.
    """
    rows = delivery.epoch(material)
    with tf.device(HOST):
        tensors = tf.constant(rows.inputs), tf.constant(rows.targets)
    for case, shuffle in CASES.items():
        yield from _variants(rows, tensors, case, shuffle=shuffle)


def _variants(rows: Epoch, tensors: tuple[Tensor, Tensor], case: str, *, shuffle: bool) -> Iterator[Variant]:
    def _variant(name: str, summary: str, loader: Iterable[Any], *, base: bool = False) -> Variant:
        return rows.variant(case, name, summary, lambda: loader, base=base)

    documented = feeding.batches(*tensors, batch_size=rows.batch_size, shuffle=shuffle)
    yield _variant("tf.data", "row by row, as documented", documented, base=True)

    single = tf.data.Dataset.from_tensor_slices(tensors)
    single = single.shuffle(len(rows.targets)) if shuffle else single
    parallel = single.batch(rows.batch_size, drop_remainder=True, num_parallel_calls=CALLS).prefetch(tf.data.AUTOTUNE)
    together = f"the same, {CALLS} batches put together at once"
    yield _variant(f"tf.data, batch(num_parallel_calls={CALLS})", together, parallel)

    numbers = tf.data.Dataset.range(len(rows.targets))
    numbers = numbers.shuffle(len(rows.targets)) if shuffle else numbers
    batches = numbers.batch(rows.batch_size, drop_remainder=True)

    def _gather(chosen: Tensor) -> tuple[Tensor, ...]:
        return tuple(tf.gather(tensor, chosen) for tensor in tensors)

    whole = batches.map(_gather).prefetch(tf.data.AUTOTUNE)
    yield _variant("tf.data, map(tf.gather)", "a batch at a time: all its rows by one gathering", whole)
    at_once = batches.map(_gather, num_parallel_calls=CALLS).prefetch(tf.data.AUTOTUNE)
    gathered = f"the same, {CALLS} batches gathered at once"
    yield _variant(f"tf.data, map(tf.gather, num_parallel_calls={CALLS})", gathered, at_once)

    def _order() -> list[Tensor]:
        order = tf.range(len(rows.targets))
        order = tf.random.shuffle(order) if shuffle else order
        return list(tf.reshape(order, (-1, rows.batch_size)))

    def _by_hand() -> Iterator[tuple[Tensor, ...]]:
        # Not around the yield, beyond which others compute.
        with tf.device(HOST):
            order = _order()
        for chosen in order:
            with tf.device(HOST):
                batch = _gather(chosen)
            yield batch

    summary = "rows chosen on the host, by gathering from the tensors in a loop of one's own"
    yield rows.variant(case, "tf.gather", summary, _by_hand)
