"""How fast PyTorch multiplies and copies: what no step of it can beat on this machine."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat

import torch

from impls.interface import Timer
from impls.pytorch.device import synchronize

REPEATS = 5


def matmul_seconds(size: int, *, device: str, timer: Timer) -> float:
    """Return the seconds of the fastest of several products of two float32 matrices (size, size).

    Threads and precision are those that ``device.configure`` has set.
    """
    place = _place(device)
    # Random, not constant: a GPU draws less power on constant numbers, and clocks higher than it would in training.
    left, right = (torch.randn(size, size, device=place) for _ in range(2))
    product = torch.empty_like(left)
    return _fastest(lambda: torch.mm(left, right, out=product), timer)


def copy_seconds(size_bytes: int, *, device: str, timer: Timer) -> float:
    """Return the seconds of the fastest of several copies of a float32 buffer of so many bytes into another one."""
    source = torch.ones(size_bytes // torch.float32.itemsize, device=_place(device))
    target = torch.empty_like(source)
    return _fastest(lambda: target.copy_(source), timer)


def _place(device: str) -> torch.device:
    return torch.device("cuda" if device == "gpu" else "cpu")


def _fastest(call: Callable[[], object], timer: Timer) -> float:
    def _synchronized() -> None:
        call()
        synchronize()

    _synchronized()
    return min(repeat(_synchronized, timer=timer, number=1, repeat=REPEATS))
