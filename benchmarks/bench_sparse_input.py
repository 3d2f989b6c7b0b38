"""What does the text classifier cost when its zeros are left out of the input?

One test times one contender, on dense rows or on counts alone, with the same losses.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier_sparse")
@pytest.mark.parametrize("contender", contenders_of("text_classifier_sparse"))
def bench_text_classifier_sparse(contender: str, cell: Callable[[], None]) -> None:
    cell()
