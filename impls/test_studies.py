"""Does every variant of every study come to what the reference expects?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from impls.check import OTHERS, STUDIED, STUDIES, material
from impls.conftest import Ask
from impls.contenders import FRAMEWORKS, offers
from impls.study import StudyReference

#: What float32 may lose of the largest value where something is computed; elsewhere nothing may be lost.
RTOL = 1e-5
in_every_study = pytest.mark.parametrize(
    ("name", "study", "workload"),
    [
        pytest.param(
            name, study, workload, id=f"{study}-{name}-{workload}", marks=[pytest.mark.full] * (part == OTHERS)
        )
        for study, part in STUDIES.items()
        for name in FRAMEWORKS
        for workload in STUDIED
        if offers(name, study)
    ],
)


@pytest.fixture
def variants(name: str, study: str, workload: str, ask: Ask) -> list[dict[str, Any]]:
    variants: list[dict[str, Any]] = ask(name, STUDIES[study])["studies"][study][workload]
    return variants


@pytest.fixture
def expected(study: str, workload: str, tmp_path: Path) -> Mapping[str, NDArray[Any]]:
    reference = cast("StudyReference", import_module(f"impls.reference.{study}"))
    return reference.expected(material(workload, tmp_path / "material"))


@in_every_study
def test_every_variant_comes_to_what_is_expected_and_does_so_again(
    variants: list[dict[str, Any]], expected: Mapping[str, NDArray[Any]], name: str, study: str, workload: str
) -> None:
    for variant in variants:
        label, wanted = f"{variant['name']}, {variant['case']}", expected[variant["case"]]
        computed = wanted.dtype == np.float64
        assert variant["dtype"] == ("float32" if computed else str(wanted.dtype)), label
        for result in map(np.array, variant["results"]):
            assert result.shape == wanted.shape, label
            assert np.abs(result - wanted).max() <= (RTOL * np.abs(wanted).max() if computed else 0), label


@in_every_study
def test_every_case_of_the_reference_is_there_with_one_base_and_each_name_once(
    variants: list[dict[str, Any]], expected: Mapping[str, NDArray[Any]], name: str, study: str, workload: str
) -> None:
    bases = Counter(variant["case"] for variant in variants if variant["base"])
    assert bases == dict.fromkeys(expected, 1)
    assert max(Counter((variant["case"], variant["name"]) for variant in variants).values()) == 1
    assert all(variant["summary"] for variant in variants)


@in_every_study
def test_variants_of_a_case_count_the_same_items(
    variants: list[dict[str, Any]], name: str, study: str, workload: str
) -> None:
    counts: dict[str, set[tuple[int, bool]]] = {}
    for variant in variants:
        assert variant["items"] > 0
        counts.setdefault(variant["case"], set()).add((variant["items"], variant["latency"]))
    assert all(len(kinds) == 1 for kinds in counts.values()), counts
