"""What it costs to hand out batches: the shared loader, and beside it the loader that a framework brings along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from time import perf_counter_ns
from typing import Any

import numpy as np

from benchmarks.record.schema import LoaderSeconds
from data.batches import Loader
from data.datasets import Dataset
from impls.workloads import Workload

PASSES = 3


def shared_loader_seconds(dataset: Dataset, workload: Workload) -> LoaderSeconds | None:
    """Return the shared loader's seconds a batch (medians over passes), in file order and shuffled.

    None where there is but one batch, since nothing is fed while such a workload trains.
    """
    if _is_one_batch(dataset, workload):
        return None

    def loader(shuffle_seed: int | None) -> Loader:
        return Loader(
            inputs=dataset.inputs,
            targets=dataset.targets,
            batch_size=workload.batch_size,
            drop_last=workload.drop_last,
            shuffle_seed=shuffle_seed,
        )

    return LoaderSeconds(
        in_file_order=_batch_seconds(partial(loader(None).epoch, reuse=True)),
        shuffled=_batch_seconds(partial(loader(0).epoch, reuse=True)),
    )


def native_loader_seconds(package: str, dataset: Dataset, workload: Workload) -> dict[str, Any]:
    """Return the same of a framework's own loader, with its ``name``; empty where it has none or rows are sparse."""
    sparse = not isinstance(dataset.inputs, np.ndarray)
    if sparse or _is_one_batch(dataset, workload) or find_spec(f"{package}.feeding") is None:
        return {}
    native = import_module(f"{package}.feeding")

    def epoch(*, shuffle: bool) -> Iterable[Any]:
        batches: Iterable[Any] = native.batches(
            dataset.inputs, dataset.targets, batch_size=workload.batch_size, shuffle=shuffle
        )
        return batches

    return {
        "name": native.NAME,
        "in_file_order_seconds": _batch_seconds(partial(epoch, shuffle=False)),
        "shuffled_seconds": _batch_seconds(partial(epoch, shuffle=True)),
    }


def _is_one_batch(dataset: Dataset, workload: Workload) -> bool:
    return len(dataset.targets) <= workload.batch_size


def _batch_seconds(batches: Callable[[], Iterable[Any]]) -> float:
    passes = []
    for _ in range(PASSES):
        count = 0
        start = perf_counter_ns()
        for _ in batches():
            count += 1
        passes.append((perf_counter_ns() - start) / 1e9 / count)
    return median(passes)
