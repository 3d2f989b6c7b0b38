"""What does one Keras program cost on each framework, against that framework's own forms?

One test times one contender; Keras's forms and the frameworks' own take turns.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier_keras")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_keras"))
def bench_text_classifier_keras(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("two_layer_net_keras")
@pytest.mark.parametrize("contender", contenders_of("two_layer_net_keras"))
def bench_two_layer_net_keras(contender: str, cell: Callable[[], None]) -> None:
    cell()
