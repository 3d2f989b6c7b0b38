"""Classic benchmarking mistakes, made on purpose inside a worker; what they return is no result."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError, time_block
from benchmarks.harness.worker.parity import check_losses
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.subject import Workbench
from benchmarks.harness.worker.training import train
from impls.weights import initial_weights
from impls.workloads import Adam, Initializer, Workload


def with_epsilon(workload: Workload, epsilon: float) -> Workload:
    """Return the workload with another epsilon of its Adam."""
    assert isinstance(workload.optimizer, Adam)
    return replace(workload, optimizer=replace(workload.optimizer, epsilon=epsilon))


def _seconds(bench: Workbench, work: Callable[[], Any], *, wait: bool = True) -> float:
    """Time work from the initial weights with none of the clock's checks; ``wait`` is whether it awaits the device."""
    bench.implementation.reset(bench.initial)
    gc.disable()
    try:
        bench.module.synchronize()
        start = perf_counter_ns()
        work()
        if wait:
            bench.module.synchronize()
        return (perf_counter_ns() - start) / 1e9
    finally:
        gc.enable()
        bench.module.synchronize()


def block(bench: Workbench) -> dict[str, Any]:
    """Time a block however cold it is, and count what was traced or compiled inside the clock."""
    traces = bench.implementation.traces()
    seconds = _seconds(bench, bench.train_block)
    return {"seconds": seconds, "traces": bench.implementation.traces() - traces}


def queued(bench: Workbench, *, wait: bool) -> dict[str, Any]:
    """Time asking the device for a block's steps and reading no loss.

    Args:
        bench: with its batches placed.
        wait: whether the clock stops only when the device has finished.

    Returns:
        ``seconds``, and ``caught``: what the suite's own clock says of the same work; empty where it finds nothing.
    """
    seconds = _seconds(bench, lambda: _ask(bench), wait=wait)
    return {"seconds": seconds, "caught": "" if wait else _said_of_asking(bench)}


def _said_of_asking(bench: Workbench) -> str:
    bench.implementation.reset(bench.initial)
    try:
        time_block(bench.module, lambda: _ask(bench))
    except BlockError as error:
        return str(error)
    finally:
        bench.module.synchronize()
    return ""


def _ask(bench: Workbench) -> NDArray[np.float32]:
    """Ask for every step of a block; a pretended device has no steps, its ``train`` returns while it is busy."""
    step: Callable[..., Any] | None = getattr(bench.implementation, "step", None)
    if step is None:
        return bench.train_block()
    for _ in range(bench.workload.epochs):
        for inputs, targets in bench.placed:
            step(inputs, targets)
    return np.zeros(0, np.float32)


def fed(bench: Workbench) -> dict[str, float]:
    """Time a block together with cutting and placing its batches."""

    def feed_and_train() -> None:
        bench.place()
        bench.train_block()

    return {"seconds": _seconds(bench, feed_and_train)}


def gate(bench: Workbench, *, folder: str, initializer: Initializer) -> dict[str, str]:
    """Return what the gate says of a block's losses, from weights drawn by this initializer; empty if they pass."""
    initial = initial_weights(replace(bench.workload, initializer=initializer), seed=bench.seed)
    bench.implementation.reset(initial)
    placed = bench.implementation.place(islice(bench.loader.epoch(reuse=True), bench.block_batches))
    losses = bench.implementation.train(placed, epochs=bench.workload.epochs)
    expected, floors = Reference(Path(folder)).losses(bench.workload.loss_floor)
    _, failures = check_losses(losses, expected[: len(losses)], floors[: len(losses)])
    return {"caught": failures[0] if failures else ""}


def learn(bench: Workbench, *, seed: int, epochs: int) -> dict[str, float]:
    """Return the loss of the last step of so many epochs, from weights drawn by this seed; nothing is scored."""
    if bench.placed is None:
        bench.place()
    initial = initial_weights(bench.workload, seed=seed)
    trained = train(bench.implementation, bench.module, initial, bench.placed, epochs=epochs, test=None)
    return {"final_loss": trained["final_loss"]}


LIES: dict[str, Callable[..., dict[str, Any]]] = {
    "block": block,
    "queued": queued,
    "fed": fed,
    "gate": gate,
    "learn": learn,
}
