"""Idleness after work: a process whose threads still spin would slow down whoever is timed next.

The pools of linear algebra libraries (OpenBLAS, OpenMP) keep their idle threads spinning for a while, in the hope of
more work: OpenBLAS's for a tenth of a second. With one thread there are none; with several, they take processors from
the next contender.
"""

from __future__ import annotations

import threading
from time import perf_counter, process_time, sleep

from benchmarks.harness.worker.ready_wait import TASKS

#: A process is idle when it uses less than this share of a slice of time. The slice is longer than a system's tick,
#: up to 10 ms, since some systems count a running thread's time only by ticks.
SLICE_SECONDS, SHARE = 0.012, 0.1
#: One that never is, isn't waited for any longer.
LONGEST_SECONDS = 0.5
#: How a thread that computes, or would if a processor were free, stands in the system's tables (Linux, proc(5)).
READY = "R"


def wait_until_idle(longest: float = LONGEST_SECONDS) -> float:
    """Wait until this process uses, and asks for, next to no processor time; return the seconds, ``longest`` at most.

    A thread that spins on a busy machine may get no processor for a whole slice, and isn't idle for that.
    """
    start = perf_counter()
    while True:
        cpu_start, slice_start = process_time(), perf_counter()
        sleep(SLICE_SECONDS)
        now = perf_counter()
        rested = process_time() - cpu_start < SHARE * (now - slice_start) and not _another_is_ready()
        if rested or now - start > longest:
            return now - start


def _another_is_ready() -> bool:
    """Return whether a thread other than this one computes or stands ready to; False where no system says so."""
    own = str(threading.get_native_id())
    try:
        return any(_state(task.name) == READY for task in TASKS.iterdir() if task.name != own)
    except OSError:
        return False


def _state(thread: str) -> str:
    """Return the letter of a thread's state; empty for one that has ended."""
    try:
        # Its name, in brackets, may hold anything.
        return (TASKS / thread / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""
