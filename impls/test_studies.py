"""Does every variant of every study come to what the reference expects?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from impls.check_study import WORKLOADS, material
from impls.contenders import FRAMEWORKS, framework, versions
from impls.study import StudyReference

ROOT = Path(__file__).parent.parent
STUDIES = ("inference", "bridge", "loading")
#: What float32 may lose of the largest value where something is computed; elsewhere nothing may be lost.
RTOL = 1e-5
CELLS = [
    pytest.param(name, study, workload, id=f"{study}-{name}-{workload}")
    for study in STUDIES
    for name in FRAMEWORKS
    for workload in WORKLOADS
]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@cache
def report(name: str, study: str, scratch: Path) -> dict[str, list[dict[str, Any]]]:
    if not versions(name):
        pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).DISTRIBUTIONS)} is")
    own = scratch / f"{study}-{name}"
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    environment = os.environ | one_thread | framework(name).environment(threads=1, scratch=str(own))
    command = [sys.executable, "-m", "impls.check_study", name, study, str(own)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("name", "study", "workload"), CELLS)
def test_every_variant_comes_to_what_is_expected_and_does_so_again(
    name: str, study: str, workload: str, scratch: Path, tmp_path: Path
) -> None:
    reference = cast("StudyReference", import_module(f"impls.reference.{study}"))
    expected = reference.expected(material(workload, tmp_path / "material"))
    for variant in report(name, study, scratch)[workload]:
        label, wanted = f"{variant['name']}, {variant['case']}", expected[variant["case"]]
        computed = wanted.dtype == np.float64
        assert variant["dtype"] == ("float32" if computed else str(wanted.dtype)), label
        for result in variant["results"]:
            found = np.array(result)
            assert found.shape == wanted.shape, label
            assert np.abs(found - wanted).max() <= (RTOL * np.abs(wanted).max() if computed else 0), label


@pytest.mark.parametrize(("name", "study", "workload"), CELLS)
def test_every_case_of_the_reference_is_there_with_one_base_and_each_name_once(
    name: str, study: str, workload: str, scratch: Path, tmp_path: Path
) -> None:
    reference = cast("StudyReference", import_module(f"impls.reference.{study}"))
    variants = report(name, study, scratch)[workload]
    bases = Counter(variant["case"] for variant in variants if variant["base"])
    assert bases == dict.fromkeys(reference.expected(material(workload, tmp_path / "material")), 1)
    assert max(Counter((variant["case"], variant["name"]) for variant in variants).values()) == 1
    assert all(variant["summary"] for variant in variants)


@pytest.mark.parametrize(("name", "study", "workload"), CELLS)
def test_variants_of_a_case_count_the_same_items(name: str, study: str, workload: str, scratch: Path) -> None:
    counts: dict[str, set[tuple[int, bool]]] = {}
    for variant in report(name, study, scratch)[workload]:
        assert variant["items"] > 0
        counts.setdefault(variant["case"], set()).add((variant["items"], variant["latency"]))
    assert all(len(found) == 1 for found in counts.values()), counts
