"""The initial weights of a workload: drawn once a run, kept in files, and shared by all its workers' memory."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from impls.weights import initial_weights, parameter_shapes
from impls.workloads import Workload


def kept_weights(folder: Path, workload: Workload, *, seed: int) -> dict[str, NDArray[np.float32]]:
    """Return the initial parameters of a sized workload, which nobody can write to, mapped from files.

    Whoever comes first draws them; a dozen processes each holding its own would take memory that a laptop lacks.

    Args:
        folder: of these weights alone; it is made where it isn't there.
        workload: whose, with its sizes known.
        seed: of the generator.
    """
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        drawn = Path(tempfile.mkdtemp(dir=folder.parent))
        for name, weight in initial_weights(workload, seed=seed).items():
            np.save(drawn / f"{name}.npy", weight)
        # Another worker may have been faster with the same.
        with suppress(OSError):
            drawn.rename(folder)
    names = parameter_shapes(workload)
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in names}
