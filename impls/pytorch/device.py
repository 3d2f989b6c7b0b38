"""The device of PyTorch: threads, precision, synchronisation."""

from __future__ import annotations

from typing import Any

import torch

from impls.interface import DeviceUnavailableError


def configure(*, device: str, threads: int) -> None:
    """Set threads and full float32 precision, before the first operation.

    Raises:
        DeviceUnavailableError: if asked for a GPU that PyTorch doesn't see.
    """
    if device == "gpu" and not torch.cuda.is_available():
        raise DeviceUnavailableError(
            f"PyTorch {torch.__version__} sees no CUDA device: install a CUDA build (pip install -e '.[gpu]') and "
            "check with nvidia-smi that the driver sees the GPU, or run with --device=cpu"
        )
    torch.set_num_threads(threads)
    # One thread between operations: with several, a net could use more than its share.
    torch.set_num_interop_threads(1)
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.allow_tf32 = False


def describe() -> dict[str, Any]:
    """Read back threads, device, precision flags and versions, as plain Python values."""
    gpu = torch.cuda.is_initialized()
    tf32 = {
        "TF32 in cuBLAS": torch.backends.cuda.matmul.allow_tf32,
        "TF32 in cuDNN": torch.backends.cudnn.allow_tf32,
    }
    return {
        "device": torch.cuda.get_device_name() if gpu else "cpu",
        "threads": {"intra-op": torch.get_num_threads(), "inter-op": torch.get_num_interop_threads()},
        "sync": "torch.cuda.synchronize" if gpu else "none needed",
        "precision": {
            "float32 matmul": torch.get_float32_matmul_precision(),
            **tf32,
            "oneDNN": torch.backends.mkldnn.is_available() and torch.backends.mkldnn.enabled,
            "MKL": torch.backends.mkl.is_available(),
        },
        "reduced_precision": any(tf32.values()),
        "versions": {
            "torch": str(torch.__version__),
            "CUDA": torch.version.cuda if gpu else None,
            "cuDNN": torch.backends.cudnn.version() if gpu else None,
        },
    }


def synchronize() -> None:
    """Wait for the GPU where one is in use; on the CPU every operation has finished when it returns."""
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()


def peak_memory_bytes() -> int | None:
    """Return the most bytes of the GPU that tensors have held so far; None on the CPU."""
    return torch.cuda.max_memory_allocated() if torch.cuda.is_initialized() else None
