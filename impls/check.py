"""Train small nets in every mode of one framework and print what came of it: ``python -m impls.check pytorch``.

The tests run this in a process of its own, so that theirs imports no framework.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data import sequences
from data.batches import Batch
from impls.contenders import framework
from impls.interface import Contender, Device, Implementation, Weights
from impls.weights import initial_weights
from impls.workloads import WORKLOADS, SequenceTask, Workload

FEATURES, HIDDEN, OUTPUTS = 50, 7, 3
ROWS, BATCHES, EPOCHS = 8, 2, 11
#: The most words that a sequence can hold, and those that the longest sequence of each batch holds.
LONGEST, WORDS = 12, (9, 11)


def small(name: str) -> Workload:
    """Return a workload with the shapes of this check."""
    workload = WORKLOADS[name]
    hidden = (HIDDEN,) * (len(workload.layer_sizes) - 2)
    task = workload.task
    if isinstance(task, SequenceTask):
        task = replace(task, words=FEATURES - sequences.FIRST, longest=LONGEST)
    return replace(workload, task=task, layer_sizes=(FEATURES, *hidden, OUTPUTS), batch_size=ROWS)


def drawn_batches(workload: Workload) -> list[Batch]:
    """Draw the same batches everywhere: counts or word numbers and labels, or normal rows and targets."""
    generator = np.random.default_rng(0)
    if isinstance(workload.task, SequenceTask):
        return [
            Batch(_drawn_sequences(generator, most), generator.integers(OUTPUTS, size=ROWS, dtype=np.int64))
            for most in WORDS
        ]
    if workload.loss == "cross_entropy":
        return [
            Batch(
                generator.poisson(0.3, (ROWS, FEATURES)).astype(np.float32),
                generator.integers(OUTPUTS, size=ROWS, dtype=np.int64),
            )
            for _ in range(BATCHES)
        ]
    return [
        Batch(
            generator.standard_normal((ROWS, FEATURES), dtype=np.float32),
            generator.standard_normal((ROWS, OUTPUTS), dtype=np.float32),
        )
        for _ in range(BATCHES)
    ]


def _drawn_sequences(generator: np.random.Generator, most: int) -> NDArray[np.int32]:
    """Draw word numbers, int32 (rows, longest), 0 after each row's words: one row has a single word, one has most."""
    words = generator.integers(1, most, size=ROWS, endpoint=True)
    words[:2] = 1, most
    numbers = generator.integers(1, FEATURES, size=(ROWS, LONGEST), dtype=np.int32)
    return np.where(np.arange(LONGEST) < words[:, None], numbers, np.int32(0))


def implementation(contender: Contender, workload: Workload) -> Implementation:
    """Build a contender's implementation of a workload on the CPU."""
    module = import_module(f"{contender.package}.{workload.module}")
    made: Implementation = module.IMPLEMENTATIONS[contender.mode](workload=workload, mode=contender.mode, device="cpu")
    return made


def learned(contender: Contender, name: str) -> dict[str, Any]:
    """Train the small workload twice from the same weights, and return what the contract hands out, as arrays.

    ``traces`` holds the count after a first step on every batch, since their widths may differ, and at the end.
    """
    workload = small(name)
    batches, initial = drawn_batches(workload), initial_weights(workload, seed=0)
    net = implementation(contender, workload)
    net.reset(initial)
    for batch in batches:
        net.train(net.place([batch]))
    traces = [net.traces()]
    net.reset(initial)
    placed = net.place(batches)
    gradients = net.gradients(placed)
    losses = net.train(placed, epochs=EPOCHS)
    weights, scores = net.weights(), net.predict(batches[0].inputs)
    net.reset(initial)
    again = net.train(net.place(batches), epochs=EPOCHS)
    return {
        "gradients": gradients,
        "losses": losses,
        "weights": weights,
        "scores": scores,
        "losses_again": again,
        "weights_again": net.weights(),
        "traces": [*traces, net.traces()],
        "captured": net.captured(),
        "padding": getattr(net, "padding", "own"),
    }


def report(name: str) -> dict[str, Any]:
    """Return what every contender of a framework learns on the CPU, what its device says, and each module's modes."""
    declared = [contender for contender in framework(name).CONTENDERS if "cpu" in contender.devices]
    device: Device = import_module(f"impls.{name}.device")
    device.configure(device="cpu", threads=1)
    learnt = {
        contender.name: {workload: learned(contender, workload) for workload in contender.workloads}
        for contender in declared
    }
    device.synchronize()
    stems = sorted({workload.module for workload in WORKLOADS.values()})
    modes = {stem: list(import_module(f"impls.{name}.{stem}").IMPLEMENTATIONS) for stem in stems}
    return {"learned": learnt, "device": device.describe(), "modes": modes}


def _plain(value: NDArray[Any] | Weights) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else dict(value)


if __name__ == "__main__":
    json.dump(report(sys.argv[1]), sys.stdout, default=_plain)
