"""The real posts: 20 Newsgroups, "bydate" split, through scikit-learn, checked against what is known of them."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import tarfile
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from http.client import HTTPException
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import fetch_20newsgroups

from data.posts import (
    ARTICLE_CATEGORIES,
    POSTS_PER_CATEGORY,
    Corpus,
    CorpusMismatchError,
    CorpusUnavailableError,
    sorted_categories,
)

#: SHA-256 of the newline-joined names (split folder/category/number) of the article's shuffled training posts.
ARTICLE_NAMES_SHA256 = "7ff879f845d81088f79a8b78aeda1b12efdc6354a516766b9e4c336ab0ff29de"

#: Seconds without a byte after which a download is given up; it is tried twice.
DOWNLOAD_TIMEOUT_SECONDS = 20.0

#: What scikit-learn lets through: no network or folder, a broken answer, a broken archive, a cache of another shape.
_FAILURES = (
    OSError,
    RuntimeError,
    HTTPException,
    tarfile.TarError,
    zlib.error,
    EOFError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)

_logger = logging.getLogger(__name__)


def data_home() -> Path:
    """Return scikit-learn's data folder: ``SCIKIT_LEARN_DATA``, else ``~/scikit_learn_data``."""
    # As scikit-learn does it; Path.expanduser raises where a home isn't known.
    return Path(os.path.expanduser(os.environ.get("SCIKIT_LEARN_DATA", "~/scikit_learn_data")))  # noqa: PTH111


def cache_file() -> Path:
    """Return where scikit-learn keeps the posts: a compressed pickle that it alone writes and reads."""
    return data_home() / "20news-bydate_py3.pkz"


def fetch_newsgroups(categories: Sequence[str] = ARTICLE_CATEGORIES, *, download: bool) -> Corpus:
    """Return the real posts, headers, footers and quotes kept, in scikit-learn's shuffled order (its seed 42).

    Args:
        categories: names of newsgroups; labels number them in the order of the alphabet.
        download: whether scikit-learn may download what is not on this machine (14 MB).

    Raises:
        ValueError: a category is unknown or named twice.
        CorpusUnavailableError: the posts are not here and could not be downloaded, or scikit-learn can't read them.
        CorpusMismatchError: the posts are not those of the "bydate" split, or not in their order.
    """
    classes = sorted_categories(categories)
    train, test = (_fetch(split, classes, download=download) for split in ("train", "test"))
    for position, split in enumerate((train, test)):
        _check_counts(split, classes, position)
    if classes == ARTICLE_CATEGORIES:
        _check_names(train.filenames)
    return Corpus(
        name="newsgroups",
        classes=classes,
        train_posts=list(train.data),
        train_labels=train.target.astype(np.int64),
        test_posts=list(test.data),
        test_labels=test.target.astype(np.int64),
    )


def _fetch(split: str, classes: Sequence[str], *, download: bool) -> Any:
    if str(data_home()).startswith("~"):
        # scikit-learn would make a folder of that name where the run was started.
        raise CorpusUnavailableError(_advice(RuntimeError("no such home is known")))
    printed = StringIO()
    try:
        with _download_timeout(), redirect_stdout(printed), warnings.catch_warnings():
            # It warns before a retry and before it replaces a wrong archive; how that ends is reported either way.
            warnings.simplefilter("ignore")
            return fetch_20newsgroups(
                subset=split,
                categories=list(classes),
                shuffle=True,
                random_state=42,
                download_if_missing=download,
                n_retries=1,
            )
    except _FAILURES as error:
        raise CorpusUnavailableError(_advice(error)) from error
    finally:
        if printed.getvalue():
            # scikit-learn prints why it could not read its cache, but not which file that is.
            _logger.warning("scikit-learn could not read %s: %s", cache_file(), " ".join(printed.getvalue().split()))


def _advice(error: BaseException) -> str:
    cache = cache_file()
    unreadable = f" {cache} is there but could not be used: delete it." if _is_there(cache) else ""
    return (
        f"the 20 Newsgroups posts are not available ({type(error).__name__}: {error}).{unreadable} "
        "To get them, either set SCIKIT_LEARN_DATA to a folder that holds scikit-learn's 20news-bydate_py3.pkz, or run "
        "`python -c 'from sklearn.datasets import fetch_20newsgroups; fetch_20newsgroups()'` once with a network; "
        f"the folder looked at is {data_home()}"
    )


def _is_there(file: Path) -> bool:
    """Whether a file exists, as far as one may look."""
    try:
        return file.exists()
    except OSError:
        return False


@contextmanager
def _download_timeout() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(DOWNLOAD_TIMEOUT_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _check_counts(split: Any, classes: Sequence[str], position: int) -> None:
    found = np.bincount(split.target, minlength=len(classes)).tolist()
    expected = [POSTS_PER_CATEGORY[category][position] for category in classes]
    if found != expected or list(split.target_names) != list(classes):
        raise CorpusMismatchError(
            f"{('training', 'test')[position]} posts of {', '.join(classes)}: {expected} expected, "
            f"{found} of {', '.join(split.target_names)} found; delete {cache_file()} and fetch it again",
        )


def _check_names(filenames: Sequence[str]) -> None:
    # The folders above split/category/number are those of the machine that unpacked the archive.
    names = ("/".join(name.replace("\\", "/").split("/")[-3:]) for name in filenames)
    found = hashlib.sha256("\n".join(names).encode()).hexdigest()
    if found != ARTICLE_NAMES_SHA256:
        raise CorpusMismatchError(
            f"the names of the shuffled training posts have the SHA-256 {found}, {ARTICLE_NAMES_SHA256} expected: "
            f"other posts or another order; delete {cache_file()} and fetch it again",
        )
