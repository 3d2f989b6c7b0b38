"""What a study works on, made from a workload and its data."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.datasets import Dataset
from impls.study import Material
from impls.weights import initial_weights
from impls.workloads import Workload


def material(workload: Workload, dataset: Dataset, *, device: str, seed: int, scratch: Path) -> Material:
    """Return the material of a study: all rows where they are dense; one batch of them where they are sparse.

    Args:
        workload: whose net; it needn't be sized.
        dataset: its data.
        device: ``cpu`` or ``gpu``.
        seed: of the net's weights.
        scratch: a folder that is created, for what variants write.
    """
    scratch.mkdir(parents=True)
    sized = workload.sized(features=dataset.features, outputs=dataset.outputs)
    dense = isinstance(dataset.inputs, np.ndarray)
    rows = slice(None) if dense else slice(workload.batch_size)
    inputs = dataset.inputs[rows]
    return Material(
        workload=sized,
        weights=initial_weights(sized, seed=seed),
        inputs=np.ascontiguousarray(inputs if isinstance(inputs, np.ndarray) else inputs.toarray()),
        targets=dataset.targets[rows],
        device=device,
        scratch=scratch,
    )
