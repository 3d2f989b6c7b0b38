"""What this machine allows at best: floating-point operations and bytes a second, as one framework reaches them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from time import perf_counter

from benchmarks.harness.worker.ready_wait import working_seconds

#: Rows of the square matrices: large enough to be bound by arithmetic, small enough for about a second on one core.
MATMUL_SIZE = {"cpu": 2048, "gpu": 8192}
#: Bytes of a copied buffer: several times what any last-level cache holds.
COPY_BYTES = {"cpu": 256 * 2**20, "gpu": 2 * 2**30}


def measure(package: str, *, device: str) -> dict[str, float]:
    """Measure one framework's ceilings in this process, after its ``device.configure``.

    Args:
        package: the framework's folder as a package, for example ``impls.reference``.
        device: ``cpu`` or ``gpu``.

    Returns:
        ``matmul_flop_per_second`` of a float32 matrix product, a multiplication and an addition per term, and
        ``copy_bytes_per_second``, where a byte copied is a byte read and a byte written, as STREAM counts it
        (McCalpin 1995); empty where the package has no ``ceilings`` module.
    """
    if find_spec(f"{package}.ceilings") is None:
        return {}
    module = import_module(f"{package}.ceilings")
    size, size_bytes = MATMUL_SIZE[device], COPY_BYTES[device]
    # A device is waited for; a processor that others have is no part of what this machine allows.
    timer = working_seconds() if device == "cpu" else perf_counter
    product: float = module.matmul_seconds(size, device=device, timer=timer)
    copy: float = module.copy_seconds(size_bytes, device=device, timer=timer)
    return {"matmul_flop_per_second": 2 * size**3 / product, "copy_bytes_per_second": 2 * size_bytes / copy}
