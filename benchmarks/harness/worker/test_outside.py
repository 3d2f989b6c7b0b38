"""What is done outside the clock has bounds that copying and resting keep, and hidden work doesn't."""

from __future__ import annotations

import mmap
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

import pytest

from benchmarks.harness.worker import outside
from benchmarks.harness.worker.clock import BlockError
from benchmarks.harness.worker.outside import (
    PLACING_SECONDS,
    Spent,
    check_placing,
    check_resets,
    check_rests,
    family_cpu_seconds,
    fresh_seconds,
    spent,
    waking_seconds,
)
from benchmarks.plan.places import ROOT

COPYING = 1e-3

#: Prints how many pages the system has to provide for a copy of weights, first as memory comes, then made ready.
PAGES = """
import resource
import numpy
from benchmarks.harness.worker.outside import READY_BYTES, make_ready

weights = {"small": numpy.ones(2 * 2**20, numpy.uint8), "large": numpy.empty(READY_BYTES + 1, numpy.uint8)}
numpy.ones(8 * 2**20, numpy.uint8)  # Given back, it has glibc keep smaller arrays' memory from now on.
kept = []
for prepare in (lambda: None, lambda: make_ready(weights)):
    for _ in range(5):
        prepare()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        kept.append(weights["small"].copy())
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    print(faults)
"""


def alone(*cpu_seconds: float) -> list[Spent]:
    """Return what one thread spends on a machine that has half of its time for others."""
    return [Spent(wall_seconds=2 * seconds, cpu_seconds=seconds) for seconds in cpu_seconds]


def placed(*cpu_seconds: float, **how: Any) -> float:
    """Return the wall time of placing batches, whose tries take these seconds of processor time, the last for good."""
    tries = chain(alone(*cpu_seconds), repeat(alone(cpu_seconds[-1])[0]))
    return check_placing(lambda: next(tries), COPYING, **{"batches": 1} | how)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts pages as Linux does")
def test_memory_that_was_made_ready_has_its_pages() -> None:
    done = subprocess.run([sys.executable, "-c", PAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    fresh, ready = map(int, done.stdout.split())
    assert ready < 0.1 * fresh


def test_placing_may_take_twenty_copies_and_its_calls() -> None:
    assert placed(0.0211) == 2 * 0.0211


def test_who_builds_a_data_set_of_its_frameworks_own_may_take_the_time_for_it_and_nobody_else() -> None:
    assert placed(0.17, batches=10, own_dataset=True) == 2 * 0.17
    with pytest.raises(BlockError, match="work of the block is done before it"):
        placed(0.18, batches=10, own_dataset=True)
    with pytest.raises(BlockError, match="work of the block is done before it"):
        placed(0.17, batches=10)


def test_placing_that_was_slow_once_is_tried_again_and_its_first_time_counts() -> None:
    assert placed(0.1, 0.01) == 0.2


def test_a_pool_that_spins_for_a_thread_without_a_processor_is_believed_once_it_has_one() -> None:
    ticks = [spinning(0.004)] * 27
    tries = iter([*ticks, spinning(0.0001)])
    assert check_placing(lambda: next(tries), 1e-5, batches=1) == 0.004
    assert not [*tries]


def test_placing_that_is_always_slow_is_hidden_work_whose_tries_end() -> None:
    tried = list[Spent]()

    def place() -> Spent:
        tried.append(spinning(0.004))
        return tried[-1]

    with pytest.raises(BlockError, match=r"placing the batches took 4\.0e-03 s"):
        check_placing(place, 1e-5, batches=1)
    assert sum(one.wall_seconds for one in tried) == pytest.approx(PLACING_SECONDS, rel=0.01)


def test_placing_that_is_always_slow_is_hidden_work() -> None:
    with pytest.raises(BlockError, match=r"placing the batches took 2\.4e-02 s"):
        placed(0.025, 0.024, 0.026)


def spinning(wall_seconds: float) -> Spent:
    """Return what a pool of two threads spends, of which one works and the other spins."""
    return Spent(wall_seconds=wall_seconds, cpu_seconds=2 * wall_seconds)


def test_threads_that_spin_while_one_of_them_copies_are_no_hidden_work_and_what_that_one_does_is() -> None:
    assert check_placing(lambda: spinning(0.02), COPYING, batches=1) == 0.02
    check_resets([spinning(0.02)], COPYING, parameters=2, block_seconds=0.1)
    with pytest.raises(BlockError, match=r"placing the batches took 2\.4e-02 s"):
        check_placing(lambda: spinning(0.024), COPYING, batches=1)
    with pytest.raises(BlockError, match=r"resetting took 2\.4e-02 s"):
        check_resets([spinning(0.024)], COPYING, parameters=2, block_seconds=0.1)


@pytest.mark.parametrize(("seconds", "block"), [([0.02, 0.02], 0.1), ([0.09, 0.09], 5.0), ([0.9, 0.01, 0.01], 0.1)])
def test_resets_of_so_many_copies_or_of_a_share_of_the_block_pass(seconds: list[float], block: float) -> None:
    check_resets(alone(*seconds), COPYING, parameters=2, block_seconds=block)


def test_resets_that_take_more_in_half_of_the_blocks_are_hidden_work() -> None:
    with pytest.raises(BlockError, match="resetting took"):
        check_resets(alone(0.03, 0.01, 0.03), COPYING, parameters=2, block_seconds=0.1)


def test_each_of_several_processes_takes_the_weights() -> None:
    check_resets(alone(0.04), COPYING, parameters=2, block_seconds=0.1, processes=2)
    with pytest.raises(BlockError, match="resetting took"):
        check_resets(alone(0.05), COPYING, parameters=2, block_seconds=0.1, processes=2)


def rests(*pairs: tuple[float, float]) -> Sequence[Spent]:
    return [Spent(wall_seconds=wall, cpu_seconds=cpu) for wall, cpu in pairs]


def test_a_process_may_take_a_moment_to_come_to_rest() -> None:
    check_rests([])
    check_rests(rests((0.01, 0.02), (10.0, 0.5), (0.1, 5.0)))


def test_a_process_that_goes_on_computing_between_its_blocks_is_named() -> None:
    with pytest.raises(BlockError, match=r"used 0\.9 s of processor time in 1 s"):
        check_rests(rests((0.01, 0.0), (1.0, 0.9), (1.0, 0.95)))


def test_a_childs_time_counts_while_it_runs_and_when_it_has_ended() -> None:
    code = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True)\ninput()"
    before = family_cpu_seconds()
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert family_cpu_seconds() - before > 0.19
        child.communicate(b"\n")
    assert family_cpu_seconds() - before > 0.19


def test_what_waking_costs_the_harness_as_well_is_allowed_to_a_reset() -> None:
    waking = waking_seconds(alone(0.0016, 0.0015, 0.0017), 1e-3)
    assert waking == pytest.approx(6e-4)
    allowed = 20 * COPYING + 1e-3 + 2e-3 + waking
    facts: dict[str, Any] = {"parameters": 2, "block_seconds": 0.1, "waking_seconds": waking}
    check_resets(alone(0.99 * allowed), COPYING, **facts)
    with pytest.raises(BlockError, match="resetting took"):
        check_resets(alone(1.01 * allowed), COPYING, **facts)
    # A machine whose work is as quick after a rest as at once allows nothing more.
    assert waking_seconds(alone(1e-3, 9e-4), 1e-3) == 0


def test_who_makes_waking_long_hides_a_millisecond_in_a_reset_and_no_more() -> None:
    allowed = 20 * COPYING + 1e-3 + 2e-3 + 1e-3
    with pytest.raises(BlockError, match="resetting took"):
        check_resets(alone(1.01 * allowed), COPYING, parameters=2, block_seconds=0.1, waking_seconds=0.05)


def test_new_memory_for_what_is_copied_is_allowed_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    size_bytes = 2**26
    now = fresh_seconds(size_bytes)
    # What a page costs is asked anew each time, since a host may have taken memory back meanwhile.
    monkeypatch.setattr(outside, "fresh_seconds", lambda _: now)
    allowed = 20 * COPYING + 1e-3 + 2e-3 + 3 * now
    facts: dict[str, Any] = {"parameters": 2, "block_seconds": 0.1, "copied_bytes": size_bytes}
    check_resets(alone(0.99 * allowed), COPYING, **facts)
    with pytest.raises(BlockError, match="resetting took"):
        check_resets(alone(1.01 * allowed), COPYING, **facts)
    assert 1e-3 < now < 10.0


def dear(new_pages: int, system_seconds: float) -> Spent:
    """Return a reset that took 0.3 s of the processor."""
    return Spent(wall_seconds=0.3, cpu_seconds=0.3, system_seconds=system_seconds, new_pages=new_pages)


def test_new_memory_that_a_host_had_to_provide_is_as_dear_as_it_was_and_no_dearer() -> None:
    facts: dict[str, Any] = {"parameters": 2, "block_seconds": 0.1, "copied_bytes": 12_000 * mmap.PAGESIZE}
    check_resets([dear(35_000, 0.28)] * 2, 1e-3, **facts)
    # What computes is none of the system's; more memory than three copies is work, whoever provides it; and what the
    # system took for anything but memory is no price of pages.
    for reset in (dear(35_000, 0.05), dear(72_000, 0.27), dear(1000, 0.28)):
        with pytest.raises(BlockError, match=r"resetting took 3\.0e-01 s of work"):
            check_resets([reset] * 2, 1e-3, **facts)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts pages as Linux does")
def test_what_the_system_takes_for_new_memory_is_told_from_work() -> None:
    size_bytes = 256 * 2**20

    def touch() -> None:
        with mmap.mmap(-1, size_bytes) as memory:
            memory.madvise(mmap.MADV_NOHUGEPAGE)
            for place in range(0, size_bytes, mmap.PAGESIZE):
                memory[place] = 1

    touched, computed = spent(touch), spent(lambda: sum(range(5_000_000)))
    assert touched.new_pages >= size_bytes / mmap.PAGESIZE
    assert touched.provided_seconds(size_bytes) > 0.5 * touched.cpu_seconds
    assert touched.provided_seconds(size_bytes // 4) < 0.26 * touched.system_seconds
    assert computed.provided_seconds(size_bytes) < 0.5 * computed.cpu_seconds


def test_sleep_is_time_of_the_wall_alone() -> None:
    slept = spent(lambda: time.sleep(0.05))
    assert slept.wall_seconds >= 0.05
    assert slept.cpu_seconds < 0.03
