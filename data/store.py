"""Data sets on disk: made once, verified, then read by every worker process."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.counts import RULE_VERSION, VocabularySource
from data.datasets import REGRESSION_VERSION, Dataset, regression_dataset, text_dataset
from data.folders import CacheCorruptError, content_sha256, read_folder, verify_folder, write_folder
from data.posts import Corpus
from data.sequences import SEQUENCE_VERSION, sequence_dataset

__all__ = [
    "CACHE",
    "VARIABLE",
    "CacheCorruptError",
    "CacheUnwritableError",
    "load",
    "prepare_regression",
    "prepare_sequences",
    "prepare_text",
]

#: Names another place for data sets than the checkout's own.
VARIABLE = "SIDE_BY_SIDE_CACHE"
#: Where data sets are kept unless told otherwise; git ignores it, and it may be deleted at any time.
CACHE = Path(os.environ.get(VARIABLE) or Path(__file__).resolve().parents[1] / ".cache")

#: How often a writer tries again when another one puts the same folder in place at the same moment.
_ATTEMPTS = 10

_logger = logging.getLogger(__name__)


class CacheUnwritableError(RuntimeError):
    """A data set can't be kept; the message names the folder and why."""


def prepare_text(
    corpus: Corpus,
    *,
    vocabulary: VocabularySource,
    posts: int | None,
    words: int | None,
    cache: Path = CACHE,
) -> Path:
    """Keep the corpus as word counts, unless that is done already; see ``text_dataset`` for the arguments.

    Returns:
        The folder, verified, for ``load``.

    Raises:
        ValueError: an argument does not fit the corpus.
        CacheUnwritableError: the folder can't be written.
    """
    asked = {"vocabulary": vocabulary, "posts": posts, "words": words}
    source = _source(corpus) | asked
    return _prepare(
        cache / f"{corpus.name}-{content_sha256(source)[:16]}",
        {"rule": RULE_VERSION, **source},
        lambda: text_dataset(corpus, vocabulary=vocabulary, posts=posts, words=words),
    )


def prepare_sequences(
    corpus: Corpus, *, words: int, longest: int, batch_size: int, posts: int | None, cache: Path = CACHE
) -> Path:
    """Keep the corpus as word numbers, unless that is done already; see ``sequence_dataset`` for the arguments.

    Returns:
        The folder, verified, for ``load``.

    Raises:
        ValueError: an argument does not fit the corpus.
        CacheUnwritableError: the folder can't be written.
    """
    asked = {"words": words, "longest": longest, "batch_size": batch_size, "posts": posts}
    source = _source(corpus) | asked
    return _prepare(
        cache / f"{corpus.name}-sequences-{content_sha256(source)[:16]}",
        {"rule": RULE_VERSION, "sequence_rule": SEQUENCE_VERSION, **source},
        lambda: sequence_dataset(corpus, words=words, longest=longest, batch_size=batch_size, posts=posts),
    )


def prepare_regression(*, rows: int, features: int, outputs: int, seed: int, cache: Path = CACHE) -> Path:
    """Keep regression data, unless that is done already; see ``regression_dataset`` for the arguments.

    Returns:
        The folder, verified, for ``load``.

    Raises:
        ValueError: a size is below 1.
        CacheUnwritableError: the folder can't be written.
    """
    return _prepare(
        cache / f"regression-{rows}x{features}x{outputs}-seed{seed}",
        {"rule": REGRESSION_VERSION, "rows": rows, "features": features, "outputs": outputs, "seed": seed},
        lambda: regression_dataset(rows=rows, features=features, outputs=outputs, seed=seed),
    )


def load(path: Path, *, verify: bool = True, mapped: bool = False) -> Dataset:
    """Read what one of the functions above kept into ordinary memory.

    Args:
        path: the folder that it returned.
        verify: whether to check every checksum; a worker need not, its parent has done so.
        mapped: whether to map the files instead, whose memory all processes share: for who copies what it needs.

    Raises:
        CacheCorruptError: a file is missing or, where it is verified, has changed; prepare the folder again.
    """
    if verify:
        verify_folder(path)
    return read_folder(path, mapped=mapped)


def _source(corpus: Corpus) -> dict[str, Any]:
    return {"corpus": corpus.name, "posts_sha256": corpus.checksum, "warning": corpus.warning}


def _prepare(folder: Path, recipe: Mapping[str, Any], make: Callable[[], Dataset]) -> Path:
    try:
        if not _is_sound(folder, recipe):
            _write(folder, make(), recipe)
    except OSError as error:
        raise CacheUnwritableError(
            f"can't keep the data set in {folder} ({error.strerror or error}): make room for it, make it writable, or "
            f"name another place by --data-cache=FOLDER or the variable {VARIABLE}",
        ) from error
    return folder


def _is_sound(folder: Path, recipe: Mapping[str, Any]) -> bool:
    if not folder.exists():
        return False
    try:
        verify_folder(folder, recipe)
    except CacheCorruptError as error:
        _logger.warning("%s; making it anew", error)
        return False
    return True


def _write(folder: Path, dataset: Dataset, recipe: Mapping[str, Any]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
    try:
        write_folder(workshop / "made", dataset, recipe)
        _put_in_place(folder, recipe, workshop)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _put_in_place(folder: Path, recipe: Mapping[str, Any], workshop: Path) -> None:
    """Move the folder made in the workshop to its place in one step; leave a sound one of another process there."""
    for attempt in range(_ATTEMPTS):
        try:
            (workshop / "made").replace(folder)
        except OSError:
            # A full folder is in the way: another process was faster, or it is the one that is made anew.
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return
        try:
            verify_folder(folder, recipe)
        except CacheCorruptError:
            with suppress(FileNotFoundError):
                folder.replace(workshop / f"replaced-{attempt}")
        else:
            return
