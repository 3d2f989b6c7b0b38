"""From which size on does it no longer matter whether the graph is static or dynamic?

One test steps one contender through all sizes of the two-layer net; its times are those of a step at each size.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("size_sweep")
@pytest.mark.parametrize("contender", contenders_of("size_sweep"))
def bench_size_sweep(contender: str, cell: Callable[[], None]) -> None:
    cell()
