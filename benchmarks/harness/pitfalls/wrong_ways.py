"""Classic benchmarking mistakes, made on purpose inside a worker; what they return is no result."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError, time_block
from benchmarks.harness.worker.parity import check_losses
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.subject import Subject
from benchmarks.harness.worker.training import train
from impls.weights import initial_weights
from impls.workloads import Adam, Initializer, Workload


def with_epsilon(workload: Workload, epsilon: float) -> Workload:
    """Return the workload with another epsilon of its Adam."""
    assert isinstance(workload.optimizer, Adam)
    return replace(workload, optimizer=replace(workload.optimizer, epsilon=epsilon))


def _seconds(subject: Subject, work: Callable[[], Any], *, wait: bool = True) -> float:
    """Time work from the initial weights with none of the clock's checks; ``wait`` is whether it awaits the device."""
    subject.implementation.reset(subject.initial)
    gc.disable()
    try:
        subject.module.synchronize()
        start = perf_counter_ns()
        work()
        if wait:
            subject.module.synchronize()
        return (perf_counter_ns() - start) / 1e9
    finally:
        gc.enable()
        subject.module.synchronize()


def block(subject: Subject) -> dict[str, Any]:
    """Time a block however cold it is, and count what was traced or compiled inside the clock."""
    traces = subject.implementation.traces()
    seconds = _seconds(subject, subject.train_block)
    return {"block_seconds": seconds, "traces": subject.implementation.traces() - traces}


def queued(subject: Subject, *, wait: bool) -> dict[str, Any]:
    """Time asking the device for a block's steps and reading no loss.

    Args:
        subject: with its batches placed.
        wait: whether the clock stops only when the device has finished.

    Returns:
        ``block_seconds``, and ``caught``: what the suite's own clock says of the same work; empty where it finds
        nothing.
    """
    seconds = _seconds(subject, lambda: _ask(subject), wait=wait)
    return {"block_seconds": seconds, "caught": "" if wait else _said_of_asking(subject)}


def _said_of_asking(subject: Subject) -> str:
    subject.implementation.reset(subject.initial)
    try:
        time_block(subject.module, lambda: _ask(subject))
    except BlockError as error:
        return str(error)
    finally:
        subject.module.synchronize()
    return ""


def _ask(subject: Subject) -> NDArray[np.float32]:
    """Ask for every step of a block; a pretended device has no steps, its ``train`` returns while it is busy."""
    step: Callable[..., Any] | None = getattr(subject.implementation, "step", None)
    if step is None:
        return subject.train_block()
    for _ in range(subject.block_epochs):
        for inputs, targets in subject.placed:
            step(inputs, targets)
    return np.zeros(0, np.float32)


def fed(subject: Subject) -> dict[str, float]:
    """Time a block together with cutting and placing its batches."""

    def feed_and_train() -> None:
        subject.place(subject.block_steps)
        subject.train_block()

    return {"block_seconds": _seconds(subject, feed_and_train)}


def gate(subject: Subject, *, folder: str, initializer: Initializer) -> dict[str, str]:
    """Return what the gate says of a block's losses, from weights drawn by this initializer; empty if they pass."""
    initial = initial_weights(replace(subject.workload, initializer=initializer), seed=subject.seed)
    subject.implementation.reset(initial)
    subject.place()
    losses = subject.train_block()
    expected, floors = Reference(Path(folder)).losses(subject.workload.loss_floor)
    _, failures = check_losses(losses, expected[: len(losses)], floors[: len(losses)])
    return {"caught": failures[0] if failures else ""}


def learn(subject: Subject, *, seed: int, epochs: int) -> dict[str, float]:
    """Return the loss of the last step of so many epochs, from weights drawn by this seed; nothing is scored."""
    if subject.placed is None:
        subject.place()
    initial = initial_weights(subject.workload, seed=seed)
    trained = train(subject.implementation, subject.module, initial, subject.placed, epochs=epochs, score=None)
    return {"final_loss": trained["final_loss"]}


WRONG_WAYS: dict[str, Callable[..., dict[str, Any]]] = {
    "block": block,
    "queued": queued,
    "fed": fed,
    "gate": gate,
    "learn": learn,
}
