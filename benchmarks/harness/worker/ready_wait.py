"""For how long have threads stood ready to compute, and no processor was free?

On a busy machine that is what the wall clock measures beside the work. The system counts it for every thread
(``schedstat``, second number, see the kernel's ``sched-stats.rst``); sleeping, and waiting for a device, a lock or
another thread, isn't part of it, so a contender that waits is still billed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

TASKS = Path("/proc/self/task")


@dataclass(frozen=True, kw_only=True)
class ReadyWait:
    """Seconds that threads of this process stood ready without a processor: of all together, and of the longest."""

    total_seconds: float
    longest_seconds: float


class ReadyWaits:
    """Counts the ready waits of all threads of this process from a moment on; usable once."""

    def __init__(self) -> None:
        """Open the counters, so that reading them takes a system call a thread and nothing else."""
        self._files = {thread: _opened(thread) for thread in _threads()}
        self._start: dict[str, int] = {}

    def start(self) -> None:
        """Read all counters; nothing else, so that this may stand right before a clock starts."""
        self._start = {thread: waited for thread, file in self._files.items() if (waited := _read(file)) is not None}

    def stop(self) -> ReadyWait | None:
        """Return what was waited since, by threads that live; new ones are among them. None where nobody counts.

        A thread that has ended can't be asked any more: its waits remain part of what the contender took.
        """
        files = {thread: self._files.get(thread) or _opened(thread) for thread in _threads()}
        waits = [
            waited - self._start.get(thread, 0)
            for thread, file in files.items()
            if (waited := _read(file)) is not None and (thread in self._start or thread not in self._files)
        ]
        for file in {**self._files, **files}.values():
            if file is not None:
                os.close(file)
        if not self._start:
            return None
        return ReadyWait(total_seconds=sum(waits) / 1e9, longest_seconds=max(waits, default=0) / 1e9)


def working_seconds() -> Callable[[], float]:
    """Return a clock of this thread that stands still while the thread is ready and no processor is free.

    Where nobody counts that, it is the wall's clock.
    """
    file = _opened(str(threading.get_native_id()))

    def now() -> float:
        return perf_counter() - (_read(file) or 0) / 1e9

    return now


def _threads() -> list[str]:
    try:
        return [task.name for task in TASKS.iterdir()]
    except OSError:
        return []


def _opened(thread: str) -> int | None:
    """Return a thread's open counters; None where the system has none, or the thread has ended."""
    try:
        return os.open(TASKS / thread / "schedstat", os.O_RDONLY)
    except OSError:
        return None


def _read(file: int | None) -> int | None:
    """Return the nanoseconds that a thread has stood ready without a processor since it began."""
    if file is None:
        return None
    try:
        return int(os.pread(file, 64, 0).split()[1])
    except (OSError, IndexError, ValueError):
        return None
