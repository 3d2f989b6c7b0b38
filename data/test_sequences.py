"""Posts become word numbers in a stated order, and every rule of padding keeps every word."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import quantiles
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from data.batches import Loader
from data.datasets import Dataset
from data.posts import ARTICLE_CATEGORIES, Corpus
from data.sequences import WIDTHS, frequent_vocabulary, full_words, lengths, padded, sequence_dataset, waste
from data.synthetic import synthetic_corpus

BATCH, LONGEST, WORDS = 16, 256, 10_000


def encode(corpus: Corpus, **changes: Any) -> Dataset:
    arguments: dict[str, Any] = {"words": 3, "longest": 4, "batch_size": 1} | changes
    return sequence_dataset(corpus, **arguments)


def rows(inputs: Any) -> list[list[int]]:
    assert inputs.dtype == np.int32
    numbers: list[list[int]] = inputs.tolist()
    return numbers


def batches(dataset: Dataset) -> list[NDArray[Any]]:
    loader = Loader(inputs=dataset.inputs, targets=dataset.targets, batch_size=BATCH, drop_last=True)
    return [batch.inputs for batch in loader.epoch()]


@pytest.fixture(scope="module")
def article() -> Dataset:
    """Return the stand-in for the article's posts as sequences."""
    corpus = synthetic_corpus(ARTICLE_CATEGORIES, seed=0)
    return sequence_dataset(corpus, words=WORDS, longest=LONGEST, batch_size=BATCH)


def test_words_are_numbered_by_how_frequent_they_are_and_others_share_a_number(tiny_corpus: Corpus) -> None:
    # cat 3 times; a, dog twice, a first seen; others: dog\n, bone, mouse
    dataset = encode(tiny_corpus, batch_size=3)
    assert rows(dataset.inputs) == [[2, 4, 0, 0], [1, 4, 1, 0], [3, 2, 3, 2]]
    assert dataset.targets.tolist() == [0, 1, 0]
    assert rows(dataset.test_inputs) == [[3, 1, 0, 0], [1, 1, 4, 0]]
    assert (dataset.features, dataset.outputs) == (5, 2)
    assert (dataset.name, dataset.classes, dataset.warning) == ("synthetic", ("cats", "dogs"), "drawn by hand")


def test_words_after_the_longest_are_left_out_but_counted(tiny_corpus: Corpus) -> None:
    dataset = encode(tiny_corpus, longest=2, batch_size=3)
    assert rows(dataset.inputs) == [[3, 2], [1, 4], [2, 4]]


def test_empty_words_are_left_out_and_a_post_of_nothing_else_has_one_other_word(tiny_corpus: Corpus) -> None:
    assert full_words(" A  \n b ") == ["a", "\n", "b"]
    dataset = encode(replace(tiny_corpus, train_posts=["cat cat", "", "  "], test_posts=["   ", "cat"]), words=1)
    assert sorted(rows(dataset.inputs)) == [[1, 0, 0, 0], [1, 0, 0, 0], [2, 2, 0, 0]]
    assert rows(dataset.test_inputs) == [[1, 0, 0, 0], [2, 0, 0, 0]]


def test_posts_keep_the_first_of_each_split_and_number_their_words_only(tiny_corpus: Corpus) -> None:
    dataset = encode(tiny_corpus, posts=1, words=2)
    assert rows(dataset.inputs) == [[2, 3, 2, 3]]
    assert rows(dataset.test_inputs) == [[2, 1, 0, 0]]


@pytest.mark.parametrize(
    "changes", [{"words": 0}, {"words": 6}, {"longest": 0}, {"batch_size": 0}, {"posts": 0}, {"posts": 4}]
)
def test_an_argument_that_does_not_fit_is_named(tiny_corpus: Corpus, changes: dict[str, int]) -> None:
    name, value = next(iter(changes.items()))
    with pytest.raises(ValueError, match=f"{name}={value}"):
        encode(tiny_corpus, **changes)


def test_every_post_is_there_once_with_its_label_and_batches_hold_neighbours_in_length(article: Dataset) -> None:
    corpus = synthetic_corpus(ARTICLE_CATEGORIES, seed=0)
    numbers = frequent_vocabulary(corpus.train_posts, words=WORDS)
    expected = sorted(
        ([numbers.get(word, 1) for word in full_words(post)][:LONGEST], int(label))
        for post, label in zip(corpus.train_posts, corpus.train_labels, strict=True)
    )
    found = [
        ([number for number in row if number], label)
        for row, label in zip(rows(article.inputs), article.targets.tolist(), strict=True)
    ]
    assert sorted(found) == expected
    spans = sorted((int(lengths(each).min()), int(lengths(each).max())) for each in batches(article))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert spans != [(int(lengths(each).min()), int(lengths(each).max())) for each in batches(article)]


def test_rows_that_fill_no_batch_come_last_and_are_the_longest(article: Dataset) -> None:
    assert isinstance(article.inputs, np.ndarray)
    left = len(article.inputs) % BATCH
    assert left
    assert lengths(article.inputs.astype(np.int32))[-left:].min() == LONGEST


def test_the_same_posts_come_in_the_same_order(article: Dataset) -> None:
    again = sequence_dataset(
        synthetic_corpus(ARTICLE_CATEGORIES, seed=0), words=WORDS, longest=LONGEST, batch_size=BATCH
    )
    assert again.digest == article.digest


@pytest.mark.parametrize(
    ("most", "widths"),
    [(1, (1, 32, 200)), (32, (32, 32, 200)), (33, (33, 64, 200)), (129, (129, 200, 200)), (200, (200, 200, 200))],
)
def test_widths_hold_the_longest_row(most: int, widths: tuple[int, ...]) -> None:
    assert tuple(WIDTHS[rule](np.array([1, most]), 200) for rule in ("own", "buckets", "longest")) == widths


@pytest.mark.parametrize("rule", WIDTHS)
def test_padding_keeps_every_word_and_the_mask_says_where_they_are(article: Dataset, rule: str) -> None:
    for inputs in batches(article)[:5]:
        numbers, mask = padded(inputs, rule)
        assert [array.dtype for array in (numbers, mask)] == [np.dtype(np.int32), np.dtype(np.float32)]
        assert numbers.flags.c_contiguous
        assert not np.shares_memory(numbers, inputs)
        np.testing.assert_array_equal(mask, numbers > 0)
        np.testing.assert_array_equal(np.pad(numbers, ((0, 0), (0, LONGEST - numbers.shape[1]))), inputs)


def test_waste_is_the_share_of_positions_without_a_word(article: Dataset) -> None:
    one, two = np.array([[3, 0, 0, 0], [2, 1, 0, 0]], np.int32), np.array([[1, 1, 1, 0]], np.int32)
    assert waste([one, two], "own") == pytest.approx(1 / 7)
    assert waste([one, two], "longest") == pytest.approx(6 / 12)
    shares = [waste(batches(article), rule) for rule in ("own", "buckets", "longest")]
    assert shares == sorted(shares)
    assert shares[0] < 0.02


def test_the_real_posts_lose_as_much_to_each_rule_as_the_readme_says(real_corpus: Corpus) -> None:
    dataset = sequence_dataset(real_corpus, words=WORDS, longest=LONGEST, batch_size=BATCH)
    words = np.count_nonzero(np.asarray(dataset.inputs), axis=1).tolist()
    assert quantiles(words, n=4, method="inclusive") == [80, 133.5, 224]
    shares = [waste(batches(dataset), rule) for rule in ("own", "buckets", "longest")]
    assert shares == pytest.approx([0.007, 0.209, 0.431], abs=5e-4)
