"""The device of JAX: threads, precision, synchronisation."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import optax

from impls.interface import DeviceUnavailableError

#: How XLA calls the threads of its pool on a CPU, and where Linux lists those of a process.
POOL, TASKS = "tf_XLAEigen", Path("/proc/self/task")


def configure(*, device: str, threads: int) -> None:
    """Choose the platform, full float32 precision and how calls reach the CPU, before the first operation.

    The threads of the pool that computes on a CPU are set before Python starts, by the variable ``NPROC``.

    Raises:
        DeviceUnavailableError: if asked for a GPU that JAX doesn't see.
    """
    # The first platform is where everything goes; beside a GPU the host's memory stays in reach.
    jax.config.update("jax_platforms", "cuda,cpu" if device == "gpu" else "cpu")
    # Every net here is float32 and says so. Without 64 bits optax would compute Adam's 1 - 0.999**step in float32,
    # which loses five digits: on the text classifier's full shapes losses come out 8e-4 off, and the gate allows 1e-4.
    # And int64 labels would become int32 without a word.
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - JAX's own signature
    # By default a GPU multiplies float32 by TF32.
    jax.config.update("jax_default_matmul_precision", "highest")
    # Asynchronous dispatch computes on a thread of its own beside Python's: two where one is allowed.
    jax.config.update("jax_cpu_enable_async_dispatch", threads > 1)
    try:
        jax.devices()
    except RuntimeError as error:
        raise DeviceUnavailableError(
            f"JAX {jax.__version__} sees no GPU: install a CUDA build (pip install -e '.[gpu]') and check with "
            "nvidia-smi that the driver sees the GPU, or run with --device=cpu"
        ) from error


def describe() -> dict[str, Any]:
    """Read back threads, device, precision flags and versions, as plain Python values."""
    gpu = _on_gpu()
    settings: Any = jax.config
    precision = settings.jax_default_matmul_precision
    [device, *_] = jax.devices()
    return {
        "device": device.device_kind if gpu else "cpu",
        # On a GPU none of the host's threads computes.
        "threads": {} if gpu else {"XLA's pool": _pool()},
        "sync": "jax.block_until_ready of every live array",
        "precision": {
            "float32 matmul": precision,
            "64 bits": settings.jax_enable_x64,
            "asynchronous dispatch": gpu or settings.read("jax_cpu_enable_async_dispatch"),
        },
        "reduced_precision": gpu and precision not in {"highest", "float32"},
        "versions": {
            "jax": jax.__version__,
            "jaxlib": version("jaxlib"),
            "optax": optax.__version__,
            "CUDA": device.client.platform_version if gpu else None,
        },
    }


def synchronize() -> None:
    """Wait until everything that was asked of the device, and is still held, is there."""
    jax.block_until_ready(jax.live_arrays())


def peak_memory_bytes() -> int | None:
    """Return the most bytes of the GPU that arrays have held so far; None on the CPU."""
    if not _on_gpu():
        return None
    [device, *_] = jax.devices()
    return int(device.memory_stats()["peak_bytes_in_use"])


def _on_gpu() -> bool:
    return bool(jax.default_backend() == "gpu")


def _pool() -> int:
    """Return how many threads XLA's pool has: those that Linux lists, elsewhere those that were asked for."""
    if not TASKS.exists():
        return int(os.environ["NPROC"])
    return [_name(task) for task in TASKS.iterdir()].count(POOL)


def _name(task: Path) -> str:
    """Return what a thread is called; nothing of one that has ended since it was listed, as those that compile do."""
    try:
        return (task / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
