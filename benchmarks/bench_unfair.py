"""How far does each classic mistake move a ratio?

One test makes one mistake on purpose, beside the honest measurement. ``pytest --benchmark-only --demo-unfair`` runs
these and nothing else. What they show is no result, so nothing of it is replayed through pytest-benchmark.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.pitfalls import PITFALLS, UNFAIR


@pytest.mark.cell(UNFAIR)
@pytest.mark.parametrize("contender", PITFALLS)
def bench_unfair(contender: str, cell: Callable[[], None]) -> None:
    cell()
