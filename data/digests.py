"""Checksums of arrays: equal digests mean equal contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.counts import Counts


def arrays_digest(arrays: Iterable[NDArray[Any]]) -> str:
    """Return the SHA-256 (hexadecimal) of the arrays' shapes, dtypes and bytes, in order."""
    sha256 = hashlib.sha256()
    for array in arrays:
        sha256.update(f"{array.dtype.str}{array.shape}".encode())
        sha256.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return sha256.hexdigest()


def sparse_parts(counts: Counts) -> tuple[NDArray[Any], ...]:
    """Return what canonical sparse rows are made of: dense shape, row ends, columns (all int64), values."""
    return np.array(counts.shape), counts.indptr.astype(np.int64), counts.indices.astype(np.int64), counts.data
