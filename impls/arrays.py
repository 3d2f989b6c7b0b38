"""The arrays that studies hand over from NumPy, and whether two sides of the bridge share one memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impls.study import Material

#: One batch of the two-layer net; the other array is one batch of the study's own workload.
_SMALL = (64, 1000)
#: Some frameworks' kernels need it, and where an array carried by DLPack lacks it they end the process. NumPy itself
#: aligns large arrays to 16 bytes only.
_ALIGNMENT = 64


def arrays(material: Material) -> dict[str, NDArray[np.float32]]:
    """Return the arrays to carry by their size, for example ``256 KB``; float32 (rows, features), aligned copies.

    Both are cut from the inputs, so they are smaller where those are; of one size there is one array.
    """
    rows, features = _SMALL
    cut = (material.inputs[:rows, :features], material.inputs[: material.workload.batch_size])
    return {_size(array.nbytes): aligned(array) for array in cut}


def to_tensor(size: str) -> str:
    """Return the name of the case that carries an array of this size to the framework, within the host's memory."""
    return f"to tensor, {size}"


def to_numpy(size: str) -> str:
    """Return the name of the case that carries it back."""
    return f"to NumPy, {size}"


def to_device(size: str) -> str:
    """Return the name of the case that carries an array of this size from the host to a GPU."""
    return f"host to device, {size}"


def to_host(size: str) -> str:
    """Return the name of the case that carries it back."""
    return f"device to host, {size}"


def is_seen(writable: Any, look: Callable[[], Any]) -> bool:
    """Return whether a change of the last element of an array or tensor, undone at once, changes what ``look`` finds.

    Args:
        writable: an array or tensor (rows, features), written to in place.
        look: returns the other side's last element.
    """
    present = float(writable[-1, -1])
    writable[-1, -1] = present + 1
    found = float(look())
    writable[-1, -1] = present
    return found != present


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:g} KB"  # noqa: PLR2004 - a mega


def aligned(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a copy, C-contiguous, that begins where every framework can take its memory over."""
    memory = np.empty(array.nbytes + _ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % _ALIGNMENT
    copy = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy
