"""The real posts are those of the "bydate" split, or there is an error that says what to do."""

from __future__ import annotations

import errno
import socket
import zlib
from collections.abc import Callable
from http.client import IncompleteRead
from pathlib import Path
from tarfile import ReadError
from typing import Any
from urllib.error import URLError

import numpy as np
import pytest
from sklearn.datasets import fetch_20newsgroups
from sklearn.utils import Bunch

from data import newsgroups
from data.corpus import load_corpus
from data.newsgroups import fetch_newsgroups
from data.posts import (
    ALL_CATEGORIES,
    ARTICLE_CATEGORIES,
    POSTS_PER_CATEGORY,
    Corpus,
    CorpusMismatchError,
    CorpusUnavailableError,
)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point scikit-learn to an empty folder and cut its network."""

    def unreachable(*_: Any, **__: Any) -> None:
        raise URLError("no network in tests")

    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    monkeypatch.setattr("sklearn.datasets._base.urlretrieve", unreachable)
    return tmp_path


def fake_fetch(*, counts: dict[str, tuple[int, int]] = POSTS_PER_CATEGORY) -> Callable[..., Bunch]:
    def fetch(*, subset: str, categories: list[str], **_: Any) -> Bunch:
        sizes = [counts[category][subset == "test"] for category in categories]
        target = np.repeat(np.arange(len(sizes)), sizes)
        names = [f"/home/me/20news-bydate-{subset}/any/{number}" for number in range(len(target))]
        return Bunch(data=["a post"] * len(target), target=target, target_names=categories, filenames=names)

    return fetch


def test_the_articles_posts_are_the_known_ones(real_corpus: Corpus) -> None:
    assert real_corpus.classes == ("comp.graphics", "rec.sport.baseball", "sci.space")
    assert np.bincount(real_corpus.train_labels).tolist() == [584, 597, 593]
    assert np.bincount(real_corpus.test_labels).tolist() == [389, 397, 394]
    assert real_corpus.test_labels[:10].tolist() == [1, 0, 1, 0, 1, 2, 2, 0, 1, 2]
    assert len(real_corpus.train_posts) == len(real_corpus.train_labels) == 1774
    assert real_corpus.train_labels.dtype == np.int64
    assert real_corpus.warning == ""


def test_headers_stay_in_the_posts(real_corpus: Corpus) -> None:
    assert all("From:" in post and "Subject:" in post for post in real_corpus.train_posts[:50])


def test_categories_may_come_in_any_order(real_corpus: Corpus) -> None:
    assert fetch_newsgroups(ARTICLE_CATEGORIES[::-1], download=False).checksum == real_corpus.checksum


@pytest.mark.usefixtures("real_corpus")
def test_all_twenty_categories_come_by_the_same_way() -> None:
    corpus = fetch_newsgroups(ALL_CATEGORIES, download=False)
    assert (len(corpus.train_posts), len(corpus.test_posts)) == (11_314, 7_532)
    assert len(corpus.classes) == 20
    assert set(corpus.test_labels) == set(range(20))


def test_the_table_of_categories_adds_up_to_the_whole_split() -> None:
    assert tuple(map(sum, zip(*POSTS_PER_CATEGORY.values(), strict=True))) == (11_314, 7_532)


@pytest.mark.parametrize("categories", [["sci.spice"], [], ["sci.space", "sci.space"]])
def test_categories_that_are_none_are_named(categories: list[str]) -> None:
    with pytest.raises(ValueError, match="categories="):
        fetch_newsgroups(categories, download=False)


def test_nothing_there_says_how_to_get_it(empty_home: Path) -> None:
    with pytest.raises(CorpusUnavailableError, match="SCIKIT_LEARN_DATA") as unavailable:
        fetch_newsgroups(download=False)
    assert str(empty_home) in str(unavailable.value)
    assert "fetch_20newsgroups()" in str(unavailable.value)
    assert "delete" not in str(unavailable.value)


def test_a_home_that_is_not_known_is_no_other_error(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIKIT_LEARN_DATA", "~nobody-of-this-name/posts")
    monkeypatch.chdir(empty_home)
    with pytest.raises(CorpusUnavailableError, match="SCIKIT_LEARN_DATA"):
        fetch_newsgroups(download=False)
    assert load_corpus("auto").name == "synthetic"
    assert not list(empty_home.iterdir())


def test_a_folder_that_may_not_be_looked_into_is_no_other_error(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = Path.exists

    def forbidden(path: Path, **options: Any) -> bool:
        if path.is_relative_to(empty_home):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return looked_at(path, **options)

    monkeypatch.setattr(Path, "exists", forbidden)
    with pytest.raises(CorpusUnavailableError, match="SCIKIT_LEARN_DATA"):
        fetch_newsgroups(download=True)


def test_a_download_without_a_network_ends_with_the_same_advice(empty_home: Path) -> None:
    with pytest.raises(CorpusUnavailableError, match="no network in tests") as unavailable:
        fetch_newsgroups(download=True)
    assert str(empty_home) in str(unavailable.value)


# The last is a whole pickle of an empty dictionary, so it unpickles to something that holds no posts.
@pytest.mark.parametrize("content", [b"", b"not zlib", zlib.compress(b"not a pickle"), zlib.compress(b"}.")])
def test_a_corrupt_cache_is_named(empty_home: Path, content: bytes) -> None:
    cache = empty_home / "20news-bydate_py3.pkz"
    cache.write_bytes(content)
    with pytest.raises(CorpusUnavailableError, match=f"{cache} is there but could not be used: delete it"):
        fetch_newsgroups(download=False)


def test_a_corrupt_cache_is_logged_and_nothing_is_printed(
    empty_home: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cache = empty_home / "20news-bydate_py3.pkz"
    cache.write_bytes(b"not zlib")
    with pytest.raises(CorpusUnavailableError):
        fetch_newsgroups(download=False)
    assert str(cache) in caplog.text
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "failure",
    [TimeoutError(), ConnectionResetError(), IncompleteRead(b""), ReadError(), EOFError(), zlib.error()],
)
def test_every_way_a_download_fails_is_one_error(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fail(**_: Any) -> None:
        raise failure

    monkeypatch.setattr(newsgroups, "fetch_20newsgroups", fail)
    with pytest.raises(CorpusUnavailableError, match=type(failure).__name__) as unavailable:
        fetch_newsgroups(download=True)
    assert unavailable.value.__cause__ is failure


def test_a_download_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float | None] = []

    def fetch(**_: Any) -> None:
        seen.append(socket.getdefaulttimeout())
        raise TimeoutError

    monkeypatch.setattr(newsgroups, "fetch_20newsgroups", fetch)
    with pytest.raises(CorpusUnavailableError):
        fetch_newsgroups(download=True)
    assert seen == [newsgroups.DOWNLOAD_TIMEOUT_SECONDS]
    assert socket.getdefaulttimeout() is None


def test_a_missing_post_is_a_mismatch_that_names_its_category(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = POSTS_PER_CATEGORY | {"sci.space": (593, 393)}
    monkeypatch.setattr(newsgroups, "fetch_20newsgroups", fake_fetch(counts=counts))
    with pytest.raises(CorpusMismatchError, match=r"test posts of .*\[389, 397, 394\] expected, \[389, 397, 393\]"):
        fetch_newsgroups(download=False)


def test_another_order_of_the_articles_posts_is_a_mismatch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsgroups, "fetch_20newsgroups", fake_fetch())
    with pytest.raises(CorpusMismatchError, match="names of the shuffled training posts"):
        fetch_newsgroups(download=False)
    assert fetch_newsgroups(["sci.space"], download=False).classes == ("sci.space",)


def test_the_folder_of_another_machine_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
    real_corpus: Corpus,
) -> None:
    def moved(**arguments: Any) -> Bunch:
        bunch = fetch_20newsgroups(**arguments)
        bunch.filenames = ["C:\\data\\" + name.replace("/", "\\") for name in bunch.filenames]
        return bunch

    monkeypatch.setattr(newsgroups, "fetch_20newsgroups", moved)
    assert fetch_newsgroups(download=False).checksum == real_corpus.checksum
