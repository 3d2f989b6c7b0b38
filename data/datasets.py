"""Data sets: arrays to learn from, whatever they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from data.batches import Inputs
from data.counts import VocabularySource, count_words, first_seen_vocabulary
from data.digests import arrays_digest, sparse_parts
from data.posts import Corpus


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """Inputs and targets, and what to know about them.

    Attributes:
        name: what they were made of, for example ``newsgroups``.
        inputs: float32 (rows, features), dense or canonical sparse; or word numbers, int32 (rows, longest).
        targets: int64 labels (rows,) or float32 (rows, outputs).
        test_inputs, test_targets: the same for the test split; None where there is none.
        classes: names of the labels 0, 1, ...; empty where targets are no labels.
        warning: what a reader of any result must know about the data; mostly empty.
        word_numbers: how many there are, padding included; 0 where the inputs are none.
        digest: SHA-256 (hexadecimal) of all arrays' shapes, dtypes and bytes; computed where it is not given.
    """

    name: str
    inputs: Inputs
    targets: NDArray[Any]
    test_inputs: Inputs | None = None
    test_targets: NDArray[Any] | None = None
    classes: tuple[str, ...] = ()
    warning: str = ""
    word_numbers: int = 0
    digest: str = ""

    def __post_init__(self) -> None:
        """Compute the digest where the maker does not know it already."""
        if not self.digest:
            object.__setattr__(self, "digest", arrays_digest(self._arrays()))

    @property
    def features(self) -> int:
        """Return the number of columns of the inputs, or of word numbers where these are the inputs."""
        return self.word_numbers or int(self.inputs.shape[1])

    @property
    def outputs(self) -> int:
        """Return the number of classes, or of columns of the targets where these are no labels."""
        return len(self.classes) or int(self.targets.shape[1])

    def _arrays(self) -> Iterator[NDArray[Any]]:
        for inputs, targets in ((self.inputs, self.targets), (self.test_inputs, self.test_targets)):
            if inputs is not None and targets is not None:
                yield from (inputs,) if isinstance(inputs, np.ndarray) else sparse_parts(inputs)
                yield targets


def text_dataset(
    corpus: Corpus,
    *,
    vocabulary: VocabularySource = "train_and_test",
    posts: int | None = None,
    words: int | None = None,
) -> Dataset:
    """Encode a corpus as raw word counts.

    Args:
        corpus: the posts, whose order is kept.
        vocabulary: whose words are numbered: ``train_and_test`` (the article's choice) or ``train``.
        posts: keep the first so many posts of each split, and number the words of these only; a split with fewer
            posts is kept whole. None keeps all.
        words: keep the first so many numbered words; None keeps all.

    Raises:
        ValueError: ``vocabulary`` is unknown, or ``posts`` or ``words`` is below 1 or more
            than the (training) posts hold.
    """
    if vocabulary not in get_args(VocabularySource):
        raise ValueError(f"vocabulary={vocabulary!r}: choose one of {', '.join(get_args(VocabularySource))}")
    kept = first_posts(corpus, posts)
    numbered = kept.train_posts if vocabulary == "train" else kept.train_posts + kept.test_posts
    numbers = first_seen_vocabulary(numbered, words=words)
    return Dataset(
        name=corpus.name,
        inputs=count_words(kept.train_posts, numbers),
        targets=kept.train_labels,
        test_inputs=count_words(kept.test_posts, numbers),
        test_targets=kept.test_labels,
        classes=corpus.classes,
        warning=corpus.warning,
    )


def first_posts(corpus: Corpus, posts: int | None) -> Corpus:
    """Return the first so many posts of each split; a split with fewer is kept whole, and None keeps all.

    Raises:
        ValueError: ``posts`` is below 1 or more than there are to train on.
    """
    if posts is not None and not 1 <= posts <= len(corpus.train_posts):
        raise ValueError(
            f"posts={posts}, but there are {len(corpus.train_posts)} to train on: choose 1 to that, or None"
        )
    return replace(
        corpus,
        train_posts=corpus.train_posts[:posts],
        train_labels=corpus.train_labels[:posts],
        test_posts=corpus.test_posts[:posts],
        test_labels=corpus.test_labels[:posts],
    )


#: Rises whenever the same sizes and seed would draw other numbers.
REGRESSION_VERSION = 1


def regression_dataset(*, rows: int, features: int, outputs: int, seed: int) -> Dataset:
    """Draw inputs, then targets, from N(0, 1), float32, by ``np.random.default_rng(seed)``; there is no test split.

    Raises:
        ValueError: a size is below 1.
    """
    if min(rows, features, outputs) < 1:
        raise ValueError(f"rows={rows}, features={features}, outputs={outputs}: each must be at least 1")
    generator = np.random.default_rng(seed)
    inputs = generator.standard_normal((rows, features), dtype=np.float32)
    targets = generator.standard_normal((rows, outputs), dtype=np.float32)
    return Dataset(name="regression", inputs=inputs, targets=targets)
