"""By which clock are blocks compared: the wall's, or the one that leaves out waiting for a processor?

On a busy machine the wall clock measures the machine. For a thread that computes, the honest quantity is wall time less
the time for which it stood ready without a processor; sleeping, and waiting for a device, a lock or another thread,
still counts. A contender's threads also wait for each other's turn, which is its own affair: no more is left out than
others can have taken. Which clock a workload's results rest on is decided once, for all its contenders, by a threshold.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.record.schema import Block, Whole

#: The wall clock stays where every contender lost no more than this share of its blocks to others: a third of the usual
#: band, below which waiting turns no verdict.
READY_SHARE = 0.01
#: What others can seem to have of one processor while blocks run on a quiet machine: the system tells processor time by
#: ticks of 10 ms. Of processes with short blocks up to 7 % was seen where nobody else was.
OTHERS_SHARE = 0.1


def others_shares(blocks: Mapping[str, Sequence[Block]]) -> dict[int, float]:
    """Return for each process how much of one processor others and the host had while blocks ran, as a share.

    The median over the contenders, who take turns, so that a neighbour is there for all. Ticks credit to others what a
    contender computes in threads that sleep and wake often: no contender decides by itself what others had. Processes
    of which any block doesn't say it are left out.
    """
    shares: dict[int, list[float]] = defaultdict(list)
    for lines in blocks.values():
        for number in {line.replicate for line in lines}:
            own = [line for line in lines if line.replicate == number]
            taken = sum(math.nan if line.foreign_seconds is None else line.foreign_seconds for line in own)
            taken += sum(line.stolen_seconds or 0.0 for line in own)
            shares[number].append(taken / sum(line.block_seconds for line in own))
    return {number: middle for number, found in shares.items() if not math.isnan(middle := float(np.median(found)))}


def lost_seconds(block: Block | Whole, threads: int, others: float | None) -> float | None:
    """Return for how long a block stood still because no processor was free; None where the record doesn't say.

    With one thread to compute in, threads that hand work on to each other take turns, so their waits add up. With
    several, they wait at the same time, and the one that waited longest held up the rest. Either way time in which the
    contender was computing wasn't lost: what remains of the wall is at least its processor time over its threads. Nor
    was more lost than others had, which is nothing below what ticks can seem. Where that isn't known, a contender on
    one thread may have waited for others alone, and of one on several nobody knows.

    Args:
        block: what was timed.
        threads: that the contender computes in.
        others: how much of one processor others had, as ``others_shares`` says; None where unknown.
    """
    waited = block.ready_wait_seconds if threads == 1 else block.longest_ready_wait_seconds
    if waited is None or (others is None and threads > 1):
        return None
    lost = min(waited, max(0.0, block.block_seconds - block.cpu_seconds / threads))
    if others is None:
        return lost
    return min(lost, others * block.block_seconds) if others > OTHERS_SHARE else 0.0


def lost_shares(
    blocks: Mapping[str, Sequence[Block]], *, threads: Mapping[str, int], others: Mapping[int, float]
) -> dict[str, float] | None:
    """Return the share of every contender's blocks that others took, given its threads; None where any doesn't say."""
    shares = {}
    for name, lines in blocks.items():
        losses = [lost_seconds(line, threads[name], others.get(line.replicate)) for line in lines]
        lost = [seconds for seconds in losses if seconds is not None]
        if len(lost) < len(lines):
            return None
        shares[name] = sum(lost) / sum(line.block_seconds for line in lines)
    return shares


def leaves_out_waiting(shares: Mapping[str, float] | None, *, device: str) -> bool:
    """Return whether results rest on the clock that leaves out waiting for a processor.

    A device of its own goes on computing while the thread that feeds it waits, so with one the wall stays.
    """
    return device == "cpu" and bool(shares) and max((shares or {}).values()) > READY_SHARE
