"""What a corpus is: labelled posts in a training and a test split, and how many each newsgroup has."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

#: The article's three categories, in the order of their labels 0, 1, 2.
ARTICLE_CATEGORIES = ("comp.graphics", "rec.sport.baseball", "sci.space")

#: Posts (training, test) of every category of the "bydate" split, counted in scikit-learn's copy of it.
POSTS_PER_CATEGORY = {
    "alt.atheism": (480, 319),
    "comp.graphics": (584, 389),
    "comp.os.ms-windows.misc": (591, 394),
    "comp.sys.ibm.pc.hardware": (590, 392),
    "comp.sys.mac.hardware": (578, 385),
    "comp.windows.x": (593, 395),
    "misc.forsale": (585, 390),
    "rec.autos": (594, 396),
    "rec.motorcycles": (598, 398),
    "rec.sport.baseball": (597, 397),
    "rec.sport.hockey": (600, 399),
    "sci.crypt": (595, 396),
    "sci.electronics": (591, 393),
    "sci.med": (594, 396),
    "sci.space": (593, 394),
    "soc.religion.christian": (599, 398),
    "talk.politics.guns": (546, 364),
    "talk.politics.mideast": (564, 376),
    "talk.politics.misc": (465, 310),
    "talk.religion.misc": (377, 251),
}

ALL_CATEGORIES = tuple(POSTS_PER_CATEGORY)


class CorpusUnavailableError(RuntimeError):
    """The real posts could not be had; the message says why and how to get them."""


class CorpusMismatchError(RuntimeError):
    """Posts are there, but they are not the ones that the results are about; the message says what differs."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Corpus:
    """Labelled posts in two splits.

    Attributes:
        name: where the posts come from.
        classes: names of the labels 0, 1, ...
        train_posts, test_posts: texts, in the order in which they are learned.
        train_labels, test_labels: int64 (posts,).
        warning: what a reader of any result must know about these posts; empty for the real ones.
    """

    name: Literal["newsgroups", "synthetic"]
    classes: tuple[str, ...]
    train_posts: list[str]
    train_labels: NDArray[np.int64]
    test_posts: list[str]
    test_labels: NDArray[np.int64]
    warning: str = ""

    @cached_property
    def checksum(self) -> str:
        """Return the SHA-256 (hexadecimal) of classes, posts and labels of both splits."""
        sha256 = hashlib.sha256(repr(self.classes).encode())
        for posts, labels in ((self.train_posts, self.train_labels), (self.test_posts, self.test_labels)):
            sha256.update(repr(([len(post) for post in posts], labels.tolist())).encode())
            sha256.update("".join(posts).encode())
        return sha256.hexdigest()


def sorted_categories(categories: Sequence[str]) -> tuple[str, ...]:
    """Return the categories in the order of their labels, which is the alphabet's.

    Raises:
        ValueError: there are none, one is named twice, or one is no newsgroup.
    """
    unknown = sorted(set(categories) - set(ALL_CATEGORIES))
    if unknown or not categories or len(set(categories)) != len(categories):
        raise ValueError(
            f"categories={list(categories)}: name one or more of {', '.join(ALL_CATEGORIES)}, each once"
            + (f"; unknown: {', '.join(unknown)}" if unknown else ""),
        )
    return tuple(sorted(categories))
