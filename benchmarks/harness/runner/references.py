"""The float64 references of a run: trained beside whatever else isn't timed."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field

from msgspec.structs import replace

from benchmarks.harness.runner.context import RunContext
from impls.interface import Contender
from impls.reference import REFERENCE


@dataclass(kw_only=True)
class References:
    """The references of some workloads, each in a process of its own.

    Raises:
        WorkerError: a reference itself failed.
    """

    context: RunContext
    _trained: dict[str, Future[None]] = field(default_factory=dict)

    def begin(self, workloads: list[str]) -> None:
        """Build the reference of every workload, which says what all others must be fed, and begin to train it."""
        self.context.schedule.begin("reference")
        with self.context.spending.phase("references"):
            list(self.context.workers.pool.map(self._build, workloads))
        for workload in workloads:
            self._trained[workload] = self.context.workers.pool.submit(self._train, workload)

    def wait(self, workload: str) -> None:
        """Return when a workload's reference is trained."""
        with self.context.spending.phase("references"):
            self._trained[workload].result()

    def record(self, workloads: list[str]) -> None:
        """Train the references of workloads to their end."""
        self.begin(workloads)
        for workload in workloads:
            self.wait(workload)

    def _build(self, workload: str) -> None:
        context, contender = self.context, _reference(workload)
        context.workers.start(contender, device="cpu", threads=1)
        weights = context.weights_folder(workload)
        built = context.workers.call(contender, "build", **context.build_arguments(workload), weights=weights)
        context.batch_digests[workload] = built["batches_digest"]

    def _train(self, workload: str) -> None:
        context, contender = self.context, _reference(workload)
        context.schedule.announce(f"{workload} reference")
        context.workers.call(contender, "record_reference", folder=context.reference_folder(workload))
        context.workers.end(contender)


def _reference(workload: str) -> Contender:
    return replace(REFERENCE, name=f"{REFERENCE.name}-{workload}")
