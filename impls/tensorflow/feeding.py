"""TensorFlow's own loader over arrays in memory, as documented."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

NAME = "tf.data"


def batches(inputs: NDArray[np.float32], targets: NDArray[Any], *, batch_size: int, shuffle: bool) -> Iterable[Any]:
    """Return an iterable of batches of tensors; the last one is dropped where it is partial."""
    rows: Any = tf.data.Dataset.from_tensor_slices((inputs, targets))
    if shuffle:
        rows = rows.shuffle(len(inputs))
    found: Iterable[Any] = rows.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
    return found
