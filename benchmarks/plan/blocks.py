"""How long a timed block is, in steps: long enough for the clock, and no longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from impls.workloads import Workload

#: A block takes its fastest contender so many seconds where that is possible: then the clock's own error is small, and
#: a round of all contenders is over soon enough that a machine doesn't change meanwhile.
BLOCK_SECONDS = 0.04
#: Where a batch has more bytes than any cache, writing the initial weights leaves nothing in one that a step could
#: find: then a block may be as short as this, which takes less memory, too.
SHORTEST, UNCACHED_BYTES = 2, 64 * 2**20
#: Lengths to choose from. With fewer steps than the first, what writing the initial weights leaves in the caches would
#: weigh; beyond the last, float32 has nothing left to learn from one batch.
LENGTHS = (3, 5, 10, 20, 30, 50, 75, 100, 150, 200)


def whole_steps(workload: Workload, batches: int) -> int:
    """Return the steps of the whole piece of work that a workload is about, of which a block is the beginning."""
    return block_batches(workload, batches) * workload.epochs


def block_batches(workload: Workload, batches: int) -> int:
    """Return the batches of the whole, given those of an epoch."""
    return min(batches, workload.block_batches or batches)


def lengths(workload: Workload, batches: int, *, batch_bytes: int = 0) -> tuple[int, ...]:
    """Return the lengths that a block of a workload may have, given the batches of an epoch and the bytes of one.

    A block is one pass over the first so many batches, or steps on the only batch. Where batches differ in shape it has
    to meet all of them: it is the whole.
    """
    whole, once = whole_steps(workload, batches), block_batches(workload, batches)
    longest = whole if once == 1 else once
    choices = (SHORTEST, *LENGTHS) if batch_bytes > UNCACHED_BYTES else LENGTHS
    fitting = tuple(steps for steps in choices if steps < longest)
    if workload.varies or not fitting:
        return (whole,)
    return (*fitting, longest) if longest <= LENGTHS[-1] else fitting


def block_steps(step_seconds: Iterable[float], choices: Sequence[int]) -> int:
    """Return the steps of a block: the shortest choice that takes the fastest contender long enough, else the longest.

    Args:
        step_seconds: of every contender of the workload, as a pilot found them.
        choices: what ``lengths`` allows, rising.
    """
    fastest = min(step_seconds)
    return next((steps for steps in choices if steps * fastest >= BLOCK_SECONDS), choices[-1])
