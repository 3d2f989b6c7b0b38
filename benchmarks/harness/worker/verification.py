"""After the last timed block: was the work really done? Losses alone could be remembered."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError
from benchmarks.harness.worker.parity import RTOL, weight_error
from benchmarks.harness.worker.reference import Reference
from impls.interface import Weights

#: A block from weights that were never seen before may take so many times as long as one from known weights, in the
#: best of a few tries: a busy machine can slow either.
SLOWER, TRIES = 2.0, 3
#: Blocks so short are too close to the system's hiccups to be compared.
SHORTEST_SECONDS = 1e-3


def check_trained(trained: Weights, reference: Reference, initial: Weights, *, steps: int) -> None:
    """Compare the parameters after a timed block with the reference's; raise BlockError where they differ."""
    expected, doubt = reference.weights(steps, initial), reference.doubt(steps)
    for name, start in initial.items():
        error = weight_error(trained[name], expected[name], start, steps=steps, doubt=doubt[name])
        if not error <= RTOL:
            raise BlockError(
                f"after the last timed block {name} is off by {error:.1e} (allowed {RTOL:.0e}), though the losses "
                "were right: the block's work wasn't done"
            )


def check_unseen(
    train: Callable[[int], NDArray[Any]],
    train_known: Callable[[], NDArray[Any]],
    known: NDArray[Any],
    *,
    fastest_seconds: float,
) -> None:
    """Train blocks from weights that the contender has never seen, and expect other losses in about the same time.

    Args:
        train: one block from new weights; takes the number of the try.
        train_known: one block from the weights of the timed blocks.
        known: the losses of the timed blocks.
        fastest_seconds: the fastest timed block.

    Raises:
        BlockError: the losses are those of the timed blocks, or every try takes far longer than a known block does.
    """
    seconds, known_seconds = 0.0, fastest_seconds
    for number in range(TRIES):
        seconds, losses = _timed(lambda number=number: train(number))  # type: ignore[misc]
        if np.allclose(losses, known, rtol=RTOL, atol=0):
            raise BlockError("other initial weights gave the losses of the timed blocks: a cached result")
        if seconds <= max(SLOWER * known_seconds, SHORTEST_SECONDS):
            return
        # A neighbour may have come meanwhile: the next try is held against a known block that meets the same one.
        known_seconds = _timed(train_known)[0]
        if seconds <= max(SLOWER * known_seconds, SHORTEST_SECONDS):
            return
    raise BlockError(
        f"a block from weights not seen before takes {seconds:.2g} s, a known one beside it {known_seconds:.2g} s: "
        "a cached result"
    )


def _timed(train: Callable[[], NDArray[Any]]) -> tuple[float, NDArray[Any]]:
    start = perf_counter_ns()
    losses = train()
    return (perf_counter_ns() - start) / 1e9, losses
