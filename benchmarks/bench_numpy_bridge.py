"""What does it cost to carry arrays across from NumPy, and batches to a step?

One test proves and times all ways of one framework, side by side; the times are in the tables.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("bridge")
@pytest.mark.parametrize("contender", contenders_of("bridge"))
def bench_bridge(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("loading")
@pytest.mark.parametrize("contender", contenders_of("loading"))
def bench_loading(contender: str, cell: Callable[[], None]) -> None:
    cell()
