"""How much of a step does each form save when a layer is frozen?

Contenders called *full* do all the work of a full step, at a learning rate of zero for the frozen layer.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier_frozen")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_frozen"))
def bench_text_classifier_frozen(contender: str, cell: Callable[[], None]) -> None:
    cell()
