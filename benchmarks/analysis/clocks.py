"""By which clock are blocks compared: the wall's, or the one that leaves out waiting for a processor?

On a busy machine the wall clock measures the machine. For a thread that computes, the honest quantity is wall time less
the time for which it stood ready without a processor; sleeping, and waiting for a device, a lock or another thread,
still counts. A contender's threads also wait for each other's turn, which is its own affair: no more is left out than
others can have taken. Which clock a workload's results rest on is decided once, for all its contenders, by a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.record.schema import Block, Whole

#: The wall clock stays where every contender lost no more than this share of its blocks to others: a third of the usual
#: band, below which waiting turns no verdict.
READY_SHARE = 0.01
#: What others can seem to have taken of a block on a quiet machine. The system tells processor time by ticks of 10 ms,
#: of programs and of itself apart, so that a difference of two readings may be off by as much as two.
TICKS_SECONDS = 0.02


def lost_seconds(block: Block | Whole, threads: int) -> float | None:
    """Return for how long a block stood still because no processor was free; None where the record doesn't say.

    With one thread to compute in, threads that hand work on to each other take turns, so their waits add up. With
    several, they wait at the same time, and the one that waited longest held up the rest. Either way time in which the
    contender was computing wasn't lost: what remains of the wall is at least its processor time over its threads. Nor
    was more lost than the processor time that others and the host surely had. Where that isn't known, a contender on
    one thread may have waited for others alone, and of one on several nobody knows.
    """
    waited = block.ready_wait_seconds if threads == 1 else block.longest_ready_wait_seconds
    taken = _taken_seconds(block)
    if waited is None or (taken is None and threads > 1):
        return None
    idle = max(0.0, block.block_seconds - block.cpu_seconds / threads)
    return min(waited, idle) if taken is None else min(waited, idle, taken)


def _taken_seconds(block: Block | Whole) -> float | None:
    """Return the processor time that others and the host surely had during a block; None where it doesn't say."""
    if isinstance(block, Whole) or block.foreign_seconds is None:
        return None
    return max(0.0, block.foreign_seconds + (block.stolen_seconds or 0.0) - TICKS_SECONDS)


def lost_shares(blocks: Mapping[str, Sequence[Block]], *, threads: Mapping[str, int]) -> dict[str, float] | None:
    """Return the share of every contender's blocks that others took, given its threads; None where any doesn't say."""
    shares = {}
    for name, lines in blocks.items():
        lost = [seconds for line in lines if (seconds := lost_seconds(line, threads[name])) is not None]
        if len(lost) < len(lines):
            return None
        shares[name] = sum(lost) / sum(line.block_seconds for line in lines)
    return shares


def leaves_out_waiting(shares: Mapping[str, float] | None, *, device: str) -> bool:
    """Return whether results rest on the clock that leaves out waiting for a processor.

    A device of its own goes on computing while the thread that feeds it waits, so with one the wall stays.
    """
    return device == "cpu" and bool(shares) and max((shares or {}).values()) > READY_SHARE
