"""The article's encoding of text: how often each word of a vocabulary stands in each post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Literal, TypeAlias

import numpy as np
from scipy.sparse import csr_array

#: Raw word counts, float32 of shape (posts, words), canonical: indices sorted, each once.
Counts: TypeAlias = "csr_array[np.float32, tuple[int, int]]"

#: Which posts the vocabulary is taken from. The article takes it from both splits.
VocabularySource: TypeAlias = Literal["train_and_test", "train"]

#: Rises whenever the same posts would be encoded differently, so that no cache outlives its rule.
RULE_VERSION = 1


def split_words(post: str) -> list[str]:
    """Split a post on single spaces, lower-cased.

    Line ends and punctuation stay inside the words, and two spaces in a row hold the empty word between them: the
    article does so.
    """
    return post.lower().split(" ")


def first_seen_vocabulary(posts: Iterable[str], *, words: int | None = None) -> dict[str, int]:
    """Number the distinct words of posts from 0 in the order in which they are first seen.

    Args:
        posts: texts, read in order.
        words: keep only so many, the first seen; None keeps all.

    Raises:
        ValueError: ``words`` is below 1 or above what the posts hold.
    """
    distinct = dict.fromkeys(chain.from_iterable(map(split_words, posts)))
    if words is not None and not 1 <= words <= len(distinct):
        raise ValueError(f"words={words}, but the posts hold {len(distinct)} distinct words: choose 1 to that, or None")
    return {word: number for number, word in enumerate(islice(distinct, words))}


def count_words(posts: Sequence[str], vocabulary: Mapping[str, int]) -> Counts:
    """Count each vocabulary word in each post; other words are ignored.

    Returns:
        Raw counts, float32 of shape (len(posts), len(vocabulary)), in canonical form.
    """
    data: list[int] = []
    indices: list[int] = []
    ends = [0]
    for post in posts:
        counted = Counter(vocabulary[word] for word in split_words(post) if word in vocabulary)
        data.extend(counted.values())
        indices.extend(counted.keys())
        ends.append(len(indices))
    arrays = np.array(data, dtype=np.float32), np.array(indices, dtype=np.int32), np.array(ends, dtype=np.int32)
    counts: Counts = csr_array(arrays, shape=(len(posts), len(vocabulary)))
    counts.sort_indices()
    return counts
