"""What does training on several processes bring, and what does exchanging cost?

One test times one contender: alone, or on so many processes as its name says. Those share a batch, or have one each.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier_parallel")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_parallel"))
def bench_text_classifier_parallel(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("two_layer_net_parallel")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net_parallel"))
def bench_two_layer_net_parallel(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("text_classifier_weak")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_weak"))
def bench_text_classifier_weak(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("two_layer_net_weak")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net_weak"))
def bench_two_layer_net_weak(contender: str, cell: Callable[[], None]) -> None:
    cell()
