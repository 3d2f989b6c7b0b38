"""Data sets are what their arguments say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from data.batches import Inputs
from data.datasets import Dataset, regression_dataset, text_dataset
from data.posts import Corpus


def dense(inputs: Inputs | None) -> list[list[float]]:
    assert inputs is not None
    assert not isinstance(inputs, np.ndarray)
    rows: list[list[float]] = inputs.toarray().tolist()
    return rows


def test_words_of_both_splits_are_numbered(tiny_corpus: Corpus) -> None:
    # a, cat, "", dog\n, dog, bone, mouse
    dataset = text_dataset(tiny_corpus)
    assert dense(dataset.inputs) == [[2, 2, 1, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1, 0], [0, 1, 0, 0, 1, 0, 0]]
    assert dense(dataset.test_inputs) == [[1, 0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 1, 0, 2]]
    assert (dataset.features, dataset.outputs) == (7, 2)
    assert (dataset.name, dataset.classes, dataset.warning) == ("synthetic", ("cats", "dogs"), "drawn by hand")


def test_words_of_the_test_split_alone_are_ignored_with_the_train_vocabulary(tiny_corpus: Corpus) -> None:
    dataset = text_dataset(tiny_corpus, vocabulary="train")
    assert dataset.features == 6
    assert dense(dataset.test_inputs) == [[1, 0, 0, 0, 0, 1], [0, 0, 0, 0, 1, 0]]


def test_posts_and_words_keep_the_first(tiny_corpus: Corpus) -> None:
    dataset = text_dataset(tiny_corpus, posts=1, words=3)
    assert dense(dataset.inputs) == [[2, 2, 1]]
    assert dense(dataset.test_inputs) == [[1, 0, 0]]
    assert dataset.targets.tolist() == [0]
    assert dataset.test_targets is not None
    assert dataset.test_targets.tolist() == [1]


def test_a_split_with_fewer_posts_is_kept_whole(tiny_corpus: Corpus) -> None:
    dataset = text_dataset(tiny_corpus, posts=3)
    assert len(dense(dataset.inputs)) == 3
    assert len(dense(dataset.test_inputs)) == 2


@pytest.mark.parametrize("changes", [{"posts": 0}, {"posts": 4}, {"words": 8}, {"vocabulary": "test"}])
def test_an_argument_that_does_not_fit_the_corpus_is_named(tiny_corpus: Corpus, changes: dict[str, Any]) -> None:
    name, value = next(iter(changes.items()))
    with pytest.raises(ValueError, match=f"{name}={value!r}"):
        text_dataset(tiny_corpus, **changes)


def test_a_corpus_checksum_changes_with_a_post_a_label_and_the_place_of_a_cut(tiny_corpus: Corpus) -> None:
    changed = [
        replace(tiny_corpus, train_posts=["A cat  a CAT", "dog\n dog bonE", "cat dog"]),
        replace(tiny_corpus, train_posts=["A cat  a CATd", "og\n dog bone", "cat dog"]),
        replace(tiny_corpus, test_labels=np.array([0, 0])),
        replace(tiny_corpus, classes=("cats", "mice")),
    ]
    assert len({corpus.checksum for corpus in (tiny_corpus, *changed)}) == 5
    assert replace(tiny_corpus).checksum == tiny_corpus.checksum


def test_a_digest_changes_with_any_array_and_not_with_a_warning(tiny_corpus: Corpus) -> None:
    dataset = text_dataset(tiny_corpus)

    def digest(**changes: Any) -> str:
        return replace(dataset, digest="", **changes).digest

    changed = [
        digest(inputs=dataset.inputs * np.float32(2)),
        digest(targets=dataset.targets + 1),
        digest(test_inputs=dataset.inputs[:2]),
        digest(test_targets=dataset.targets[:2]),
        digest(test_inputs=None, test_targets=None),
    ]
    assert len({dataset.digest, *changed}) == 6
    assert digest(warning="another", name="another") == dataset.digest


def test_regression_data_are_standard_normal_and_seeded() -> None:
    dataset = regression_dataset(rows=2_000, features=30, outputs=4, seed=0)
    assert isinstance(dataset.inputs, np.ndarray)
    assert (dataset.inputs.shape, dataset.targets.shape) == ((2_000, 30), (2_000, 4))
    assert (dataset.features, dataset.outputs, dataset.test_inputs) == (30, 4, None)
    for array in (dataset.inputs, dataset.targets):
        assert array.dtype == np.float32
        assert abs(array.mean()) < 0.05
        assert abs(array.std() - 1) < 0.05
    assert dataset.digest == regression_dataset(rows=2_000, features=30, outputs=4, seed=0).digest
    assert dataset.digest != regression_dataset(rows=2_000, features=30, outputs=4, seed=1).digest


def test_regression_data_need_rows_features_and_outputs() -> None:
    with pytest.raises(ValueError, match="outputs=0"):
        regression_dataset(rows=1, features=1, outputs=0, seed=0)


def test_a_given_digest_is_not_computed_again() -> None:
    array = np.zeros((1, 1), dtype=np.float32)
    assert Dataset(name="any", inputs=array, targets=array, digest="known").digest == "known"
