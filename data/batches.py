"""Batches, and the one loader: the same arrays in the same order for every framework."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Batch(NamedTuple):
    """Some rows: inputs float32 (rows, features); targets int64 labels (rows,) or float32 (rows, outputs)."""

    inputs: NDArray[np.float32]
    targets: NDArray[Any]
