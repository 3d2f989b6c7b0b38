"""The stand-in for the real posts: drawn, labelled text of the same shape, for machines that can't get the real ones.

Each token of a post is of one of four kinds: the empty word (two spaces in a row), a word that stands nowhere else, a
topical word or a common word. Topical and common words follow Zipf's law with Mandelbrot's offset: the word of rank r
= 0, 1, ... is drawn in proportion to 1 / (r + 1/2). Topical words make the classes learnable; each post strays from
its topic by an amount of its own, so the classes overlap. Constants were measured on the real posts of the article's
three categories, or fitted until the encoded stand-in had their size, sparsity and accuracy; ``test_synthetic.py``
holds it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.posts import POSTS_PER_CATEGORY, Corpus, sorted_categories

WARNING = (
    "SYNTHETIC POSTS: the words were drawn at random, these are not the 20 Newsgroups posts. The shape of the data is "
    "that of the real ones; the accuracy says nothing about the articles."
)

_SPLITS = ("train", "test")

# Measured: tokens a post (split on one space) at these percentiles, in each split.
_PERCENTILES = (0, 1, 5, 10, 25, 50, 75, 90, 95, 98, 99, 99.5, 100)
_LENGTHS = {
    "train": (11, 26, 43, 59, 92, 161, 270, 482, 853, 1362, 2364, 3474, 9555),
    "test": (13, 24, 39, 58, 100, 187, 311, 511, 770, 1314, 2420, 7695, 9555),
}

# Shares of the kinds of tokens. Measured for the empty word, 175 086 of 874 441; fitted for the others.
_KINDS = ("empty", "once", "topical", "common")
_SHARES = (0.20, 0.06, 0.11, 0.63)

# Fitted: how many words there are for each topic, and in common.
_TOPICAL_WORDS = 200
_COMMON_WORDS = 120_000

# Fitted: the share of a post's topical tokens that are about its own topic, the others being about any, is uniform
# between these.
_FOCUS = (0.25, 1.0)


def synthetic_corpus(categories: Sequence[str], *, seed: int) -> Corpus:
    """Draw a corpus that stands in for these newsgroups, by ``np.random.default_rng(seed)``.

    It has exactly as many posts of each category as the real one; lengths and words follow the article's three
    categories, whichever are asked for.

    Raises:
        ValueError: a category is unknown or named twice, or there is none.
    """
    classes = sorted_categories(categories)
    generator = np.random.default_rng(seed)
    train_posts, train_labels = _draw_split(generator, classes, "train")
    test_posts, test_labels = _draw_split(generator, classes, "test")
    return Corpus(
        name="synthetic",
        classes=classes,
        train_posts=train_posts,
        train_labels=train_labels,
        test_posts=test_posts,
        test_labels=test_labels,
        warning=WARNING,
    )


def _draw_split(
    generator: np.random.Generator,
    classes: Sequence[str],
    split: str,
) -> tuple[list[str], NDArray[np.int64]]:
    sizes = [POSTS_PER_CATEGORY[category][_SPLITS.index(split)] for category in classes]
    labels = generator.permutation(np.repeat(np.arange(len(classes), dtype=np.int64), sizes))
    lengths = generator.permutation(_spread_lengths(len(labels), _LENGTHS[split]))
    topics = _draw_topics(generator, labels, lengths, len(classes))
    words = _draw_words(generator, [classes[topic] for topic in topics], split)
    ends = np.cumsum(lengths)
    # Posts have capitals, so that lower-casing has something to do.
    posts = [" ".join(words[end - length : end]).capitalize() for length, end in zip(lengths, ends, strict=True)]
    return posts, labels


def _spread_lengths(posts: int, lengths: Sequence[int]) -> NDArray[np.int64]:
    """Return one length a post, spread evenly over the percentiles and interpolated on a logarithmic scale."""
    percentiles = (np.arange(posts) + 0.5) / posts * 100
    return np.rint(np.exp(np.interp(percentiles, _PERCENTILES, np.log(lengths)))).astype(np.int64)


def _draw_topics(
    generator: np.random.Generator,
    labels: NDArray[np.int64],
    lengths: NDArray[np.int64],
    classes: int,
) -> NDArray[np.int64]:
    """Return for each token of all posts the topic that it is about if it is topical."""
    focus = np.repeat(generator.uniform(*_FOCUS, len(labels)), lengths)
    strayed = generator.integers(classes, size=len(focus))
    return np.where(generator.random(len(focus)) < focus, np.repeat(labels, lengths), strayed)


def _draw_words(generator: np.random.Generator, topics: Sequence[str], split: str) -> list[str]:
    """Return a word for each token of all posts, one post after the other."""
    tokens = len(topics)
    kinds = generator.choice(_KINDS, size=tokens, p=_SHARES).tolist()
    topical = _draw_ranks(generator, tokens, _TOPICAL_WORDS)
    common = _draw_ranks(generator, tokens, _COMMON_WORDS)
    spellings: dict[str, Callable[[int], str]] = {
        "empty": lambda _: "",
        "once": lambda token: f"{split}-{token}",
        "topical": lambda token: f"{topics[token]}-{topical[token]}",
        "common": lambda token: f"word-{common[token]}",
    }
    return [spellings[kind](token) for token, kind in enumerate(kinds)]


def _draw_ranks(generator: np.random.Generator, size: int, words: int) -> list[int]:
    cumulated = np.cumsum(1 / (np.arange(words) + 0.5))
    ranks: list[int] = np.searchsorted(cumulated, generator.random(size) * cumulated[-1], side="right").tolist()
    return ranks
