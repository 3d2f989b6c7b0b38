"""One data set as a folder: an .npy file an array, and a manifest with their checksums. No pickle anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.batches import Inputs
from data.datasets import Dataset

MANIFEST = "manifest.json"

#: Rises whenever a folder written before can't be read any more.
FORMAT_VERSION = 2


class CacheCorruptError(RuntimeError):
    """A folder does not hold the data set that it should; the message names the folder and what is wrong."""


def write_folder(folder: Path, dataset: Dataset, recipe: Mapping[str, Any]) -> None:
    """Write a data set, with the recipe it was made by, into a folder that does not exist yet.

    Raises:
        OSError: the folder exists or can't be written.
    """
    folder.mkdir()
    arrays = {
        **_inputs_to_arrays("inputs", dataset.inputs),
        "targets": dataset.targets,
        **_inputs_to_arrays("test_inputs", dataset.test_inputs),
        **({} if dataset.test_targets is None else {"test_targets": dataset.test_targets}),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    content = {
        "format": FORMAT_VERSION,
        "recipe": recipe,
        "name": dataset.name,
        "features": dataset.features,
        "word_numbers": dataset.word_numbers,
        "classes": dataset.classes,
        "warning": dataset.warning,
        "digest": dataset.digest,
        "sha256": {name: _file_sha256(folder / f"{name}.npy") for name in arrays},
    }
    manifest = {**content, "content_sha256": content_sha256(content)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def verify_folder(folder: Path, recipe: Mapping[str, Any] | None = None) -> None:
    """Check every file's checksum and, where one is given, the recipe.

    Raises:
        CacheCorruptError: a file is missing or has changed, or the folder was made by another recipe.
    """
    manifest = _read_manifest(folder)
    if recipe is not None and manifest["recipe"] != recipe:
        raise CacheCorruptError(f"{folder} is stale: made by {manifest['recipe']}, wanted {recipe}")
    for name, expected in manifest["sha256"].items():
        path = folder / f"{name}.npy"
        try:
            found = _file_sha256(path)
        except OSError as error:
            raise CacheCorruptError(f"{folder} is corrupt: {path.name} can't be read ({error})") from error
        if found != expected:
            raise CacheCorruptError(f"{folder} is corrupt: {path.name} is not the file that its manifest describes")


def read_folder(folder: Path, *, mapped: bool = False) -> Dataset:
    """Read a data set into ordinary memory, or map its files, without looking at checksums of arrays.

    What is written to a mapped array reaches no file.

    Raises:
        CacheCorruptError: a file can't be read.
    """
    manifest = _read_manifest(folder)
    try:
        mode: Literal["c"] | None = "c" if mapped else None
        files = {name: folder / f"{name}.npy" for name in manifest["sha256"]}
        # NumPy's class of mapped arrays is one that frameworks needn't know.
        arrays = {
            name: np.load(file, mmap_mode=mode, allow_pickle=False).view(np.ndarray) for name, file in files.items()
        }
        return Dataset(
            name=manifest["name"],
            inputs=_arrays_to_inputs("inputs", arrays, manifest["features"]),
            targets=arrays["targets"],
            test_inputs=_arrays_to_inputs("test_inputs", arrays, manifest["features"])
            if "test_targets" in arrays
            else None,
            test_targets=arrays.get("test_targets"),
            classes=tuple(manifest["classes"]),
            warning=manifest["warning"],
            word_numbers=manifest["word_numbers"],
            digest=manifest["digest"],
        )
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise CacheCorruptError(f"{folder} is corrupt: {error}") from error


def content_sha256(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hexadecimal) of what JSON can hold, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        expected = content.pop("content_sha256")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise CacheCorruptError(f"{folder} is corrupt: {MANIFEST} can't be read ({error})") from error
    if content_sha256(content) != expected:
        raise CacheCorruptError(f"{folder} is corrupt: {MANIFEST} was changed")
    if content.get("format") != FORMAT_VERSION:
        raise CacheCorruptError(f"{folder} is stale: of format {content.get('format')}, not {FORMAT_VERSION}")
    return content


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inputs_to_arrays(field: str, inputs: Inputs | None) -> dict[str, NDArray[Any]]:
    if inputs is None:
        return {}
    if isinstance(inputs, np.ndarray):
        return {field: inputs}
    return {f"{field}.values": inputs.data, f"{field}.columns": inputs.indices, f"{field}.row_ends": inputs.indptr}


def _arrays_to_inputs(field: str, arrays: Mapping[str, NDArray[Any]], features: int) -> Inputs:
    if field in arrays:
        return arrays[field]
    parts = tuple(arrays[f"{field}.{part}"] for part in ("values", "columns", "row_ends"))
    return csr_array(parts, shape=(len(parts[-1]) - 1, features))
