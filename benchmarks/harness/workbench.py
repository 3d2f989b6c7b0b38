"""One workload under test inside a worker process: build, first call, parity, timed blocks, full training."""

from __future__ import annotations

import gc
import math
from dataclasses import asdict, replace
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.audit import check_trained, check_unseen
from benchmarks.harness.card import card
from benchmarks.harness.clock import BlockError, time_block
from benchmarks.harness.parity import certify, check_losses
from benchmarks.harness.reference import Reference
from benchmarks.harness.training import accuracy, rows_of_test, train
from data.batches import Loader
from data.datasets import Dataset
from impls.interface import Contender, Device, Implementation
from impls.reference import DOUBLES
from impls.workloads import Initializer, Workload, initial_weights

#: CUDA graphs record in their third call.
FEWEST_WARM_STEPS = 3


class Workbench:
    """A contender's implementation of one workload, and what it is fed with."""

    def __init__(
        self, contender: Contender, workload: Workload, dataset: Dataset, *, device: str, module: Device, seed: int
    ) -> None:
        """Build the implementation for this data set."""
        self.dataset = dataset
        self.workload = workload.sized(features=dataset.features, outputs=dataset.outputs)
        self.module = module
        self.loader = Loader(
            inputs=dataset.inputs,
            targets=dataset.targets,
            batch_size=workload.batch_size,
            drop_last=workload.drop_last,
        )
        self.initial = initial_weights(self.workload, seed=seed)
        self.block_steps = len(self.loader) * workload.epochs
        start = perf_counter_ns()
        stem = import_module(f"{contender.package}.{workload.module}")
        implementation: type[Implementation] = stem.IMPLEMENTATIONS[contender.mode]
        self.implementation = implementation(workload=self.workload, mode=contender.mode, device=device)
        self.build_seconds = (perf_counter_ns() - start) / 1e9
        self.placed: Any = None
        self.first_batch: Any = None
        self.seed = seed
        self.warm_up_steps = 0
        self.fastest_seconds = math.inf
        self._expected = cache(lambda folder: Reference(folder).losses(workload.loss_floor))

    def first_call(self) -> float:
        """Return the seconds of the very first training step, tracing or compiling included."""
        self.first_batch = self.implementation.place(islice(self.loader.epoch(), 1))
        self.implementation.reset(self.initial)
        self.module.synchronize()
        start = perf_counter_ns()
        self.implementation.train(self.first_batch)
        return (perf_counter_ns() - start) / 1e9

    def record_reference(self, folder: Path) -> None:
        """Keep this implementation's trajectory as the reference of all others, and how far doubt reaches."""
        reference = Reference(folder)
        reference.record(self.implementation, self.initial, self.loader, self.block_steps)
        for mode in DOUBLES:
            double = type(self.implementation)(workload=self.workload, mode=mode, device="cpu")
            reference.record_double(double, self.initial, self.loader, self.block_steps)

    def certify(self, folder: Path) -> dict[str, Any]:
        """Return the parity certificate as a record."""
        certificate = certify(
            self.implementation,
            Reference(folder),
            self.initial,
            self.loader,
            block_steps=self.block_steps,
            floor=self.workload.loss_floor,
        )
        return certificate.as_record()

    def place(self) -> float:
        """Cut and place the block's batches; return the seconds it took."""
        start = perf_counter_ns()
        self.placed = self.implementation.place(self.loader.epoch(reuse=True))
        self.module.synchronize()
        return (perf_counter_ns() - start) / 1e9

    def warm_up(self) -> dict[str, float]:
        """Take as many steps as a tenth of a block, three at least, on the first batch, and settle the collector.

        Returns:
            The number of steps, and the seconds that a block will take by them.
        """
        steps = max(FEWEST_WARM_STEPS, self.block_steps // 10)
        self.implementation.reset(self.initial)
        start = perf_counter_ns()
        self.implementation.train(self.first_batch, epochs=steps)
        seconds = (perf_counter_ns() - start) / 1e9
        self.first_batch = None
        self.warm_up_steps = steps
        gc.collect()
        gc.freeze()
        return {"warm_up_steps": steps, "expected_seconds": seconds * self.block_steps / steps}

    def block(self, folder: Path) -> dict[str, Any]:
        """Time one block from the initial weights and check it against the reference's losses.

        Raises:
            BlockError: the device was still busy, something was traced, or the losses are wrong.
        """
        self.implementation.reset(self.initial)
        traces = self.implementation.traces()
        losses, timing = time_block(self.module, self._train_block)
        if self.implementation.traces() != traces:
            raise BlockError("something was traced or compiled inside the clock")
        expected, floors = self._expected(folder)
        error, failures = check_losses(losses, expected[: self.block_steps], floors[: self.block_steps])
        if failures:
            raise BlockError(f"a timed block's {failures[0]}")
        self.fastest_seconds = min(self.fastest_seconds, timing.seconds)
        return {**asdict(timing), "final_loss": float(losses[-1]), "loss_error": error}

    def finish(self, folder: Path, *, unseen: bool) -> dict[str, Any]:
        """Check that the last timed block's work was done, and fill in the fairness card.

        Args:
            folder: the reference's.
            unseen: whether to train a block from other weights too, which unmasks cached results.

        Raises:
            BlockError: it wasn't.
        """
        trained = self.implementation.weights()
        check_trained(trained, Reference(folder), self.initial, steps=self.block_steps)
        if unseen:
            known = self._expected(folder)[0][: self.block_steps]
            check_unseen(self._train_unseen, known, fastest_seconds=self.fastest_seconds)
        return card(
            self.workload,
            self.module,
            initial=self.initial,
            trained=trained,
            batches=self.loader.digest(),
            steps=self.block_steps,
            warm_up=self.warm_up_steps,
        )

    def start_up(self, steps: int) -> dict[str, Any]:
        """Take the very first steps one by one; return the seconds of each, and what was traced and captured."""
        batch = self.implementation.place(islice(self.loader.epoch(), 1))
        self.implementation.reset(self.initial)
        self.module.synchronize()
        seconds = []
        for _ in range(steps):
            start = perf_counter_ns()
            self.implementation.train(batch)
            seconds.append((perf_counter_ns() - start) / 1e9)
        captured = self.implementation.captured()
        return {"step_seconds": seconds, "traces": self.implementation.traces(), "captured": captured}

    def _train_unseen(self, number: int) -> NDArray[np.float32]:
        self.implementation.reset(initial_weights(self.workload, seed=self.seed + 1 + number))
        return self._train_block()

    def _train_block(self) -> NDArray[np.float32]:
        return self.implementation.train(self.placed, epochs=self.workload.epochs)

    def train(self, *, initializer: Initializer, seed: int, curve: bool) -> dict[str, Any]:
        """Train in full from weights drawn anew; score the test rows every epoch if ``curve``, else at the end."""
        if self.placed is None:
            self.place()
        initial = initial_weights(replace(self.workload, initializer=initializer), seed=seed)
        test = rows_of_test(self.dataset, batch_size=self.workload.batch_size)
        trained = train(
            self.implementation,
            self.module,
            initial,
            self.placed,
            epochs=self.workload.training_epochs,
            test=test if curve else None,
        )
        trained["accuracies"] = trained["accuracies"] or [accuracy(self.implementation, test)]
        return trained | {"accuracy": trained["accuracies"][-1], "epoch_steps": len(self.loader)}
