"""The article's encoding, counted by hand and against what is known of the real posts."""

from __future__ import annotations

import numpy as np
import pytest

from data.counts import count_words, first_seen_vocabulary, split_words
from data.posts import Corpus


def test_posts_are_split_on_single_spaces_and_lower_cased() -> None:
    assert split_words("The  cat\n SAT, ") == ["the", "", "cat\n", "sat,", ""]


def test_words_are_numbered_as_they_are_first_seen() -> None:
    assert first_seen_vocabulary(["b a B", "c a"]) == {"b": 0, "a": 1, "c": 2}
    assert first_seen_vocabulary(["b a B", "c a"], words=2) == {"b": 0, "a": 1}


@pytest.mark.parametrize("words", [0, 4])
def test_a_number_of_words_that_is_not_there_is_named(words: int) -> None:
    with pytest.raises(ValueError, match=f"words={words}, but the posts hold 3"):
        first_seen_vocabulary(["b a B", "c a"], words=words)


def test_counts_are_raw_float32_and_other_words_are_ignored() -> None:
    counts = count_words(["b b a", "unknown", "c b"], {"c": 0, "a": 1, "b": 2})
    assert counts.dtype == np.float32
    assert counts.has_canonical_format
    np.testing.assert_array_equal(counts.toarray(), [[0, 1, 2], [0, 0, 0], [1, 0, 1]])


def test_the_articles_vocabulary_has_the_known_size(real_corpus: Corpus) -> None:
    vocabulary = first_seen_vocabulary(real_corpus.train_posts + real_corpus.test_posts)
    assert len(vocabulary) == 119_930
    assert vocabulary["the"] == 10
    assert len(first_seen_vocabulary(real_corpus.train_posts)) == 82_339
    assert count_words(real_corpus.train_posts, vocabulary).nnz == 268_203


def test_counts_of_a_real_post_are_those_of_the_articles_loop(real_corpus: Corpus) -> None:
    vocabulary = first_seen_vocabulary(real_corpus.train_posts + real_corpus.test_posts)
    expected = np.zeros(len(vocabulary), dtype=np.float32)
    for word in real_corpus.test_posts[7].split(" "):
        expected[vocabulary[word.lower()]] += 1
    np.testing.assert_array_equal(count_words(real_corpus.test_posts[7:8], vocabulary).toarray()[0], expected)
