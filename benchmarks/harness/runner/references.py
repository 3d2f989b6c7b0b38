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
    """The references of some workloads, each in a process of its own; one for every number of batches of a step.

    Raises:
        WorkerError: a reference itself failed.
    """

    context: RunContext
    _trained: dict[str, list[Future[None]]] = field(default_factory=dict)

    def begin(self, workloads: list[str]) -> None:
        """Build the reference of every workload, which says what all others must be fed, and begin to train it."""
        self.context.schedule.begin("reference")
        with self.context.spending.phase("references"):
            asked = [(workload, batches) for workload in workloads for batches in self._batches(workload)]
            list(self.context.workers.pool.map(lambda each: self._build(*each), asked))
        for workload, batches in asked:
            future = self.context.workers.pool.submit(self._train, workload, batches)
            self._trained.setdefault(workload, []).append(future)

    def wait(self, workload: str) -> None:
        """Return when a workload's reference is trained."""
        with self.context.spending.phase("references"):
            for future in self._trained[workload]:
                future.result()

    def record(self, workloads: list[str]) -> None:
        """Train the references of workloads to their end."""
        self.begin(workloads)
        for workload in workloads:
            self.wait(workload)

    def _batches(self, workload: str) -> list[int]:
        """Return how many batches a step of a workload may take."""
        return sorted({1, *map(self.context.batches_of, self.context.active_cells(workload))})

    def _build(self, workload: str, batches: int) -> None:
        context, contender = self.context, _reference(workload, batches)
        context.workers.start(contender, device="cpu", threads=1)
        weights = context.weights_folder(workload)
        arguments = context.build_arguments(workload) | {"batches": batches}
        built = context.workers.call(contender, "build", **arguments, weights=weights)
        context.batch_digests[workload] = built["batches_digest"]

    def _train(self, workload: str, batches: int) -> None:
        context, contender = self.context, _reference(workload, batches)
        context.schedule.announce(f"{workload} reference")
        context.workers.call(contender, "record_reference", folder=context.trajectory_folder(workload, batches))
        context.workers.end(contender)


def _reference(workload: str, batches: int) -> Contender:
    return replace(REFERENCE, name=f"{REFERENCE.name}-{workload}-{batches}")
