"""A run's time is accounted to one phase at a time, and memory is looked at only while nothing is timed."""

import subprocess
import sys
from time import monotonic, sleep

import psutil
import pytest

from benchmarks.harness.runner.spending import Footprint, Spending
from benchmarks.record.schema import REST

pytestmark = pytest.mark.timing
HOLDER = "import sys; held = bytearray(300 * 2**20); print('held', flush=True); sys.stdin.read()"


def test_the_inner_of_two_phases_counts_and_all_phases_make_the_run() -> None:
    spending = Spending(Footprint())
    with spending.phase("outer"):
        sleep(0.2)
        with spending.phase("inner"):
            sleep(0.3)
    seconds = spending.line().phase_seconds
    assert seconds["outer"] == pytest.approx(0.2, abs=0.15)
    assert seconds["inner"] == pytest.approx(0.3, abs=0.15)
    assert REST in seconds
    assert spending.line().run_seconds == pytest.approx(spending.run_seconds, abs=0.3)


def test_the_share_inside_the_clock_is_of_the_whole_run() -> None:
    spending = Spending(Footprint())
    with spending.phase("a"):
        sleep(0.4)
    spending.timed_seconds = 0.2
    assert spending.line().timed_share == pytest.approx(0.5, abs=0.2)


def test_memory_of_a_child_that_came_and_went_is_in_the_peak() -> None:
    with Footprint() as footprint:
        footprint.phase = "holding"
        with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            with footprint.paused():
                pass
            child.kill()
        assert footprint.peak_bytes > 300 * 2**20 + psutil.Process().memory_full_info().uss / 2
        assert footprint.peak_phase == "holding"


def test_nobody_looks_at_memory_while_a_block_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def look() -> list[psutil.Process]:
        looks.append(monotonic())
        return []

    monkeypatch.setattr("benchmarks.harness.runner.spending.SAMPLE_SECONDS", 0.01)
    monkeypatch.setattr("benchmarks.harness.runner.spending._processes", look)
    with Footprint() as footprint, footprint.paused():
        before = len(looks)
        sleep(0.1)
        assert len(looks) == before > 0
