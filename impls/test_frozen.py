"""Do frozen parameters stay as they are, bit by bit, while everything else learns as the reference does?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from impls.check import OTHERS, PLAIN, cells, learned, small
from impls.conftest import Ask
from impls.contenders import FRAMEWORKS, contenders
from impls.interface import Contender
from impls.reference import REFERENCE
from impls.weights import initial_weights
from impls.workloads import WORKLOADS

NAME = "text_classifier_frozen"
#: As in ``test_learning.py``.
RTOL = 1e-5
CELLS = [
    pytest.param(contender, part, id=f"{name}-{contender.name}", marks=[pytest.mark.full] * (part == OTHERS))
    for name in FRAMEWORKS
    for part in (PLAIN, OTHERS)
    for contender, workload in cells(name, part)
    if workload == NAME
]
in_every_cell = pytest.mark.parametrize(("contender", "part"), CELLS)


@pytest.fixture
def told(contender: Contender, part: str, ask: Ask) -> dict[str, Any]:
    told: dict[str, Any] = ask(contender.framework, part)["learned"][contender.name][NAME]
    return told


def reference(*frozen: str) -> dict[str, Any]:
    return learned(REFERENCE, replace(small(NAME), frozen=frozen))


def distance(one: Any, other: Any) -> float:
    return float(np.linalg.norm(np.asarray(one) - np.asarray(other)))


def test_the_workload_freezes_its_first_layer_and_every_framework_is_told() -> None:
    assert WORKLOADS[NAME].frozen == ("w1", "b1")
    told, untold = (
        {contender.framework for contender in contenders().values() if name in contender.workloads}
        for name in (NAME, "text_classifier")
    )
    assert told == untold


@in_every_cell
def test_frozen_parameters_keep_every_bit(told: dict[str, Any], contender: Contender, part: str) -> None:
    workload, weights = small(NAME), told["weights"]
    initial = initial_weights(workload, seed=0)
    assert weights.keys() == initial.keys()
    for name in workload.frozen:
        np.testing.assert_array_equal(np.array(weights[name], np.float32), initial[name])


@in_every_cell
def test_the_others_learn_as_the_reference_does(told: dict[str, Any], contender: Contender, part: str) -> None:
    workload = small(NAME)
    expected, initial = reference(*workload.frozen), initial_weights(workload, seed=0)
    np.testing.assert_allclose(told["losses"], expected["losses"], rtol=RTOL)
    for name in initial.keys() - set(workload.frozen):
        way = distance(expected["weights"][name], initial[name])
        assert way > 0
        assert distance(told["weights"][name], expected["weights"][name]) <= RTOL * way, name


@in_every_cell
def test_gradients_are_handed_out_by_what_is_trained_only(
    told: dict[str, Any], contender: Contender, part: str
) -> None:
    gradients = told["gradients"]
    if gradients is None:
        assert contender.graph == "static"
        return
    expected = reference(*small(NAME).frozen)["gradients"]
    assert gradients.keys() == expected.keys()
    for name, gradient in expected.items():
        assert distance(gradients[name], gradient) <= RTOL * np.linalg.norm(gradient), name


@pytest.mark.parametrize("frozen", [("w1", "b1"), ("w1",), ("w2", "b2"), ("w1", "b1", "w2", "b2"), ("w3",)])
def test_the_reference_skips_frozen_gradients_and_changes_no_other(frozen: tuple[str, ...]) -> None:
    full: dict[str, NDArray[Any]] = reference()["gradients"]
    found = reference(*frozen)
    assert found["gradients"].keys() == full.keys() - set(frozen)
    for name, gradient in found["gradients"].items():
        np.testing.assert_array_equal(gradient, full[name])
    initial = initial_weights(small(NAME), seed=0)
    for name, weight in found["weights"].items():
        assert np.array_equal(weight, initial[name]) == (name in frozen), name
