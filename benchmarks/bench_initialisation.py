"""Is it the framework or the initial weights that explain the articles' 91 % against 75 %?

One test trains one contender in full with three seeds; its times are those of whole trainings.
"""

from collections.abc import Callable

import pytest

from benchmarks.plan.questions import GRID, contenders_of

by_contender = pytest.mark.parametrize("contender", contenders_of(next(iter(GRID))))


@pytest.mark.cell("pytorch_weights_article_vocabulary")
@by_contender
def bench_pytorch_weights_article_vocabulary(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("pytorch_weights_train_vocabulary")
@by_contender
def bench_pytorch_weights_train_vocabulary(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("normal_weights_article_vocabulary")
@by_contender
def bench_normal_weights_article_vocabulary(contender: str, cell: Callable[[], None]) -> None:
    cell()


@pytest.mark.cell("normal_weights_train_vocabulary")
@by_contender
def bench_normal_weights_train_vocabulary(contender: str, cell: Callable[[], None]) -> None:
    cell()
