"""What the fakes' machine allows: NumPy's own ceilings, told from smaller arrays, since tests shall not take long."""

from impls.interface import Timer
from impls.reference import ceilings

SMALL, SMALL_BYTES = 512, 2**24


def matmul_seconds(size: int, *, device: str, timer: Timer) -> float:
    """Return the seconds of a product of two float32 matrices (size, size), as a smaller one has them."""
    return ceilings.matmul_seconds(SMALL, device=device, timer=timer) * (size / SMALL) ** 3


def copy_seconds(size_bytes: int, *, device: str, timer: Timer) -> float:
    """Return the seconds of copying so many bytes, as fewer have them."""
    return ceilings.copy_seconds(SMALL_BYTES, device=device, timer=timer) * size_bytes / SMALL_BYTES
