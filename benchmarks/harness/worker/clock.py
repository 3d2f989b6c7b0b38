"""The clock: one block of work between two synchronised ends, and what else the machine did meanwhile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter_ns, process_time_ns, sleep, thread_time_ns
from typing import Any

import psutil
from numpy.typing import NDArray

from benchmarks.harness.worker.ready_wait import ReadyWaits
from impls.interface import Device

if sys.platform != "win32":
    import resource

#: A device that is busy for longer than this when the clock starts, or after it stopped, wasn't synchronised.
RESIDUAL_SECONDS, RESIDUAL_SHARE = 50e-6, 0.02
#: Unless synchronising an idle device takes about as long, after a pause of the block's length or of so many seconds.
IDLE_TIMES, IDLE_TRIES, LONGEST_PAUSE = 3.0, 3, 0.05
#: Threads are counted so often, with such a pause between.
THREAD_COUNTS, THREAD_PAUSE = 3, 1e-3
#: Fields of the system's processor times in which processors work; guests' time is part of the first two.
BUSY = ("user", "nice", "system", "irq", "softirq")


class BlockError(RuntimeError):
    """Raised when a timed block can't count as a result."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One timed block, in seconds.

    Attributes:
        block_seconds: of wall time between the synchronised ends.
        cpu_seconds: of processor time that the process used, by all its threads, and those that train with it.
        foreign_seconds, stolen_seconds: of processor time that other processes used, and that the host gave to other
            machines; to the system's own ticks, usually 10 ms. None where the system doesn't say.
        start_residual_seconds, end_residual_seconds: that the device was still busy before the clock started, though it
            had been synchronised, and after it stopped.
        ready_wait_seconds, longest_ready_wait_seconds: for which threads of the process stood ready without a
            processor: all together, and the one that waited longest. None where the system doesn't say.
        os_threads: of the process after the block; None where it trains with others.
        page_faults: of the process during the block: pages of memory that the system had to provide. None where it
            doesn't say.
    """

    block_seconds: float
    cpu_seconds: float
    foreign_seconds: float | None
    stolen_seconds: float | None
    start_residual_seconds: float
    end_residual_seconds: float
    ready_wait_seconds: float | None
    longest_ready_wait_seconds: float | None
    os_threads: int | None
    page_faults: int | None


def time_block(
    module: Device,
    work: Callable[[], NDArray[Any]],
    *,
    further: Callable[[], float] | None = None,
    bills_rest: bool = False,
) -> tuple[NDArray[Any], Timing]:
    """Do work once and time it; return what it returns and the timing.

    Args:
        module: the device.
        work: what is timed.
        further: returns the processor time of further processes that do their part of the work; None where this one is
            alone. Several wait for each other, so for how long they stood ready says nothing of the block.
        bills_rest: whether what keeps the device busy after the work has returned counts as part of it, instead of
            being refused: what is on the host is there, though its runtime may still have to tidy up.

    Raises:
        BlockError: the device was busy at either end in spite of its synchronisation.
    """
    waits = ReadyWaits()
    further_cpu_seconds = further or (lambda: 0.0)
    further_start = further_cpu_seconds()
    gc.disable()
    try:
        module.synchronize()
        start_residual, start_left_over = _left_over(module)
        others_start, faults_start = _processors(), _page_faults()
        waits.start()
        cpu_start, start = process_time_ns(), perf_counter_ns()
        result = work()
        end, cpu_end = perf_counter_ns(), process_time_ns()
        # Reading the counters takes a moment, in which a device that wasn't synchronised might finish.
        residual, left_over = _left_over(module)
        waited = waits.stop()
        others_end, faults_end = _processors(), _page_faults()
    finally:
        gc.enable()
    seconds, cpu_seconds = (end - start) / 1e9, (cpu_end - cpu_start) / 1e9
    cpu_seconds += further_cpu_seconds() - further_start
    waited = None if further else waited
    rest = _check_ends(module, start_left_over, left_over, seconds)
    if rest and not bills_rest:
        raise BlockError(f"the device was busy for {rest:.1e} s after the clock stopped: no end sync")
    spent = [None if a is None or b is None else b - a for a, b in zip(others_start, others_end, strict=True)]
    return result, Timing(
        block_seconds=seconds + rest,
        cpu_seconds=cpu_seconds,
        foreign_seconds=None if spent[0] is None else round(max(0.0, spent[0] - cpu_seconds), 6),
        stolen_seconds=None if spent[1] is None else round(spent[1], 6),
        start_residual_seconds=start_residual,
        end_residual_seconds=residual,
        ready_wait_seconds=waited.total_seconds if waited else None,
        longest_ready_wait_seconds=waited.longest_seconds if waited else None,
        # An engine's own threads for the network come and go.
        os_threads=None if further else os_threads(),
        page_faults=None if faults_start is None or faults_end is None else faults_end - faults_start,
    )


def now_seconds() -> float:
    """Return this process's clock, the one that blocks are timed by."""
    return perf_counter_ns() / 1e9


def _synchronized(module: Device) -> float:
    start = perf_counter_ns()
    module.synchronize()
    return (perf_counter_ns() - start) / 1e9


def _check_ends(module: Device, start_residual: float, end_residual: float, seconds: float) -> float:
    """Return for how many seconds the device was busy after the end: 0 unless longer than an idle one takes to say so.

    Raises:
        BlockError: it was busy when the clock was about to start.
    """
    allowed = residual_allowed(seconds)
    if max(start_residual, end_residual) <= allowed:
        return 0.0
    if start_residual > allowed:
        # A device that doesn't wait when asked to must have finished before it can be called idle.
        sleep(LONGEST_PAUSE)
    allowed = max(allowed, IDLE_TIMES * _idle_sync(module, seconds))
    if start_residual > allowed:
        raise BlockError(
            f"the device was busy for {start_residual:.1e} s more when the clock was about to start: no start sync"
        )
    return end_residual if end_residual > allowed else 0.0


def residual_allowed(block_seconds: float) -> float:
    """Return for how many seconds work may go on beside a block of so many, before it counts as left over."""
    return max(RESIDUAL_SECONDS, RESIDUAL_SHARE * block_seconds)


def idle(block_seconds: float) -> None:
    """Ask nothing of the device for as long as a block takes, or ``LONGEST_PAUSE``: what is asked next is dearer."""
    end = perf_counter_ns() + min(block_seconds, LONGEST_PAUSE) * 1e9
    while perf_counter_ns() < end:
        pass


def _idle_sync(module: Device, seconds: float) -> float:
    """Return what synchronising an idle device costs when nothing has been asked of it for as long as a block takes.

    After a pause that costs more than at once: some tenths of a millisecond in some frameworks on a CPU. The longest of
    a few tries counts.
    """
    seconds_idle = []
    for _ in range(IDLE_TRIES):
        idle(seconds)
        seconds_idle.append(_synchronized(module))
    return max(seconds_idle)


def _processors() -> tuple[float | None, float | None]:
    """Return the seconds that all processors have worked, and that the host has stolen, since boot."""
    try:
        times = psutil.cpu_times()
    except (OSError, psutil.Error):
        return None, None
    return sum(float(getattr(times, field, 0)) for field in BUSY), getattr(times, "steal", None)


def _left_over(module: Device) -> tuple[float, float]:
    """Return how long synchronising took, and how much of that may be the device's.

    A process that the system put aside meanwhile, and that didn't wait of its own accord, has waited for the system:
    then no more than the processor time that it used counts.
    """
    before, cpu = _switches(), thread_time_ns()
    residual = _synchronized(module)
    used, after = (thread_time_ns() - cpu) / 1e9, _switches()
    aside = before is not None and after is not None and after[0] > before[0] and after[1] == before[1]
    return residual, min(residual, used) if aside else residual


def _switches() -> tuple[int, int] | None:
    """Return how often this thread was put aside, and how often it waited; None where the system doesn't say.

    Read within a microsecond: the device must not finish meanwhile.
    """
    if sys.platform == "win32":
        return None
    usage = resource.getrusage(getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF))
    return usage.ru_nivcsw, usage.ru_nvcsw


def _page_faults() -> int | None:
    """Return how often the system had to provide a page to this process; None where it doesn't say."""
    if sys.platform == "win32":
        return None
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_minflt + usage.ru_majflt


def os_threads() -> int | None:
    """Return how many threads this process has, the fewest of a few counts; None where the system doesn't say.

    One that has ended, and was waited for, stays in the system's list for a moment: counted at once, a pool that was
    shut down looked left behind in a third of cases, a millisecond later in none.
    """
    counts = []
    try:
        for _ in range(THREAD_COUNTS):
            counts.append(psutil.Process().num_threads())
            sleep(THREAD_PAUSE)
    except (OSError, psutil.Error):
        return None
    return min(counts)
