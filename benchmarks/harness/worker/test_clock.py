"""The clock reads what passes between its ends, and guards both of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError, Timing, os_threads, time_block
from benchmarks.stats.noise import FOREIGN_SHARE
from impls.interface import Device

LOSSES = np.zeros(1, np.float32)


class AsynchronousDevice:
    """Is busy until a moment; its synchronisation waits, or only pretends to."""

    def __init__(self, *, patience: float = float("inf")) -> None:
        """Wait for at most ``patience`` seconds a synchronisation."""
        self.busy_until = 0.0
        self.patience = patience

    def work(self, seconds: float) -> None:
        """Begin to work and return at once."""
        self.busy_until = perf_counter() + seconds

    def synchronize(self) -> None:
        """Spin until the work is done or patience ends."""
        end = min(self.busy_until, perf_counter() + self.patience)
        while perf_counter() < end:
            pass


def spin(seconds: float) -> float:
    """Spin for so long; return how long it was by its own watch."""
    start = perf_counter()
    while (now := perf_counter()) - start < seconds:
        pass
    return now - start


def timed(device: AsynchronousDevice, work: Callable[[], object], *, bills_rest: bool = False) -> Timing:
    def block() -> NDArray[Any]:
        work()
        return LOSSES

    return time_block(cast("Device", device), block, bills_rest=bills_rest)[1]


@pytest.mark.timing
@pytest.mark.parametrize("seconds", [0.0002, 0.002, 0.02])
def test_a_spin_reads_as_long_as_it_was(seconds: float) -> None:
    readings = []
    for _ in range(20):
        spun: list[float] = []
        read = timed(AsynchronousDevice(), lambda spun=spun: spun.append(spin(seconds)))  # type: ignore[misc]
        readings.append(read.block_seconds / spun[0] - 1)
    # A call and a list's append lie between the two watches: some microseconds at most, whatever the machine does.
    assert -1e-9 <= np.median(readings) < 0.01 + 5e-6 / seconds


@pytest.mark.timing
def test_nothing_reads_as_nothing() -> None:
    assert np.median([timed(AsynchronousDevice(), lambda: None).block_seconds for _ in range(20)]) < 50e-6


def test_work_that_is_still_running_at_the_end_is_no_block() -> None:
    device = AsynchronousDevice()
    with pytest.raises(BlockError, match="no end sync"):
        timed(device, lambda: device.work(0.02))


@pytest.mark.timing
def test_who_may_leave_the_device_busy_pays_for_it() -> None:
    device = AsynchronousDevice()
    # Returning takes microseconds. Of the 20 ms only those count in which the system didn't put this process aside.
    assert timed(device, lambda: device.work(0.02), bills_rest=True).block_seconds > 0.001
    device = AsynchronousDevice(patience=0.001)
    device.work(0.05)
    with pytest.raises(BlockError, match="no start sync"):
        timed(device, lambda: spin(0.005), bills_rest=True)


@pytest.mark.timing
def test_a_device_whose_idle_synchronisation_is_slow_is_not_called_busy() -> None:
    class Sleepy(AsynchronousDevice):
        """Takes a while to synchronise whenever it was left alone for a while."""

        last = 0.0

        def synchronize(self) -> None:
            """Wake up first."""
            if perf_counter() - self.last > 0.002:
                spin(0.001)
            super().synchronize()
            self.last = perf_counter()

    device = Sleepy()
    assert timed(device, lambda: spin(0.005)).end_residual_seconds > 0.0009

    def leave_early() -> None:
        spin(0.005)
        device.work(0.02)

    with pytest.raises(BlockError, match="no end sync"):
        timed(device, leave_early)


@pytest.mark.timing
def test_a_synchronisation_that_the_system_interrupts_before_the_start_is_no_busy_device() -> None:
    class Slow(AsynchronousDevice):
        """Takes four milliseconds to say that it is idle, as a machine with too much to do lets it."""

        def synchronize(self) -> None:
            """Take the while first."""
            spin(0.004)
            super().synchronize()

    assert timed(Slow(), lambda: spin(0.005)).start_residual_seconds >= 0.004


@pytest.mark.timing
def test_work_from_before_is_waited_for_and_not_billed() -> None:
    device = AsynchronousDevice()
    device.work(0.05)
    assert timed(device, lambda: spin(0.005)).block_seconds < 0.03


def test_without_a_start_sync_work_from_before_would_be_billed() -> None:
    """Do what the clock doesn't: start while the device is busy, then wait for it at the end."""
    device = AsynchronousDevice()
    device.work(0.05)
    start = perf_counter()
    spin(0.005)
    device.synchronize()
    assert perf_counter() - start > 0.04


def test_a_device_that_only_pretends_to_wait_is_no_block() -> None:
    device = AsynchronousDevice(patience=0.001)
    device.work(0.05)
    with pytest.raises(BlockError, match="no start sync"):
        timed(device, lambda: spin(0.005))


@pytest.mark.timing
def test_a_noisy_neighbour_is_seen() -> None:
    cores = psutil.cpu_count() or 1
    neighbours = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cores)]
    try:
        deadline = perf_counter() + 20
        while any(sum(psutil.Process(n.pid).cpu_times()[:2]) < 0.1 for n in neighbours) and perf_counter() < deadline:
            spin(0.1)
        read = timed(AsynchronousDevice(), lambda: spin(1.0))
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()
    assert read.foreign_seconds is not None
    assert read.foreign_seconds / (read.block_seconds * cores) > FOREIGN_SHARE


def test_a_system_that_says_nothing_of_its_processors_leaves_them_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def long_enough() -> float:
        """Take so long that a moment without a processor, on a busy machine, is no device that is still busy."""
        return spin(0.05)

    monkeypatch.setattr(psutil, "cpu_times", lambda: SimpleNamespace(user=1.0))
    assert timed(AsynchronousDevice(), long_enough).stolen_seconds is None

    def silent() -> None:
        raise OSError

    monkeypatch.setattr(psutil, "cpu_times", silent)
    assert timed(AsynchronousDevice(), long_enough).foreign_seconds is None


def test_threads_that_were_waited_for_are_gone_and_others_are_counted() -> None:
    before = os_threads()
    assert before
    for _ in range(50):
        with ThreadPoolExecutor() as pool:
            pool.submit(int)
        assert os_threads() == before
    with ThreadPoolExecutor() as pool:
        pool.submit(int)
        assert os_threads() == before + 1
