"""What does each documented fast option bring by itself?

One test times one contender; an option is compared with the contender that it is but for that option.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier_tuned")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_tuned"))
def bench_text_classifier_tuned(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("two_layer_net_tuned")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net_tuned"))
def bench_two_layer_net_tuned(contender: str, cell: Callable[[], None]) -> None:
    cell()
