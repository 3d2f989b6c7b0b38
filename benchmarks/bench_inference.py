"""What does a prediction cost, alone or in a large batch, in each form?

One test proves and times all ways of one framework, side by side; the times are in the tables.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("inference")
@pytest.mark.parametrize("contender", contenders_of("inference"))
def bench_inference(contender: str, cell: Callable[[], None]) -> None:
    cell()
