"""The fairness card of a result: what has to be equal for two results to be comparable, as read in the worker."""

from __future__ import annotations

from typing import Any

from benchmarks.harness.machine.processor import affinity, niceness
from data.digests import arrays_digest
from impls.interface import Device, Weights
from impls.workloads import Workload

#: What is between the two ends of the clock, for every contender.
INSIDE_CLOCK = "per step: forward, loss, backward, update; per block: reading the losses"


def card(
    workload: Workload, module: Device, *, initial: Weights, trained: Weights, batches: str, steps: int, warm_up: int
) -> dict[str, Any]:
    """Return the card of a contender in this process, as plain values.

    Args:
        workload: what is learned.
        module: the framework's device, which is asked anew for threads and precision.
        initial: the weights that every block begins from.
        trained: the parameters after a block, as the contender hands them out.
        batches: digest of the batch sequence.
        steps: steps of a block.
        warm_up: steps taken before the first block.
    """
    description = module.describe()
    return {
        "weights_digest": arrays_digest(initial[name] for name in sorted(initial)),
        "batches_digest": batches,
        "steps": steps,
        "dtype": "/".join(sorted({str(array.dtype) for array in trained.values()})),
        "reduced_precision": description["reduced_precision"],
        "precision": description["precision"],
        "loss": workload.loss,
        "optimizer": repr(workload.optimizer),
        "threads": description["threads"],
        "affinity": affinity(),
        "nice": niceness(),
        "device": description["device"],
        "inside_clock": INSIDE_CLOCK,
        "sync": description["sync"],
        "warm_up_steps": warm_up,
    }
