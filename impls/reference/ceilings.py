"""How fast NumPy multiplies and copies: what no step of it can beat on this machine."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat

import numpy as np

from impls.interface import Timer

REPEATS = 5


def matmul_seconds(size: int, *, device: str, timer: Timer) -> float:  # noqa: ARG001 - there is only the CPU
    """Return the seconds of the fastest of several products of two float32 matrices (size, size).

    Threads and precision are those that ``device.configure`` has set.
    """
    generator = np.random.default_rng(0)
    left, right = (generator.standard_normal((size, size), dtype=np.float32) for _ in range(2))
    product = np.empty_like(left)
    return _fastest(lambda: np.matmul(left, right, out=product), timer)


def copy_seconds(size_bytes: int, *, device: str, timer: Timer) -> float:  # noqa: ARG001 - there is only the CPU
    """Return the seconds of the fastest of several copies of a float32 buffer of so many bytes into another one."""
    # Ones, not zeros: the system keeps one page for all zeros that nobody has written, and that stays in the cache.
    source = np.ones(size_bytes // np.float32().nbytes, np.float32)
    target = np.empty_like(source)
    return _fastest(lambda: np.copyto(target, source), timer)


def _fastest(call: Callable[[], object], timer: Timer) -> float:
    call()
    return min(repeat(call, timer=timer, number=1, repeat=REPEATS))
