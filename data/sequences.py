"""Posts as sequences of word numbers, and the widths to which a batch of them can be padded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from data.counts import split_words
from data.datasets import Dataset, first_posts
from data.posts import Corpus

#: Word numbers, int32 (rows, positions): each row's words first, then padding.
Sequences: TypeAlias = NDArray[np.int32]

#: The number of no word, of every word without a number of its own, and of the most frequent word.
PADDING, OTHER, FIRST = 0, 1, 2

#: Rises whenever the same posts would be encoded or ordered differently, so that no cache outlives its rule.
SEQUENCE_VERSION = 1

#: Orders the batches; the same for every run, as the order of the posts in a file would be.
ORDER_SEED = 0

#: The narrowest bucket; each is twice as wide as the one before.
NARROWEST = 32


def sequence_dataset(corpus: Corpus, *, words: int, longest: int, batch_size: int, posts: int | None = None) -> Dataset:
    """Encode a corpus as the numbers of its words, in order.

    Padding is 0; the most frequent words of the training posts are 2, 3, ..., the first seen of equals first; every
    other word is 1, and so is the one word that a post without any is given. The training rows are bucketed by length,
    as users do to pad little: sorted (stably) by length, cut into batches, and the full batches are put in the order
    that ``np.random.default_rng(0)`` draws; the rows that fill none, the longest of all, come last. Test rows keep the
    corpus's order.

    Args:
        corpus: the posts.
        words: how many words have a number of their own, counted over the training posts in full.
        longest: words of a post after so many are left out.
        batch_size: rows a batch.
        posts: keep the first so many posts of each split; None keeps all.

    Returns:
        Inputs int32 (rows, longest), ``words`` + 2 features, targets int64 labels.

    Raises:
        ValueError: an argument is below 1, or more than the training posts hold.
    """
    if min(longest, batch_size) < 1:
        raise ValueError(f"longest={longest}, batch_size={batch_size}: each must be at least 1")
    kept = first_posts(corpus, posts)
    numbers = frequent_vocabulary(kept.train_posts, words=words)
    inputs = _encode(kept.train_posts, numbers, longest)
    order = _bucketed(lengths(inputs), batch_size)
    return Dataset(
        name=corpus.name,
        inputs=inputs[order],
        targets=kept.train_labels[order],
        test_inputs=_encode(kept.test_posts, numbers, longest),
        test_targets=kept.test_labels,
        classes=corpus.classes,
        warning=corpus.warning,
        word_numbers=words + FIRST,
    )


def full_words(post: str) -> list[str]:
    """Split a post as the article does, without the empty words that it finds between two spaces.

    These make a fifth of all: counted they are one more column, but read in order they would be steps that read
    nothing, and the most frequent word of all.
    """
    return [word for word in split_words(post) if word]


def frequent_vocabulary(posts: Iterable[str], *, words: int) -> dict[str, int]:
    """Number the most frequent words of posts from 2, the first seen of equals first.

    Raises:
        ValueError: ``words`` is below 1 or above what the posts hold.
    """
    counted = Counter(chain.from_iterable(map(full_words, posts)))
    if not 1 <= words <= len(counted):
        raise ValueError(f"words={words}, but the posts hold {len(counted)} distinct words: choose 1 to that")
    return {word: number for number, (word, _) in enumerate(counted.most_common(words), start=FIRST)}


def lengths(inputs: Sequences) -> NDArray[np.intp]:
    """Return how many words each row holds, (rows,)."""
    found: NDArray[np.intp] = np.count_nonzero(inputs, axis=1)
    return found


def _longest_here(lengths: NDArray[np.intp], longest: int) -> int:  # noqa: ARG001 - the signature of every rule
    return int(lengths.max())


def _bucket(lengths: NDArray[np.intp], longest: int) -> int:
    width = NARROWEST
    while width < lengths.max():
        width *= 2
    return min(width, longest)


def _longest_of_all(lengths: NDArray[np.intp], longest: int) -> int:  # noqa: ARG001 - the signature of every rule
    return longest


#: The rules: each returns the width of a batch, given its rows' lengths and the most words that any row can hold.
#: ``own`` is the batch's longest row, ``buckets`` the next power of two from 32 on, ``longest`` is always the same.
WIDTHS: Mapping[str, Callable[[NDArray[np.intp], int], int]] = {
    "own": _longest_here,
    "buckets": _bucket,
    "longest": _longest_of_all,
}


def padded(inputs: Sequences, rule: str) -> tuple[Sequences, NDArray[np.float32]]:
    """Return a batch's word numbers, cut to the width of a rule, and the mask that is 1 at words and 0 at padding.

    Returns:
        Copies of their own, C-contiguous: int32 and float32, both (rows, width).
    """
    words = lengths(inputs)
    width = WIDTHS[rule](words, inputs.shape[1])
    mask = (np.arange(width) < words[:, None]).astype(np.float32)
    return inputs[:, :width].copy(), mask


def waste(batches: Iterable[Sequences], rule: str) -> float:
    """Return the share of the positions that hold no word, over all batches padded by a rule."""
    masks = [padded(inputs, rule)[1] for inputs in batches]
    return 1 - sum(float(mask.sum()) for mask in masks) / sum(mask.size for mask in masks)


def _encode(posts: Sequence[str], numbers: Mapping[str, int], longest: int) -> Sequences:
    rows = np.full((len(posts), longest), PADDING, dtype=np.int32)
    for row, post in zip(rows, posts, strict=True):
        found = [numbers.get(word, OTHER) for word in full_words(post)[:longest]] or [OTHER]
        row[: len(found)] = found
    return rows


def _bucketed(words: NDArray[np.intp], batch_size: int) -> NDArray[np.intp]:
    """Return the order of rows of so many words: batches of like length, in drawn order."""
    by_length = np.argsort(words, kind="stable")
    full = len(by_length) - len(by_length) % batch_size
    batches = by_length[:full].reshape(-1, batch_size)
    return np.concatenate([*np.random.default_rng(ORDER_SEED).permutation(batches), by_length[full:]])
