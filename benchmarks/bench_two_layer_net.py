"""How long do the tutorial's 500 full-batch steps of the two-layer net take?"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("two_layer_net")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net"))
def bench_two_layer_net(contender: str, cell: Callable[[], None]) -> None:
    cell()
