"""What is waited for a processor is told from what is slept, waited for a thread, and waited for a device."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from timeit import repeat
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.analysis.clocks import lost_seconds, others_shares
from benchmarks.analysis.test_clocks import block
from benchmarks.harness.worker.clock import Timing, time_block
from benchmarks.harness.worker.ready_wait import TASKS, ReadyWaits, working_seconds

#: Seconds of each block's work.
WORK = 0.1

pytestmark = pytest.mark.skipif(not (TASKS / str(os.getpid()) / "schedstat").exists(), reason="no schedstat here")


class Synchronous:
    """A device that is always idle."""

    def synchronize(self) -> None:
        """Wait for nothing."""


def timed(work: Callable[[], object]) -> Timing:
    def worked() -> NDArray[Any]:
        work()
        return np.empty(0)

    # To synchronise is all that a clock asks of a device.
    device: Any = Synchronous()
    return time_block(device, worked)[1]


def billed(timing: Timing, threads: int = 1) -> float:
    """Return the seconds by the clock that leaves out waiting."""
    held = block(
        wall=timing.block_seconds,
        cpu=timing.cpu_seconds,
        waited=timing.ready_wait_seconds,
        longest=timing.longest_ready_wait_seconds,
        foreign=timing.foreign_seconds,
        stolen=timing.stolen_seconds,
    )
    return timing.block_seconds - (lost_seconds(held, threads, others_shares({"alone": [held]}).get(0)) or 0.0)


def spin(seconds: float) -> None:
    """Compute for so many seconds of this thread's processor time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


POOL = ThreadPoolExecutor(1)


def spin_in_a_thread(seconds: float) -> None:
    """Let a thread of a pool compute, as libraries do, and wait for it."""
    POOL.submit(spin, seconds).result()


def _burn() -> None:
    while True:
        pass


@pytest.fixture
def busy() -> Iterator[None]:
    """Keep every processor busy."""
    context = multiprocessing.get_context("spawn")
    burners = [context.Process(target=_burn, daemon=True) for _ in range(os.cpu_count() or 1)]
    for burner in burners:
        burner.start()
    time.sleep(1)
    yield
    for burner in burners:
        burner.terminate()
        burner.join()


@pytest.mark.parametrize(
    "work",
    [lambda: time.sleep(WORK), lambda: spin_in_a_thread(WORK), lambda: spin(WORK)],
    ids=["a sleep or a device", "a thread of its own", "computing"],
)
@pytest.mark.usefixtures("busy")
def test_on_a_busy_machine_all_that_a_contender_takes_is_billed_and_no_more(work: Callable[[], object]) -> None:
    timings = [timed(work) for _ in range(3)]
    assert all(billed(timing) >= 0.97 * WORK for timing in timings)
    assert float(np.median([billed(timing) for timing in timings])) < 1.15 * WORK


@pytest.mark.usefixtures("busy")
def test_a_thread_that_computes_beside_others_waits_and_the_wall_shows_it() -> None:
    timings = [timed(lambda: spin(WORK)) for _ in range(3)]
    assert float(np.median([timing.block_seconds for timing in timings])) > 1.2 * WORK
    assert all((timing.ready_wait_seconds or 0) > 0 for timing in timings)


@pytest.mark.usefixtures("busy")
def test_what_a_machine_allows_is_timed_without_what_others_take_of_it() -> None:
    assert float(np.median(repeat(lambda: spin(WORK), timer=working_seconds(), number=1, repeat=5))) < 1.15 * WORK


@pytest.mark.usefixtures("busy")
def test_threads_that_wait_at_once_are_not_left_out_twice() -> None:
    def both() -> None:
        helpers = [Thread(target=time.sleep, args=(0.3,)), Thread(target=spin, args=(0.1,))]
        for helper in helpers:
            helper.start()
        for helper in helpers:
            helper.join()

    assert min(billed(timed(both), threads) for threads in (1, 2)) >= 0.1


def test_threads_that_began_inside_the_block_count_and_a_system_without_counters_says_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    waits = ReadyWaits()
    waits.start()
    spin_in_a_thread(0.01)
    assert waits.stop() is not None
    monkeypatch.setattr("benchmarks.harness.worker.ready_wait.TASKS", tmp_path / "nothing")
    silent = ReadyWaits()
    silent.start()
    assert silent.stop() is None
    assert timed(lambda: None).ready_wait_seconds is None
