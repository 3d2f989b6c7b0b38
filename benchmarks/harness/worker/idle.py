"""Idleness after work: a process whose threads still spin would slow down whoever is timed next.

The pools of linear algebra libraries (OpenBLAS, OpenMP) keep their idle threads spinning for a while, in the hope of
more work: OpenBLAS's for a tenth of a second. With one thread there are none; with several, they take processors from
the next contender.
"""

from __future__ import annotations

from time import perf_counter, process_time, sleep

#: A process is idle when it uses less than this share of a slice of time. The slice is longer than a system's tick,
#: up to 10 ms, since some systems count a running thread's time only by ticks.
SLICE_SECONDS, SHARE = 0.012, 0.1
#: One that never is, isn't waited for any longer.
LONGEST_SECONDS = 0.5


def wait_until_idle(longest: float = LONGEST_SECONDS) -> float:
    """Wait until this process uses next to no processor time; return the seconds waited, ``longest`` at most."""
    start = perf_counter()
    while True:
        cpu_start, slice_start = process_time(), perf_counter()
        sleep(SLICE_SECONDS)
        now = perf_counter()
        if process_time() - cpu_start < SHARE * (now - slice_start) or now - start > longest:
            return now - start
