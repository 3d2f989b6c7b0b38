"""A pretended asynchronous device: it is busy until a moment that a fake contender sets."""

import sys
from time import perf_counter
from typing import Any

from impls.interface import DeviceUnavailableError

busy_until = 0.0
A_MOMENT = 1e-3
#: Beyond those asked for, of the fake that takes them later.
more_threads = 0
_threads = 0


def configure(*, device: str, threads: int) -> None:  # noqa: ARG001  the signature of every framework
    """Remember the threads; the fake of that name finds no device."""
    global _threads  # noqa: PLW0603  a device is one per process, as a real one is
    _threads = threads
    if "deviceless" in sys.argv:
        raise DeviceUnavailableError("there is no such device; plug one in")


def describe() -> dict[str, Any]:
    """Say what a framework says; the greedy fake admits that it took more threads."""
    threads = {"pool": _threads + ("greedy" in sys.argv) + more_threads}
    flags = {"precision": {}, "reduced_precision": False}
    return {"threads": threads, "device": "none", "sync": "synchronize", "versions": {}} | flags


def synchronize() -> None:
    """Spin until the device is done, or, where the fault is that it doesn't wait, for a moment."""
    patience = A_MOMENT if "no-start-sync" in sys.argv else float("inf")
    end = min(busy_until, perf_counter() + patience)
    while perf_counter() < end:
        pass


def peak_memory_bytes() -> int | None:
    """Return None: a pretended device has no memory."""
    return None
