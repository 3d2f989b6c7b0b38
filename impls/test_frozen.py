"""Do frozen parameters stay as they are, bit by bit, while everything else learns as the reference does?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from impls.check import drawn_batches, implementation, small
from impls.contenders import FRAMEWORKS, contenders, framework, versions
from impls.interface import Contender
from impls.reference import REFERENCE
from impls.weights import initial_weights
from impls.workloads import WORKLOADS, Workload

ROOT = Path(__file__).parent.parent
NAME = "text_classifier_frozen"
EPOCHS = 3
#: No post has the first word: nothing ever asks its weights to move.
ABSENT = 0
#: As in ``test_learning.py``.
RTOL = 1e-5
#: Trains every contender of one framework, as ``trained`` does the reference.
SCRIPT = """
import json, sys
from importlib import import_module
from impls.contenders import framework
from impls.test_frozen import NAME, trained
from impls.check import small

import_module(f"impls.{sys.argv[1]}.device").configure(device="cpu", threads=1)
declared = [one for one in framework(sys.argv[1]).CONTENDERS if NAME in one.workloads and "cpu" in one.devices]
json.dump({one.name: trained(one, small(NAME)) for one in declared}, sys.stdout, default=lambda array: array.tolist())
"""
CELLS = [
    pytest.param(contender, id=contender.name)
    for contender in contenders().values()
    if NAME in contender.workloads and "cpu" in contender.devices
]


def trained(contender: Contender, workload: Workload) -> dict[str, Any]:
    """Return the first batch's gradients, and the losses and the weights of a short training."""
    batches = drawn_batches(workload)
    for batch in batches:
        batch.inputs[:, ABSENT] = 0
    net = implementation(contender, workload)
    net.reset(initial_weights(workload, seed=0))
    placed = net.place(batches)
    gradients = net.gradients(placed)
    losses = net.train(placed, epochs=EPOCHS)
    return {"gradients": gradients and dict(gradients), "losses": losses, "weights": dict(net.weights())}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("scratch"))


@cache
def report(name: str, scratch: str) -> dict[str, Any]:
    if not versions(name):
        pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).DISTRIBUTIONS)} is")
    environment = os.environ | {"OMP_NUM_THREADS": "1"} | framework(name).environment(threads=1, scratch=scratch)
    command = [sys.executable, "-c", SCRIPT, name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def reference(*frozen: str) -> dict[str, Any]:
    return trained(REFERENCE, replace(small(NAME), frozen=frozen))


def distance(one: Any, other: Any) -> float:
    return float(np.linalg.norm(np.asarray(one) - np.asarray(other)))


def test_the_workload_freezes_its_first_layer_and_every_framework_is_told() -> None:
    assert WORKLOADS[NAME].frozen == ("w1", "b1")
    assert {cell.values[0].framework for cell in CELLS if isinstance(cell.values[0], Contender)} == set(FRAMEWORKS)


@pytest.mark.parametrize("contender", CELLS)
def test_frozen_parameters_keep_every_bit(contender: Contender, scratch: str) -> None:
    workload, weights = small(NAME), report(contender.framework, scratch)[contender.name]["weights"]
    initial = initial_weights(workload, seed=0)
    assert weights.keys() == initial.keys()
    for name in workload.frozen:
        np.testing.assert_array_equal(np.array(weights[name], np.float32), initial[name])


@pytest.mark.parametrize("contender", CELLS)
def test_the_others_learn_as_the_reference_does(contender: Contender, scratch: str) -> None:
    found, workload = report(contender.framework, scratch)[contender.name], small(NAME)
    expected, initial = reference(*workload.frozen), initial_weights(workload, seed=0)
    np.testing.assert_allclose(found["losses"], expected["losses"], rtol=RTOL)
    for name in initial.keys() - set(workload.frozen):
        way = distance(expected["weights"][name], initial[name])
        assert way > 0
        assert distance(found["weights"][name], expected["weights"][name]) <= RTOL * way, name


@pytest.mark.parametrize("contender", CELLS)
def test_gradients_are_handed_out_by_what_is_trained_only(contender: Contender, scratch: str) -> None:
    gradients = report(contender.framework, scratch)[contender.name]["gradients"]
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
