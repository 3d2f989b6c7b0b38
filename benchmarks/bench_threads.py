"""What do all of the processors' threads bring, against one?

One test times one contender; each races with as many threads as the run gives everyone, and again with all.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier_threads")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_threads"))
def bench_text_classifier_threads(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("two_layer_net_threads")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net_threads"))
def bench_two_layer_net_threads(contender: str, cell: Callable[[], None]) -> None:
    cell()
