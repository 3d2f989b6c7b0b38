"""Is it seen whether an array is copied on its way to a framework and back?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from impls.arrays import arrays, is_seen
from impls.check_study import WORKLOADS, material
from impls.contenders import FRAMEWORKS
from impls.test_studies import report

#: What the frameworks document of their own ways; NumPy documents its own.
DOCUMENTED = {
    "reference": {"np.copy": True, "np.asarray": False},
    "pytorch": {"torch.tensor": True, "torch.from_numpy": False, "torch.from_dlpack": False, ".numpy()": False},
    "tensorflow": {"tf.experimental.dlpack": False, ".numpy()": True, "memoryview": False},
}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def told(name: str, scratch: Path) -> list[dict[str, Any]]:
    return [variant for workload in WORKLOADS for variant in report(name, "bridge", scratch)[workload]]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_copies_and_views_are_observed_as_documented(name: str, scratch: Path) -> None:
    for way, copies in DOCUMENTED[name].items():
        observed = {variant["facts"]["copies"] for variant in told(name, scratch) if variant["name"] == way}
        assert observed == {copies}, way


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_base_of_every_case_copies_and_something_in_every_case_does_not(name: str, scratch: Path) -> None:
    variants = told(name, scratch)
    assert all(variant["facts"]["copies"] for variant in variants if variant["base"])
    views = {variant["case"] for variant in variants if not variant["facts"]["copies"]}
    assert views == {variant["case"] for variant in variants}


def test_views_of_tensorflow_tensors_are_read_only_and_those_of_pytorch_are_not(scratch: Path) -> None:
    for name, writable in (("pytorch", True), ("tensorflow", False)):
        back = [variant["facts"] for variant in told(name, scratch) if "writable" in variant["facts"]]
        assert {facts["writable"] for facts in back if not facts["copies"]} == {writable}


def test_a_change_is_seen_through_a_view_but_not_in_a_copy_and_is_undone() -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    kept, copy, view = array.copy(), array.copy(), array[1:]
    assert is_seen(array, lambda: view[-1, -1])
    assert not is_seen(array, lambda: copy[-1, -1])
    np.testing.assert_array_equal(array, kept)


def test_arrays_are_aligned_copies_of_a_corner_and_of_a_batch(tmp_path: Path) -> None:
    inputs = np.random.default_rng(0).standard_normal((150, 2_000), dtype=np.float32)
    given = material("text_classifier", tmp_path / "material")
    made = replace(given, inputs=inputs, workload=replace(given.workload, batch_size=140))
    found = arrays(made)
    assert [*found] == ["256 KB", "1 MB"]
    np.testing.assert_array_equal(found["256 KB"], inputs[:64, :1_000])
    np.testing.assert_array_equal(found["1 MB"], inputs[:140])
    for array in found.values():
        assert array.ctypes.data % 64 == 0
        assert array.flags.c_contiguous
        assert not np.shares_memory(array, inputs)
