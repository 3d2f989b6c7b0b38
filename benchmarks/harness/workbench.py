"""One workload under test inside a worker process: build, first call, parity, timed blocks, full training."""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import perf_counter_ns, process_time_ns
from typing import Any

import numpy as np

from benchmarks.harness.parity import certify, check_losses
from benchmarks.harness.reference import Reference
from data.batches import Loader
from data.datasets import Dataset
from impls.interface import Contender, Device, Implementation
from impls.reference import DOUBLES
from impls.workloads import Initializer, Workload, initial_weights

#: A block whose device is still busy after the clock stopped wasn't synchronised.
RESIDUAL_SECONDS, RESIDUAL_SHARE = 50e-6, 0.02
#: CUDA graphs record in their third call.
FEWEST_WARM_STEPS = 3


class BlockError(RuntimeError):
    """Raised when a timed block can't count as a result."""


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
        gc.collect()
        gc.freeze()
        return {"warm_up_steps": steps, "expected_seconds": seconds * self.block_steps / steps}

    def block(self, folder: Path) -> dict[str, float]:
        """Time one block from the initial weights and check it against the reference's losses.

        Raises:
            BlockError: the device was still busy afterwards, something was traced, or the losses are wrong.
        """
        self.implementation.reset(self.initial)
        traces = self.implementation.traces()
        gc.disable()
        self.module.synchronize()
        cpu_start, start = process_time_ns(), perf_counter_ns()
        losses = self.implementation.train(self.placed, epochs=self.workload.epochs)
        end, cpu_end = perf_counter_ns(), process_time_ns()
        self.module.synchronize()
        residual = (perf_counter_ns() - end) / 1e9
        gc.enable()
        seconds = (end - start) / 1e9
        if residual > max(RESIDUAL_SECONDS, RESIDUAL_SHARE * seconds):
            raise BlockError(f"the device was busy for {residual:.1e} s after the clock stopped: no end sync")
        if self.implementation.traces() != traces:
            raise BlockError("something was traced or compiled inside the clock")
        expected, floors = self._expected(folder)
        error, failures = check_losses(losses, expected[: self.block_steps], floors[: self.block_steps])
        if failures:
            raise BlockError(f"a timed block's {failures[0]}")
        return {
            "seconds": seconds,
            "cpu_seconds": (cpu_end - cpu_start) / 1e9,
            "residual_seconds": residual,
            "final_loss": float(losses[-1]),
            "loss_error": error,
        }

    def train(self, *, initializer: Initializer, seed: int) -> dict[str, float]:
        """Train in full from weights drawn anew and score the test rows once, at the end."""
        if self.placed is None:
            self.place()
        self.implementation.reset(initial_weights(replace(self.workload, initializer=initializer), seed=seed))
        self.module.synchronize()
        start = perf_counter_ns()
        losses = self.implementation.train(self.placed, epochs=self.workload.training_epochs)
        seconds = (perf_counter_ns() - start) / 1e9
        return {"seconds": seconds, "final_loss": float(losses[-1]), "accuracy": self._accuracy()}

    def _accuracy(self) -> float:
        assert self.dataset.test_inputs is not None, f"{self.workload.name} has no test rows"
        assert self.dataset.test_targets is not None
        test = Loader(
            inputs=self.dataset.test_inputs,
            targets=self.dataset.test_targets,
            batch_size=self.workload.batch_size,
            drop_last=False,
        )
        hits = [
            self.implementation.predict(batch.inputs).argmax(axis=1) == batch.targets
            for batch in test.epoch(reuse=True)
        ]
        return float(np.concatenate(hits).mean())
