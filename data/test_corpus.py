"""The real posts where they can be had; the stand-in only with a word about it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from data import corpus
from data.corpus import Choice, Corpus, CorpusMismatchError, CorpusUnavailableError, load_corpus


@pytest.fixture
def no_newsgroups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no real posts be had, for a reason."""

    def unavailable(*_: Any, **__: Any) -> Corpus:
        raise CorpusUnavailableError("the network is down")

    monkeypatch.setattr(corpus, "fetch_newsgroups", unavailable)


@pytest.mark.usefixtures("no_newsgroups")
def test_auto_falls_back_to_the_stand_in_with_a_warning_that_says_why() -> None:
    fallen = load_corpus("auto")
    assert fallen.name == "synthetic"
    assert fallen.warning.startswith("SYNTHETIC POSTS")
    assert "the network is down" in fallen.warning
    assert fallen.checksum == load_corpus("synthetic").checksum


@pytest.mark.usefixtures("no_newsgroups")
def test_newsgroups_demanded_and_not_there_is_an_error() -> None:
    with pytest.raises(CorpusUnavailableError, match="the network is down"):
        load_corpus("newsgroups")


@pytest.mark.parametrize("choice", ["auto", "newsgroups"])
def test_the_real_posts_are_asked_for_with_leave_to_download(
    monkeypatch: pytest.MonkeyPatch,
    tiny_corpus: Corpus,
    choice: Choice,
) -> None:
    def fetch(categories: Any, *, download: bool) -> Corpus:
        assert (categories, download) == (("sci.space",), True)
        return tiny_corpus

    monkeypatch.setattr(corpus, "fetch_newsgroups", fetch)
    assert load_corpus(choice, categories=("sci.space",)) is tiny_corpus


def test_auto_does_not_hide_other_posts_under_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*_: Any, **__: Any) -> Corpus:
        raise CorpusMismatchError("another order")

    monkeypatch.setattr(corpus, "fetch_newsgroups", fetch)
    with pytest.raises(CorpusMismatchError):
        load_corpus("auto")


def test_the_stand_in_is_never_taken_for_the_real_posts() -> None:
    drawn = load_corpus("synthetic", categories=("sci.space", "sci.med"), seed=5)
    assert (drawn.name, drawn.classes) == ("synthetic", ("sci.med", "sci.space"))
    assert drawn.warning
    assert np.bincount(drawn.train_labels).tolist() == [594, 593]


def test_an_unknown_choice_is_named() -> None:
    with pytest.raises(ValueError, match="choice='wikipedia'"):
        load_corpus("wikipedia")  # type: ignore[arg-type] # what the test is about


def test_auto_takes_the_real_posts_where_they_are(real_corpus: Corpus) -> None:
    assert load_corpus("auto").checksum == real_corpus.checksum
