"""Was the work of the timed blocks really done? Losses alone could be remembered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError, Timing, idle, residual_allowed
from benchmarks.harness.worker.outside import Spent
from benchmarks.harness.worker.parity import RTOL, weight_error
from benchmarks.harness.worker.reference import Reference
from impls.interface import Weights

#: The losses and the timing of a block.
TimedBlock: TypeAlias = tuple[NDArray[Any], Timing]

#: A block from weights that were never seen before may take so many times as long as one from known weights, the
#: quickest of the last few of each: a neighbour on the same core slows blocks twofold, now and then five in a row.
SLOWER, UNSEEN_TRIES, LAST_TRIES = 1.4, 15, 5
#: Weights that are asked for after a block are asked for so often at most, and one asking in so many has to be quick.
#: The control's first asking takes 14 us more than the next one after blocks of a millisecond, 50 are allowed; once, in
#: the midst of other tests, five in a row took 54 or more: what slows a machine for some milliseconds needs more tries.
TRIES, ONE_IN = 15, 5
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
    first: TimedBlock,
    known: TimedBlock,
    *,
    train_unseen: Callable[[], TimedBlock],
    train_known: Callable[[], TimedBlock],
    waits: bool,
    earlier: Sequence[Timing] = (),
) -> float:
    """Expect other losses in about the same time of blocks from weights that the contender has never seen.

    Args:
        first: a block from unseen weights.
        known: the timed block after it, from the weights of all timed blocks.
        train_unseen: trains another one from weights drawn anew.
        train_known: trains another one from the known weights.
        waits: whether the process may wait for a device, so that its processor time tells nothing of its work.
        earlier: the timed blocks before, from the known weights as well. Without them, a machine that is slow just
            while the known block runs would let a cached result pass.

    Returns:
        How many times as long as the quickest known block the quickest unseen one took, of the last few tries.

    Raises:
        BlockError: the losses are those of the timed blocks, or no unseen block comes near the known ones.
    """
    last_unseen = deque[float](maxlen=LAST_TRIES)
    # One more than of the others: a neighbour that comes between two of a try would leave quick ones on one side alone.
    last_known = deque((_seconds(timing, waits=waits) for timing in earlier), maxlen=LAST_TRIES + 1)
    unseen, beside = first, known
    for number in range(UNSEEN_TRIES):
        if number % 2:
            # A neighbour may have come meanwhile: both are tried again, in another order, so that it meets either.
            beside, unseen = train_known(), train_unseen()
        elif number:
            unseen, beside = train_unseen(), train_known()
        if np.allclose(unseen[0], known[0], rtol=RTOL, atol=0):
            raise BlockError("other initial weights gave the losses of the timed blocks: a cached result")
        last_unseen.append(_seconds(unseen[1], waits=waits))
        last_known.append(_seconds(beside[1], waits=waits))
        short = unseen[1].block_seconds <= SHORTEST_SECONDS
        if number and (short or min(last_unseen) <= SLOWER * min(last_known)):
            # A neighbour may have gone just then. And whoever asks for the weights next is told a known block's.
            last_known.append(_seconds(train_known()[1], waits=waits))
        ratio = min(last_unseen) / min(last_known)
        if short or ratio <= SLOWER:
            return ratio
    raise BlockError(
        f"in {UNSEEN_TRIES} tries a block from weights not seen before takes {min(last_unseen):.2g} s at best, a known "
        f"one {min(last_known):.2g} s: a cached result"
    )


def _seconds(timing: Timing, *, waits: bool) -> float:
    """Return what a block took of the wall, or of the processor: a busy machine takes that from nobody."""
    return timing.block_seconds if waits else max(timing.cpu_seconds, 1e-9)


def known_ratio(known: Timing, others: Sequence[Timing], *, waits: bool) -> float | None:
    """Return how long the known block beside an unseen one took, over the median of a process's others; None without.

    Who stops replaying for a while once unfamiliar weights have come is slow there, process after process, and quick
    elsewhere. A single process says nothing: any block may meet a neighbour.
    """
    elsewhere = [_seconds(timing, waits=waits) for timing in others if timing is not known]
    return _seconds(known, waits=waits) / median(elsewhere) if elsewhere else None


def check_deferred(
    ask: Callable[[], Spent],
    train: Callable[[], Timing],
    last: Timing,
    *,
    waits: bool,
    pause: Callable[[float], None] = idle,
) -> float:
    """Hold what the weights cost after a block, against asking again, to the bound of a synchronisation.

    A last update that is put off until somebody asks for the weights, as lazy arrays put it off by themselves, would be
    outside every clock. Whoever was asked a moment ago answers faster, whatever was trained: the way there is warm. So
    asking again comes after a pause, as the first asking comes after a block.

    Args:
        ask: asks for the weights.
        train: times another block.
        last: the block that has just been timed.
        waits: whether the process may wait for a device; where it can't, what shows on the wall alone is the machine's.
        pause: takes about as long as a block of so many seconds and asks nothing of the contender.

    Returns:
        The seconds put off, the least of the tries that it took.

    Raises:
        BlockError: more than allowed is put off in more than four of five tries.
    """
    deferred, timing, quick = float("inf"), last, 0
    for number in range(1, TRIES + 1):
        timing = train() if number > 1 else last
        first = ask()
        pause(timing.block_seconds)
        again = ask()
        wall, cpu = first.wall_seconds - again.wall_seconds, first.cpu_seconds - again.cpu_seconds
        put_off = max(0.0, wall if waits else min(wall, cpu))
        deferred = min(deferred, put_off)
        quick += put_off <= residual_allowed(timing.block_seconds)
        # Among many tries a single quick one would let pass who puts off in nearly all of its blocks.
        if quick * ONE_IN >= number:
            return deferred
    raise BlockError(
        f"asking for the weights after a block of {timing.block_seconds:.2g} s took {deferred:.1e} s more than asking "
        "again: work was put off until then"
    )
