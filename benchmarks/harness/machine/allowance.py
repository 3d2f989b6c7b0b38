"""How many processors this process may use: more threads than that wait for each other, and time the waiting."""

from __future__ import annotations

from benchmarks.harness.machine.container import cpu_limit
from benchmarks.harness.machine.processor import usable_processors


class TooManyThreadsError(RuntimeError):
    """Raised when contenders would have more threads than processors; the message says which limit and what to do."""


def allowed_processors() -> float:
    """Return how many processors' time this process may use: by its affinity, and by the quota of control groups."""
    processors, quota = usable_processors(), cpu_limit()
    return processors if quota is None else min(processors, quota)


def check_threads(threads: int) -> None:
    """Refuse more threads than the processors that this process may use.

    Raises:
        TooManyThreadsError: affinity or the quota of a control group allows fewer.
    """
    allowed = allowed_processors()
    if threads <= allowed:
        return
    limit = "by its affinity" if allowed == usable_processors() else "by the quota of its control group"
    instead = f"ask for --threads {int(allowed)} at most" if allowed >= 1 else "allow it one at least"
    raise TooManyThreadsError(
        f"--threads {threads}: this process may use {allowed:g} of the machine's processors ({limit}), and waiting for "
        f"each other would be timed: {instead}"
    )
