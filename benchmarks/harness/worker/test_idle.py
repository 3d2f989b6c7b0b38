"""A process hands over when its threads are idle, and not before."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import pytest

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


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="no threads that others always go before")
def test_a_thread_that_would_spin_but_gets_no_processor_is_waited_for() -> None:
    processor = min(os.sched_getaffinity(0))
    burn = f"import os; os.sched_setaffinity(0, {{{processor}}})\nprint(flush=True)\nwhile True: pass"
    ready, refused = threading.Event(), list[OSError]()

    def yield_to_everybody() -> None:
        try:
            os.sched_setaffinity(0, {processor})
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        except OSError as error:
            refused.append(error)
        ready.set()
        end = perf_counter() + 0.3
        while perf_counter() < end:
            pass

    with subprocess.Popen([sys.executable, "-c", burn], stdout=subprocess.PIPE) as neighbour:
        try:
            assert neighbour.stdout
            neighbour.stdout.readline()
            thread = threading.Thread(target=yield_to_everybody)
            thread.start()
            ready.wait()
            if refused:
                pytest.skip(f"the system lets no thread yield to everybody: {refused[0]}")
            wait_until_idle(longest=30)
            assert not thread.is_alive()
        finally:
            neighbour.kill()
