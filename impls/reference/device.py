"""The device of NumPy: the CPU, with the threads of its linear algebra library."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from impls.interface import DeviceUnavailableError


def configure(*, device: str, threads: int) -> None:
    """Limit every linear algebra pool to so many threads.

    Raises:
        DeviceUnavailableError: if asked for a GPU.
    """
    if device != "cpu":
        raise DeviceUnavailableError("NumPy computes on the CPU only: ask for --device=cpu, or leave it out")
    # The limits stay until they are lifted; nothing here lifts them.
    threadpool_limits(limits=threads)


def describe() -> dict[str, Any]:
    """Read back threads by pool, device, precision flags and versions, as plain Python values."""
    pools = threadpool_info()
    return {
        "device": "cpu",
        "threads": {str(pool["internal_api"]): int(pool["num_threads"]) for pool in pools},
        "sync": "none needed",
        "precision": {"float32 matmul": "float32"},
        "reduced_precision": False,
        "versions": {"numpy": np.__version__, "threadpoolctl": version("threadpoolctl")}
        | {str(pool["internal_api"]): str(pool["version"]) for pool in pools},
    }


def synchronize() -> None:
    """Do nothing: NumPy returns when it has finished."""


def peak_memory_bytes() -> int | None:
    """Return None: there is no memory but the CPU's."""
    return None
