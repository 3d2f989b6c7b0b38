"""Does a step land under the right ceiling?"""

from __future__ import annotations

import pytest

from benchmarks.stats.roofline import Ceilings, place

#: 100 operations and 10 bytes a second: the ridge lies at 10 operations a byte.
MACHINE = Ceilings(flop_per_second=100, bytes_per_second=10)


@pytest.mark.parametrize(
    ("seconds", "flop", "bytes_moved", "share", "mostly"),
    [
        (10, 800, 10, 0.8, "arithmetic"),
        (10, 100, 90, 0.9, "memory traffic"),
        (10, 500, 1, 0.5, "arithmetic"),
        (10, 499, 49, 0.499, "arithmetic"),
        (10, 1000, 100, 1.0, "arithmetic"),
        (10, 100, 150, 1.5, "memory traffic"),
    ],
)
def test_a_step_lies_under_the_ceiling_that_allows_the_longer_time(
    seconds: float, flop: float, bytes_moved: float, share: float, mostly: str
) -> None:
    placed = place(seconds, [(flop, bytes_moved)], MACHINE)
    assert placed.ceiling_share == pytest.approx(share)
    assert placed.mostly == mostly
    assert placed.below_half is (share < 0.5)
    assert placed.flop_per_second == flop / seconds


def test_kernels_run_one_after_the_other() -> None:
    placed = place(10, [(400, 1), (1, 30)], MACHINE)
    assert placed.ceiling_share == pytest.approx(0.7)
    assert placed.mostly == "arithmetic"
    assert place(10, [(200, 1), (1, 40)], MACHINE).mostly == "memory traffic"
