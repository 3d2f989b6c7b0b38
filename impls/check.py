"""Ask one framework everything that the tests want to know of it: ``python -m impls.check FRAMEWORK PART FOLDER``.

Small nets in its modes, its studies on small material, its planted faults. The tests run this in a process of its own,
so that theirs imports no framework, and once for all of them (``conftest.py``). It prints JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from data import sequences
from data.batches import Batch
from impls import faults
from impls.contenders import framework, installed, level, offers
from impls.interface import Contender, Device, Implementation, Weights
from impls.study import Material, StudyModule, Variant
from impls.weights import initial_weights
from impls.workloads import WORKLOADS, SequenceTask, Workload

#: An ordinary change is held to the plain part; the others take minutes of compiling.
PLAIN, OTHERS = "plain", "others"
#: The studies, and in which part they are. A loader comes first: it forks before a compiler has started threads.
STUDIES = {"loading": PLAIN, "bridge": PLAIN, "inference": OTHERS}
#: What the studies work on: one workload of each net, with biases.
STUDIED = ("text_classifier", "two_layer_net_minibatch")
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
    """Draw the same batches everywhere: counts or word numbers and labels, or normal rows and targets.

    No post has the first word: nothing ever asks its weights to move.
    """
    generator = np.random.default_rng(0)
    if isinstance(workload.task, SequenceTask):
        return [
            Batch(_drawn_sequences(generator, most), generator.integers(OUTPUTS, size=ROWS, dtype=np.int64))
            for most in WORDS
        ]
    if workload.loss == "cross_entropy":
        return [
            Batch(_drawn_counts(generator), generator.integers(OUTPUTS, size=ROWS, dtype=np.int64))
            for _ in range(BATCHES)
        ]
    return [
        Batch(
            generator.standard_normal((ROWS, FEATURES), dtype=np.float32),
            generator.standard_normal((ROWS, OUTPUTS), dtype=np.float32),
        )
        for _ in range(BATCHES)
    ]


def _drawn_counts(generator: np.random.Generator) -> NDArray[np.float32]:
    counts = generator.poisson(0.3, (ROWS, FEATURES)).astype(np.float32)
    counts[:, 0] = 0
    return counts


def _drawn_sequences(generator: np.random.Generator, most: int) -> NDArray[np.int32]:
    """Draw word numbers, int32 (rows, longest), 0 after each row's words: one row has a single word, one has most."""
    words = generator.integers(1, most, size=ROWS, endpoint=True)
    words[:2] = 1, most
    numbers = generator.integers(1, FEATURES, size=(ROWS, LONGEST), dtype=np.int32)
    return np.where(np.arange(LONGEST) < words[:, None], numbers, np.int32(0))


def implementation(contender: Contender, workload: Workload) -> Implementation:
    """Build a contender's implementation of a workload on the CPU."""
    module = import_module(f"{contender.program}.{workload.module}")
    net: Implementation = module.IMPLEMENTATIONS[contender.mode](workload=workload, mode=contender.mode, device="cpu")
    return net


def cells(name: str, part: str) -> list[tuple[Contender, str]]:
    """Return who learns which workload in a part of a framework's checks.

    The plain part has the framework's plain dynamic and its plain static form, and a level's own, once on every net:
    workloads that differ only in what is measured have one. The others are everything else, but for those that train on
    several processes: here there is one, and the gate of the harness proves them. What needs a level that isn't
    installed is left out.
    """
    declared = framework(name)
    everything = [
        (contender, workload)
        for contender in declared.contenders
        if "cpu" in contender.devices
        and contender.processes == 1
        and not (contender.level and not installed(level(contender.level).distributions))
        for workload in contender.workloads
    ]
    plain: dict[tuple[str, Workload], tuple[Contender, str]] = {}
    for contender, workload in everything:
        net = replace(small(workload), name="", epochs=1, block_batches=None, training_epochs=0, weak=False)
        if contender.name in {declared.dynamic, declared.static} or (contender.level and not contender.base):
            plain.setdefault((contender.name, net), (contender, workload))
    return [cell for cell in everything if (cell in plain.values()) == (part == PLAIN)]


def learned(contender: Contender, workload: Workload) -> dict[str, Any]:
    """Train a small workload twice from the same weights, and return what the contract hands out, as arrays.

    ``traces`` holds the count after a first step on every batch, since their widths may differ, and on all of them at
    once, since a block may be one program; and at the end.
    """
    batches, initial = drawn_batches(workload), initial_weights(workload, seed=0)
    net = implementation(contender, workload)
    net.reset(initial)
    for batch in batches:
        net.train(net.place([batch]))
    net.train(net.place(batches))
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


def material(workload: str, scratch: Path) -> Material:
    """Return small material for a study on the CPU, the same for every framework; ``scratch`` is created."""
    sized = small(workload)
    scratch.mkdir(parents=True)
    batches = drawn_batches(sized)
    return Material(
        workload=sized,
        weights=initial_weights(sized, seed=0),
        inputs=np.concatenate([batch.inputs for batch in batches]),
        targets=np.concatenate([batch.targets for batch in batches]),
        device="cpu",
        scratch=scratch,
    )


def outcomes(variant: Variant) -> dict[str, Any]:
    """Return what a variant of a study says of itself, and its results after its first call and after its third."""
    first = variant.result(variant.work())
    variant.work()
    third = variant.result(variant.work())
    return {
        "case": variant.case,
        "name": variant.name,
        "summary": variant.summary,
        "items": variant.items,
        "base": variant.base,
        "latency": variant.latency,
        "facts": dict(variant.facts or {}),
        "dtype": str(third.dtype),
        "results": [first, third],
    }


def studied(name: str, part: str, scratch: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the outcomes of all variants of a framework's studies in a part, by study and workload."""
    return {
        study: {
            workload: [
                outcomes(variant)
                for variant in cast("StudyModule", import_module(f"impls.{name}.{study}")).variants(
                    material(workload, scratch / study / workload)
                )
            ]
            for workload in STUDIED
        }
        for study in STUDIES
        if STUDIES[study] == part and offers(name, study)
    }


def counted(name: str) -> dict[str, int]:
    """Return the operations that a framework itself counts in the matrix products of a real step, by workload."""
    if not offers(name, "operations"):
        return {}
    module = import_module(f"impls.{name}.operations")
    (contender,) = (contender for contender in framework(name).contenders if contender.mode == module.MODE)
    nets = {workload: small(workload) for workload in contender.workloads if not WORKLOADS[workload].varies}
    return {
        workload: module.matmul_flop(implementation(contender, net), drawn_batches(net)[0])
        for workload, net in nets.items()
    }


def report(name: str, part: str, scratch: Path) -> dict[str, Any]:
    """Return what a framework answers to a part of the checks, on one thread of the CPU."""
    device: Device = import_module(f"impls.{name}.device")
    device.configure(device="cpu", threads=1)
    studies = studied(name, part, scratch)
    learnt: dict[str, dict[str, Any]] = {}
    for contender, workload in cells(name, part):
        learnt.setdefault(contender.name, {})[workload] = learned(contender, small(workload))
    device.synchronize()
    answers = {"learned": learnt, "studies": studies}
    return answers if part == OTHERS else answers | _described(name, device)


def _described(name: str, device: Device) -> dict[str, Any]:
    stems = {WORKLOADS[workload].module for contender in framework(name).contenders for workload in contender.workloads}
    return {
        "device": device.describe(),
        "modes": {stem: list(import_module(f"impls.{name}.{stem}").IMPLEMENTATIONS) for stem in sorted(stems)},
        "matmul_flop": counted(name),
        # Last, since what is planted may leave traces.
        "faults": faults.observe(name) if offers(name, "faults") else [],
    }


def _plain(value: NDArray[Any] | Weights) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else dict(value)


if __name__ == "__main__":
    json.dump(report(sys.argv[1], sys.argv[2], Path(sys.argv[3])), sys.stdout, default=_plain)
