"""A process hands over when its threads are idle, and not before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from benchmarks.harness.worker.idle import wait_until_idle


@contextmanager
def spinning(seconds: float) -> Iterator[threading.Thread]:
    """Spin in another thread for so long, or until the end."""
    stop = threading.Event()
    end = perf_counter() + seconds

    def spin() -> None:
        while perf_counter() < end and not stop.is_set():
            pass

    thread = threading.Thread(target=spin)
    thread.start()
    yield thread
    stop.set()
    thread.join()


def test_threads_that_still_spin_are_waited_for() -> None:
    with spinning(0.2) as thread:
        wait_until_idle(longest=30)
        assert not thread.is_alive()


def test_threads_that_never_rest_are_not_waited_for_forever() -> None:
    with spinning(60) as thread:
        waited = wait_until_idle(longest=0.1)
        assert thread.is_alive()
        assert waited > 0.1
