"""What the tests of data learn from: a few rows, a tiny corpus, and the real posts where this machine has them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from data.newsgroups import fetch_newsgroups
from data.posts import Corpus, CorpusUnavailableError

ROWS, FEATURES = 10, 7


@pytest.fixture
def inputs() -> NDArray[np.float32]:
    """Return rows that differ from each other and are mostly zero; one is zero altogether."""
    generator = np.random.default_rng(0)
    values = generator.integers(1, 9, (ROWS, FEATURES)) * generator.binomial(1, 0.3, (ROWS, FEATURES))
    values[:, 0] = np.arange(ROWS)
    values[0] = 0
    return values.astype(np.float32)


@pytest.fixture
def targets() -> NDArray[np.int64]:
    """Return a label a row, each its own row's number."""
    return np.arange(ROWS)


@pytest.fixture
def tiny_corpus() -> Corpus:
    """Return five posts of two classes, small enough to count by hand."""
    return Corpus(
        name="synthetic",
        classes=("cats", "dogs"),
        train_posts=["A cat  a CAT", "dog\n dog bone", "cat dog"],
        train_labels=np.array([0, 1, 0]),
        test_posts=["a bone", "mouse mouse dog"],
        test_labels=np.array([1, 0]),
        warning="drawn by hand",
    )


@pytest.fixture(scope="session")
def real_corpus() -> Corpus:
    """Return the article's posts from scikit-learn's local copy; skip the test where there is none."""
    try:
        return fetch_newsgroups(download=False)
    except CorpusUnavailableError as unavailable:
        pytest.skip(str(unavailable))
