"""Training in full: seconds and test accuracy by epoch."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.batches import Loader
from data.datasets import Dataset
from impls.interface import Device, Implementation, Weights


def train(
    implementation: Implementation,
    module: Device,
    initial: Weights,
    placed: Any,
    *,
    epochs: int,
    score: Callable[[], float] | None,
) -> dict[str, Any]:
    """Train from initial weights; whatever is scored, is scored outside the clock.

    Args:
        implementation: who trains.
        module: its device.
        initial: where it begins.
        placed: the batches of an epoch.
        epochs: how often it goes over them.
        score: returns the accuracy, after every epoch; None scores nothing.

    Returns:
        ``epoch_seconds`` of training, ``accuracies`` after each epoch (empty where nothing is scored),
        ``training_seconds`` in all, and ``final_loss``.
    """
    implementation.reset(initial)
    epoch_seconds, accuracies, loss = [], [], math.nan
    for _ in range(epochs):
        module.synchronize()
        start = perf_counter_ns()
        loss = float(implementation.train(placed)[-1])
        epoch_seconds.append((perf_counter_ns() - start) / 1e9)
        if score is not None:
            accuracies.append(score())
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


def scores_of(implementation: Implementation, test: Loader) -> NDArray[np.float32]:
    """Return the scores of all rows, (rows, outputs)."""
    return np.concatenate([implementation.predict(batch.inputs) for batch in test.epoch(reuse=True)])


def accuracy(scores: NDArray[np.float32], labels: NDArray[Any]) -> float:
    """Return the share of rows whose highest score is their label's."""
    return float((scores.argmax(axis=1) == labels).mean())
