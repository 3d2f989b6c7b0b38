"""How long does an epoch of the article's text classifier take, and how accurate does the net become?"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("text_classifier")
@pytest.mark.parametrize("contender", contenders_of("text_classifier"))
def bench_text_classifier(contender: str, cell: Callable[[], None]) -> None:
    cell()
