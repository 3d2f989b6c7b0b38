"""The stand-in has the shape of the real posts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.naive_bayes import MultinomialNB

from data.datasets import Dataset, text_dataset
from data.posts import ALL_CATEGORIES, ARTICLE_CATEGORIES, Corpus
from data.synthetic import synthetic_corpus

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module", params=[0, 1])
def drawn(request: pytest.FixtureRequest) -> Corpus:
    """Return the stand-in for the article's categories, of two seeds."""
    return synthetic_corpus(ARTICLE_CATEGORIES, seed=request.param)


@pytest.fixture(scope="module")
def encoded(drawn: Corpus) -> Dataset:
    """Return the stand-in in the article's encoding."""
    return text_dataset(drawn)


def test_posts_per_class_are_exactly_the_real_ones(drawn: Corpus) -> None:
    assert np.bincount(drawn.train_labels).tolist() == [584, 597, 593]
    assert np.bincount(drawn.test_labels).tolist() == [389, 397, 394]
    assert (len(drawn.train_posts), len(drawn.test_posts)) == (1_774, 1_180)
    assert drawn.train_labels.dtype == np.int64


def test_vocabulary_is_within_two_percent_of_the_real_one(encoded: Dataset) -> None:
    assert encoded.features == pytest.approx(119_930, rel=0.02)


def test_vocabulary_of_the_training_posts_is_within_four_percent(drawn: Corpus) -> None:
    assert text_dataset(drawn, vocabulary="train").features == pytest.approx(82_339, rel=0.04)


def test_non_zeros_are_within_five_percent(encoded: Dataset) -> None:
    assert not isinstance(encoded.inputs, np.ndarray)
    assert encoded.inputs.nnz == pytest.approx(268_203, rel=0.05)


def test_lengths_have_the_real_quartiles(drawn: Corpus) -> None:
    lengths = [len(post.split(" ")) for post in drawn.train_posts]
    np.testing.assert_allclose(np.percentile(lengths, [25, 50, 75]), [92, 161, 269.75], rtol=0.02)
    assert sum(lengths) == pytest.approx(503_484, rel=0.02)


def test_lengths_have_the_same_quartiles_as_the_posts_here(drawn: Corpus, real_corpus: Corpus) -> None:
    for posts, real in ((drawn.train_posts, real_corpus.train_posts), (drawn.test_posts, real_corpus.test_posts)):
        drawn_quartiles, real_quartiles = (
            np.percentile([len(post.split(" ")) for post in some], [25, 50, 75]) for some in (posts, real)
        )
        np.testing.assert_allclose(drawn_quartiles, real_quartiles, rtol=0.02)


def test_classes_overlap_and_can_be_learned(encoded: Dataset) -> None:
    classifier = MultinomialNB().fit(encoded.inputs, encoded.targets)
    assert 0.85 < classifier.score(encoded.test_inputs, encoded.test_targets) < 0.97


def test_posts_have_capitals_to_lower_and_empty_words(drawn: Corpus) -> None:
    assert drawn.train_posts != [post.lower() for post in drawn.train_posts]
    assert any("  " in post for post in drawn.train_posts)


def test_a_seed_gives_the_same_posts_in_every_process() -> None:
    program = (
        "from data.synthetic import synthetic_corpus; "
        "print(synthetic_corpus(['sci.med', 'sci.space'], seed=2).checksum)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "17"}
    command = [sys.executable, "-c", program]
    elsewhere = subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, capture_output=True, text=True)
    assert elsewhere.stdout.strip() == synthetic_corpus(["sci.space", "sci.med"], seed=2).checksum
    assert elsewhere.stdout.strip() != synthetic_corpus(["sci.space", "sci.med"], seed=3).checksum


def test_all_twenty_categories_come_by_the_same_way() -> None:
    corpus = synthetic_corpus(ALL_CATEGORIES, seed=0)
    assert (len(corpus.train_posts), len(corpus.test_posts)) == (11_314, 7_532)
    assert set(corpus.train_labels) == set(range(20))


def test_a_category_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match=r"unknown: sci\.spice"):
        synthetic_corpus(["sci.spice"], seed=0)
