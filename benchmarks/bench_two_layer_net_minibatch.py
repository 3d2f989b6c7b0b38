"""How long does a quarter of an epoch of 64 000 rows take, in batches of 64?"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("two_layer_net_minibatch")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net_minibatch"))
def bench_two_layer_net_minibatch(contender: str, cell: Callable[[], None]) -> None:
    cell()
