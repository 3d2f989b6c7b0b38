"""Which faults are raised, when, and does the traceback name the user's line?

One test plants every fault in every mode of one framework. Nothing is timed.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import contenders_of


@pytest.mark.cell("debuggability")
@pytest.mark.parametrize("contender", contenders_of("debuggability"))
def bench_debuggability(contender: str, cell: Callable[[], None]) -> None:
    cell()
