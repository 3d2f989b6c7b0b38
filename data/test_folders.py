"""A folder on disk is trusted only as far as its checksums go."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from data import store
from data.counts import RULE_VERSION
from data.datasets import text_dataset
from data.folders import content_sha256
from data.posts import Corpus

SIZES = {"rows": 20, "features": 3, "outputs": 2, "seed": 0}


def prepare(corpus: Corpus, cache: Path) -> Path:
    return store.prepare_text(corpus, vocabulary="train_and_test", posts=None, words=None, cache=cache)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4])


def rewrite_as_json(path: Path) -> None:
    path.write_text("[]")


DAMAGES: list[tuple[str, Callable[[Path], None]]] = [
    ("inputs.values.npy", flip),
    ("test_inputs.columns.npy", truncate),
    ("targets.npy", Path.unlink),
    ("manifest.json", truncate),
    ("manifest.json", rewrite_as_json),
    ("manifest.json", Path.unlink),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_file_is_named_and_made_anew(
    tiny_corpus: Corpus,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    damage: Callable[[Path], None],
) -> None:
    folder = prepare(tiny_corpus, tmp_path)
    damage(folder / name)
    with pytest.raises(store.CacheCorruptError, match=name):
        store.load(folder)
    assert prepare(tiny_corpus, tmp_path) == folder
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert name in record.getMessage()
    assert str(folder) in record.getMessage()
    assert store.load(folder).digest == text_dataset(tiny_corpus).digest
    assert list(tmp_path.iterdir()) == [folder]


def test_a_changed_entry_of_the_manifest_is_noticed(tiny_corpus: Corpus, tmp_path: Path) -> None:
    folder = prepare(tiny_corpus, tmp_path)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("drawn by hand", "drawn by Hand"))
    with pytest.raises(store.CacheCorruptError, match=r"manifest\.json was changed"):
        store.load(folder)


def test_a_truncated_file_is_an_error_even_unverified(tmp_path: Path) -> None:
    folder = store.prepare_regression(**SIZES, cache=tmp_path)
    for content in (b"", (folder / "inputs.npy").read_bytes()[:-4]):
        (folder / "inputs.npy").write_bytes(content)
        with pytest.raises(store.CacheCorruptError, match=str(folder)):
            store.load(folder, verify=False)


def test_a_folder_of_an_older_rule_is_stale_and_made_anew(
    tiny_corpus: Corpus,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = prepare(tiny_corpus, tmp_path)
    monkeypatch.setattr(store, "RULE_VERSION", RULE_VERSION + 1)
    assert prepare(tiny_corpus, tmp_path) == folder
    assert "stale" in caplog.text
    caplog.clear()
    prepare(tiny_corpus, tmp_path)
    assert not caplog.records


def test_a_folder_of_an_older_format_is_stale(tmp_path: Path) -> None:
    folder = store.prepare_regression(**SIZES, cache=tmp_path)
    content = {"format": 0}
    (folder / "manifest.json").write_text(json.dumps({**content, "content_sha256": content_sha256(content)}))
    with pytest.raises(store.CacheCorruptError, match="stale: of format 0"):
        store.load(folder, verify=False)


def test_no_folder_at_all_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(store.CacheCorruptError, match=str(tmp_path / "nowhere")):
        store.load(tmp_path / "nowhere", verify=False)
