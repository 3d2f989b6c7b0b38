"""One workload under test inside a worker process: build, first call, parity, feeding, full training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter_ns
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.initial import kept_weights
from benchmarks.harness.worker.outside import Spent, check_placing, least_cpu_seconds, spent
from benchmarks.harness.worker.parity import RTOL, certify
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.scores import ScoreCheck
from benchmarks.harness.worker.training import accuracy, rows_of_test, scores_of, train
from benchmarks.plan import blocks
from benchmarks.plan.cells import batches_a_step
from data import sequences
from data.batches import Batch, Loader
from data.datasets import Dataset
from impls.interface import Contender, Device, Implementation, Weights
from impls.reference import DOUBLES
from impls.reference.training import ByHand
from impls.weights import initial_weights
from impls.workloads import Initializer, Workload

#: What copying a batch takes is tried on so many bytes of it at most.
COPIED_BYTES = 16 * 2**20


class Subject:
    """The subject under test: a contender's implementation of one workload, and what it is fed with."""

    def __init__(
        self,
        contender: Contender,
        workload: Workload,
        dataset: Dataset,
        *,
        device: str,
        module: Device,
        seed: int,
        weights: Path | None = None,
        batches: int = 1,
        lead: Callable[..., Implementation] | None = None,
    ) -> None:
        """Build the implementation for this data set.

        Where ``weights`` names a folder, its initial weights are shared with other workers by files there. A step takes
        so many ``batches`` at once; ``lead`` builds an implementation of which other processes are a part.
        """
        self.dataset = dataset
        by_one, workload = workload, batches_a_step(workload, batches)
        self.workload = workload.sized(features=dataset.features, outputs=dataset.outputs)
        self.module = module
        self.device = device
        self.loader = _loader(dataset, workload)
        self.initial: Weights = (
            kept_weights(weights, self.workload, seed=seed) if weights else initial_weights(self.workload, seed=seed)
        )
        single = _loader(dataset, by_one)
        #: Digest of the whole's batches, each by itself: whoever takes several at once is fed the same. Where scaling
        #: is weak the whole has more of them the more processes there are: there it is of all that there are.
        self.batches = single.digest(batches=None if by_one.weak else blocks.block_batches(by_one, len(single)))
        #: Steps of the whole, which the gate proves, and those that a block may have.
        self.whole_steps = blocks.whole_steps(workload, len(self.loader))
        self.lengths = blocks.lengths(workload, len(self.loader), batch_bytes=single.batch_bytes)
        self._whole_batches = blocks.block_batches(workload, len(self.loader))
        #: Steps of a block, the whole until ``place`` is told otherwise; how often it goes over its batches.
        self.block_steps, self.block_epochs = self.whole_steps, workload.epochs
        start = perf_counter_ns()
        stem = import_module(f"{contender.program}.{workload.module}")
        implementation: type[Implementation] = stem.IMPLEMENTATIONS[contender.mode]
        build = lead or (lambda kind, **arguments: kind(**arguments))
        self.implementation = build(implementation, workload=self.workload, mode=contender.mode, device=device)
        self.build_seconds = (perf_counter_ns() - start) / 1e9
        #: What the first call takes: one batch, or all of a block where batches differ in shape.
        self.first_batches = self._whole_batches if workload.varies else 1
        self.leads = lead is not None
        self.placed: Any = None
        self.seed = seed
        self._padding = contender.padding

    def padding(self) -> dict[str, float]:
        """Return the words of a block and the share of its positions that hold none; nothing where there are none."""
        if not self.workload.varies:
            return {}
        inputs = [batch.inputs for batch in islice(self.loader.epoch(), self._whole_batches)]
        words = sum(int(sequences.lengths(rows).sum()) for rows in inputs) * self.workload.epochs
        return {"words": words, "padding_share": sequences.waste(inputs, self._padding)}

    def first_call(self) -> float:
        """Return the seconds of the very first training step, tracing or compiling included.

        Where batches differ in shape they are those of the first pass over a block: every shape is met once.
        """
        batches = self.place_first()
        self.implementation.reset(self.initial)
        self.module.synchronize()
        start = perf_counter_ns()
        self.implementation.train(batches)
        return (perf_counter_ns() - start) / 1e9

    def place_first(self) -> Any:
        """Place what the first call takes; whoever asks lets it go, since a dozen contenders wait side by side."""
        return self.implementation.place(islice(self.loader.epoch(), self.first_batches))

    def record_reference(self, folder: Path) -> None:
        """Keep this implementation's trajectory as the reference of all others, and how far doubt reaches."""
        reference = Reference(folder)
        reference.record(self.implementation, self.initial, self.loader, self.ends)
        like = cast("type[ByHand]", type(self.implementation))
        double = like(workload=self.workload, mode=DOUBLES[0], device="cpu")
        reference.record_doubles(double, self.initial, self.loader, self.ends, shows=RTOL)

    def certify(self, folder: Path) -> dict[str, Any]:
        """Return the parity certificate as plain values."""
        certificate = certify(
            self.implementation,
            Reference(folder),
            self.initial,
            self.loader,
            ends=self.ends,
            floor=self.workload.loss_floor,
        )
        self.loader.forget()
        return asdict(certificate)

    @property
    def ends(self) -> tuple[int, ...]:
        """The steps at which a block may end, and the whole's."""
        return (*self.lengths, self.whole_steps)

    def place(self, steps: int | None = None) -> float:
        """Cut and place the batches of a block of so many steps, by default the whole; return the seconds it took.

        Raises:
            BlockError: placing took far more processor time than cutting and copying the batches does.
        """
        self.block_steps = steps or self.whole_steps
        batches = min(self._whole_batches, self.block_steps)
        self.block_epochs = self.block_steps // batches
        self.forget_batches()
        seconds = check_placing(
            lambda: self.spent(lambda: self._place(batches)),
            self._copying_seconds() * batches,
            batches=batches,
            copied_bytes=batches * self.loader.batch_bytes,
            own_dataset=self.implementation.own_dataset,
        )
        self.loader.forget()
        return seconds

    @property
    def further(self) -> Callable[[], float] | None:
        """Returns the processor time of the processes that train with this one; None where it is alone."""
        return self.implementation.further_cpu_seconds if self.leads else None

    def spent(self, work: Callable[[], Any]) -> Spent:
        """Return what some work takes, of all processes that train together."""
        return spent(work, further=self.implementation.further_cpu_seconds)

    def forget_batches(self) -> None:
        """Give back the memory of the placed batches."""
        self.placed = None

    def place_again(self) -> None:
        """Place the batches of a block once more if they were forgotten."""
        if self.placed is None:
            self.place(self.block_steps)

    def _place(self, batches: int) -> None:
        self.placed = None
        self.placed = self.implementation.place(islice(self.loader.epoch(reuse=True), batches))
        self.module.synchronize()

    def _copying_seconds(self) -> float:
        """Return the processor time of cutting a batch and copying it, by its first rows where it is large."""
        cutting = least_cpu_seconds(lambda: next(self.loader.epoch(reuse=True)))
        batch = next(self.loader.epoch(reuse=True))
        rows = max(1, len(batch.inputs) * COPIED_BYTES // max(COPIED_BYTES, batch.inputs.nbytes))
        # Copies are kept meanwhile: a placement touches memory for the first time, which costs several times the copy.
        copies: list[Batch] = []
        copying = least_cpu_seconds(
            lambda: copies.append(Batch(batch.inputs[:rows].copy(), batch.targets[:rows].copy()))
        )
        return cutting + copying * len(batch.inputs) / rows

    def train_block(self) -> NDArray[np.float32]:
        """Train over the placed block from the present weights; return its losses, float32 (steps,)."""
        return self.implementation.train(self.placed, epochs=self.block_epochs)

    def train_whole(self) -> NDArray[np.float32]:
        """Train the whole on a single batch, which is placed; return its losses, float32 (steps,)."""
        return self.implementation.train(self.placed, epochs=self.whole_steps)

    def start_up(self, steps: int) -> dict[str, Any]:
        """Take the very first steps one by one; return the seconds of each, and what was traced and captured."""
        batches = [self.implementation.place([batch]) for batch in islice(self.loader.epoch(), self.first_batches)]
        self.implementation.reset(self.initial)
        self.module.synchronize()
        seconds = []
        for batch in islice(cycle(batches), steps):
            start = perf_counter_ns()
            self.implementation.train(batch)
            seconds.append((perf_counter_ns() - start) / 1e9)
        captured = self.implementation.captured()
        return {"step_seconds": seconds, "traces": self.implementation.traces(), "captured": captured}

    def train(self, *, initializer: Initializer, seed: int, curve: bool) -> dict[str, Any]:
        """Train in full from weights drawn anew; score the test rows every epoch if ``curve``, else at the end.

        Raises:
            BlockError: the scores aren't those of what was trained.
        """
        if self.placed is None or self.block_steps != self.whole_steps:
            self.place()
        initial = initial_weights(replace(self.workload, initializer=initializer), seed=seed)
        test = rows_of_test(self.dataset, batch_size=self.workload.batch_size)
        check, errors = ScoreCheck(self.workload, self.dataset), []

        def score() -> float:
            scores = scores_of(self.implementation, test)
            errors.append(check.check(scores, self.implementation.weights()))
            return accuracy(scores, test.targets)

        trained = train(
            self.implementation,
            self.module,
            initial,
            self.placed,
            epochs=self.workload.training_epochs,
            score=score if curve else None,
        )
        trained["accuracies"] = trained["accuracies"] or [score()]
        return trained | {"epoch_steps": len(self.loader), "score_error": max(errors)}


def _loader(dataset: Dataset, workload: Workload) -> Loader:
    return Loader(
        inputs=dataset.inputs,
        targets=dataset.targets,
        batch_size=workload.batch_size,
        drop_last=workload.drop_last,
    )
