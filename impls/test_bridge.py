"""Is it seen whether an array is copied on its way to a framework and back?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from impls.arrays import arrays, is_seen
from impls.check import material
from impls.conftest import Ask, variants_of
from impls.contenders import FRAMEWORKS, offers


@pytest.mark.parametrize("name", [name for name in FRAMEWORKS if offers(name, "bridge")])
def test_the_base_of_every_case_copies_and_something_in_every_case_does_not(name: str, ask: Ask) -> None:
    variants = variants_of(ask(name), "bridge")
    assert all(variant["facts"]["copies"] for variant in variants if variant["base"])
    views = {variant["case"] for variant in variants if not variant["facts"]["copies"]}
    assert views == {variant["case"] for variant in variants}


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
