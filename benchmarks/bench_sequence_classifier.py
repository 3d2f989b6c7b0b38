"""What do sequences of varying length cost, dynamic or padded?

One test times one way to run the same recurrent net over the first batches of an epoch.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("sequence_classifier")
@pytest.mark.parametrize("contender", contenders_of("sequence_classifier"))
def bench_sequence_classifier(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("sequence_lstm")
@pytest.mark.parametrize("contender", contenders_of("sequence_lstm"))
def bench_sequence_lstm(contender: str, cell: Callable[[], None]) -> None:
    cell()
