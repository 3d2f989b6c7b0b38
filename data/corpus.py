"""The posts that a run learns from: the real ones, or the labelled stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias, get_args

from data.newsgroups import fetch_newsgroups
from data.posts import ARTICLE_CATEGORIES, Corpus, CorpusMismatchError, CorpusUnavailableError
from data.synthetic import synthetic_corpus

__all__ = ["Choice", "Corpus", "CorpusMismatchError", "CorpusUnavailableError", "load_corpus"]

#: Which posts: the real ones or else the stand-in, only the real ones, only the stand-in.
Choice: TypeAlias = Literal["auto", "newsgroups", "synthetic"]


def load_corpus(choice: Choice, *, categories: Sequence[str] = ARTICLE_CATEGORIES, seed: int = 0) -> Corpus:
    """Return the corpus asked for.

    Args:
        choice: ``newsgroups`` takes scikit-learn's local copy of the real posts, or else downloads it; ``auto`` does
            the same and, where that fails, takes the ``synthetic`` posts with a warning that says why.
        categories: names of newsgroups; labels number them in the order of the alphabet.
        seed: of the synthetic posts; the real ones have an order of their own.

    Raises:
        ValueError: the choice or a category is unknown.
        CorpusUnavailableError: ``newsgroups`` was asked for and can't be had.
        CorpusMismatchError: scikit-learn's copy holds other posts. ``auto`` does not hide it: such a copy is repaired,
            not replaced by a stand-in.
    """
    if choice not in get_args(Choice):
        raise ValueError(f"choice={choice!r}: choose one of {', '.join(get_args(Choice))}")
    if choice == "synthetic":
        return synthetic_corpus(categories, seed=seed)
    try:
        return fetch_newsgroups(categories, download=True)
    except CorpusUnavailableError as unavailable:
        if choice == "newsgroups":
            raise
        corpus = synthetic_corpus(categories, seed=seed)
        return replace(corpus, warning=f"{corpus.warning} They were taken because {unavailable}")
