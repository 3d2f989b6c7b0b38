"""Data sets come back from disk as they were, whoever writes them and wherever that fails."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import replace
from mmap import mmap
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from data import store
from data.datasets import Dataset, regression_dataset, text_dataset
from data.folders import write_folder
from data.posts import Corpus
from data.sequences import sequence_dataset

SIZES = {"rows": 20, "features": 3, "outputs": 2, "seed": 0}
CHECKOUT = Path(__file__).resolve().parents[1]


def prepare(corpus: Corpus, cache: Path, **changes: Any) -> Path:
    arguments: dict[str, Any] = {"vocabulary": "train_and_test", "posts": None, "words": None} | changes
    return store.prepare_text(corpus, **arguments, cache=cache)


def test_a_text_data_set_comes_back_as_it_was(tiny_corpus: Corpus, tmp_path: Path) -> None:
    made = text_dataset(tiny_corpus)
    for verify in (True, False):
        loaded = store.load(prepare(tiny_corpus, tmp_path), verify=verify)
        assert isinstance(loaded.inputs, csr_array)
        assert isinstance(loaded.test_inputs, csr_array)
        assert loaded.inputs.has_canonical_format
        assert replace(loaded, digest="").digest == made.digest == loaded.digest
        for field in ("name", "classes", "warning", "features", "outputs"):
            assert getattr(loaded, field) == getattr(made, field)


def test_regression_data_come_back_as_they_were(tmp_path: Path) -> None:
    loaded = store.load(store.prepare_regression(**SIZES, cache=tmp_path))
    made = regression_dataset(**SIZES)
    assert isinstance(loaded.inputs, np.ndarray)
    assert not isinstance(loaded.inputs, np.memmap)
    np.testing.assert_array_equal(loaded.inputs, np.asarray(made.inputs))
    np.testing.assert_array_equal(loaded.targets, made.targets)
    assert (loaded.test_inputs, loaded.test_targets, loaded.classes) == (None, None, ())


def test_sequences_come_back_as_they_were(tiny_corpus: Corpus, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"words": 3, "longest": 4, "batch_size": 2, "posts": None}
    loaded = store.load(store.prepare_sequences(tiny_corpus, **asked, cache=tmp_path))
    made = sequence_dataset(tiny_corpus, **asked)
    assert replace(loaded, digest="").digest == made.digest == loaded.digest
    assert loaded.inputs.dtype == np.int32
    for field in ("name", "classes", "warning", "features", "outputs", "word_numbers"):
        assert getattr(loaded, field) == getattr(made, field)
    changed = ({"words": 2}, {"longest": 3}, {"batch_size": 1}, {"posts": 2})
    folders = {store.prepare_sequences(tiny_corpus, **(asked | change), cache=tmp_path) for change in changed}
    assert len({*folders, store.prepare_sequences(tiny_corpus, **asked, cache=tmp_path)}) == 5


def is_mapped(array: Any) -> bool:
    """Return whether an array lies in the memory of a file."""
    return isinstance(array, mmap) or (array is not None and is_mapped(getattr(array, "base", None)))


def test_mapped_arrays_are_ordinary_ones_whose_changes_reach_no_file(tiny_corpus: Corpus, tmp_path: Path) -> None:
    for folder in (store.prepare_regression(**SIZES, cache=tmp_path), prepare(tiny_corpus, tmp_path)):
        mapped, read = (store.load(folder, mapped=mapped).inputs for mapped in (True, False))
        values, expected = (each if isinstance(each, np.ndarray) else each.data for each in (mapped, read))
        assert type(values) is np.ndarray
        assert (is_mapped(values), is_mapped(expected)) == (True, False)
        np.testing.assert_array_equal(values, expected)
        values[:] = 7
        # Verified, and so as it was.
        store.load(folder)


def test_a_sound_cache_is_used_again_without_a_word(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = store.prepare_regression(**SIZES, cache=tmp_path)
    monkeypatch.setattr(store, "regression_dataset", None)
    assert store.prepare_regression(**SIZES, cache=tmp_path) == folder
    assert not caplog.records


def test_every_corpus_and_every_argument_has_a_folder_of_its_own(tiny_corpus: Corpus, tmp_path: Path) -> None:
    folders = {
        prepare(tiny_corpus, tmp_path),
        prepare(tiny_corpus, tmp_path, vocabulary="train"),
        prepare(tiny_corpus, tmp_path, posts=2),
        prepare(tiny_corpus, tmp_path, words=2),
        prepare(replace(tiny_corpus, test_posts=["a bone", "mouse"]), tmp_path),
        prepare(replace(tiny_corpus, warning="another"), tmp_path),
        *(store.prepare_regression(**(SIZES | {name: 7}), cache=tmp_path) for name in SIZES),
    }
    assert len(folders) == 10


def test_a_full_disk_is_named_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(store.CacheUnwritableError, match=f"{tmp_path}.*No space left"):
        store.prepare_regression(**SIZES, cache=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_cache_that_can_not_be_a_folder_is_named_and_how_to_name_another(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(store.CacheUnwritableError, match=f"{tmp_path / 'file'}.*--data-cache=FOLDER.*{store.VARIABLE}"):
        store.prepare_regression(**SIZES, cache=tmp_path / "file" / "cache")


def test_a_variable_names_the_place_of_the_cache(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from data.store import CACHE; print(CACHE)"]
    variables = {**os.environ, store.VARIABLE: str(tmp_path / "elsewhere")}
    said = subprocess.run(command, cwd=CHECKOUT, env=variables, capture_output=True, text=True, check=True).stdout
    assert said.strip() == str(tmp_path / "elsewhere")


def test_a_file_in_place_of_the_folder_is_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = store.prepare_regression(**SIZES, cache=tmp_path / "first")
    (tmp_path / folder.name).touch()
    made = store.prepare_regression(**SIZES, cache=tmp_path)
    assert store.load(made).digest == store.load(folder).digest
    assert "corrupt" in caplog.text


def test_the_slower_of_two_writers_leaves_the_faster_ones_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken(folder: Path, dataset: Dataset, recipe: dict[str, Any]) -> None:
        monkeypatch.undo()
        faster = store.prepare_regression(**SIZES, cache=tmp_path)
        (faster / "first").touch()
        write_folder(folder, dataset, recipe)

    monkeypatch.setattr(store, "write_folder", overtaken)
    folder = store.prepare_regression(**SIZES, cache=tmp_path)
    assert (folder / "first").exists()
    assert list(tmp_path.iterdir()) == [folder]


def test_processes_that_repair_one_folder_at_once_all_end_with_a_sound_one(tmp_path: Path) -> None:
    folder = store.prepare_regression(**SIZES, cache=tmp_path)
    (folder / "inputs.npy").write_bytes(b"damaged")
    program = (
        "import pathlib, sys; from data import store; "
        f"store.load(store.prepare_regression(**{SIZES}, cache=pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    writers = [subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    complaints = [writer.communicate(timeout=60)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, complaints
    assert store.load(folder).digest == regression_dataset(**SIZES).digest
    assert list(tmp_path.iterdir()) == [folder]
