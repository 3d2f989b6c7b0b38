"""Training in full: seconds and test accuracy by epoch."""

from __future__ import annotations

import math
from time import perf_counter_ns
from typing import Any

import numpy as np

from data.batches import Loader
from data.datasets import Dataset
from impls.interface import Device, Implementation, Weights


def train(
    implementation: Implementation, module: Device, initial: Weights, placed: Any, *, epochs: int, test: Loader | None
) -> dict[str, Any]:
    """Train from initial weights; the test rows are scored outside the clock.

    Args:
        implementation: who trains.
        module: its device.
        initial: where it begins.
        placed: the batches of an epoch.
        epochs: how often it goes over them.
        test: what is scored after every epoch; None scores nothing.

    Returns:
        ``epoch_seconds`` of training, ``accuracies`` after each epoch (empty without test rows),
        ``training_seconds`` in all, and ``final_loss``.
    """
    implementation.reset(initial)
    epoch_seconds, accuracies, loss = [], [], math.nan
    for _ in range(epochs):
        module.synchronize()
        start = perf_counter_ns()
        loss = float(implementation.train(placed)[-1])
        epoch_seconds.append((perf_counter_ns() - start) / 1e9)
        if test is not None:
            accuracies.append(accuracy(implementation, test))
    return {
        "epoch_seconds": epoch_seconds,
        "accuracies": accuracies,
        "training_seconds": sum(epoch_seconds),
        "final_loss": loss,
    }


def rows_of_test(dataset: Dataset, *, batch_size: int) -> Loader:
    """Return a loader over the test rows, every one of them."""
    assert dataset.test_inputs is not None, f"{dataset.name} has no test rows"
    assert dataset.test_targets is not None
    return Loader(inputs=dataset.test_inputs, targets=dataset.test_targets, batch_size=batch_size, drop_last=False)


def accuracy(implementation: Implementation, test: Loader) -> float:
    """Return the share of rows whose highest score is their label's."""
    hits = [implementation.predict(batch.inputs).argmax(axis=1) == batch.targets for batch in test.epoch(reuse=True)]
    return float(np.concatenate(hits).mean())
