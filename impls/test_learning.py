"""Does every mode of every framework learn the same function as the float64 reference?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from impls.check import learned, small
from impls.contenders import FRAMEWORKS, contenders, framework, versions
from impls.interface import Contender
from impls.reference import REFERENCE
from impls.weights import initial_weights

ROOT = Path(__file__).parent.parent
#: float32 keeps 7 digits; 22 steps of small nets may cost two of them. Keras's own Adam would be 2e-4 off in w1.
RTOL = 1e-5
#: Every update rounds a float32 parameter by up to this share of it; the roundings add up as a random walk.
ROUNDOFF = 2.0**-24
CELLS = [
    pytest.param(contender, workload, id=f"{contender.name}-{workload}")
    for contender in contenders().values()
    for workload in contender.workloads
    if "cpu" in contender.devices
]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("scratch"))


@cache
def report(name: str, scratch: str) -> dict[str, Any]:
    if not versions(name):
        pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).DISTRIBUTIONS)} is")
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    environment = os.environ | one_thread | framework(name).environment(threads=1, scratch=scratch)
    command = [sys.executable, "-m", "impls.check", name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def expected(workload: str) -> dict[str, Any]:
    return learned(REFERENCE, workload)


def cell(contender: Contender, workload: str, scratch: str) -> dict[str, Any]:
    found: dict[str, Any] = report(contender.framework, scratch)["learned"][contender.name][workload]
    return found


@pytest.mark.parametrize(("contender", "workload"), CELLS)
def test_twins_learn_the_same_function(contender: Contender, workload: str, scratch: str) -> None:
    found, reference = cell(contender, workload, scratch), expected(workload)
    np.testing.assert_allclose(found["losses"], reference["losses"], rtol=RTOL)
    np.testing.assert_allclose(found["scores"], reference["scores"], rtol=RTOL, atol=RTOL)
    initial = initial_weights(small(workload), seed=0)
    for name, weight in reference["weights"].items():
        way, floor = (
            np.linalg.norm(weight - initial[name]),
            ROUNDOFF * len(found["losses"]) ** 0.5 * np.linalg.norm(weight),
        )
        assert np.linalg.norm(np.array(found["weights"][name]) - weight) <= RTOL * way + floor, name


@pytest.mark.parametrize(("contender", "workload"), CELLS)
def test_dynamic_graphs_and_sessions_have_the_same_gradients(contender: Contender, workload: str, scratch: str) -> None:
    gradients = cell(contender, workload, scratch)["gradients"]
    if gradients is None:
        assert contender.graph == "static"
        return
    for name, gradient in expected(workload)["gradients"].items():
        assert np.linalg.norm(np.array(gradients[name]) - gradient) <= 1e-5 * np.linalg.norm(gradient), name


@pytest.mark.parametrize(("contender", "workload"), CELLS)
def test_reset_forgets_everything_and_nothing_is_traced_twice(
    contender: Contender, workload: str, scratch: str
) -> None:
    found = cell(contender, workload, scratch)
    assert found["losses_again"] == found["losses"]
    assert found["weights_again"] == found["weights"]
    first, last = found["traces"]
    assert first == last
    assert (first > 0) == (contender.graph == "static")


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_declared_mode_exists_and_every_mode_is_declared(name: str, scratch: str) -> None:
    modes = report(name, scratch)["modes"]
    for stem, found in modes.items():
        declared = [
            contender.mode
            for contender in framework(name).CONTENDERS
            if any(small(workload).module == stem for workload in contender.workloads)
        ]
        undeclared = [mode for mode in found if mode not in declared and not mode.startswith(REFERENCE.mode)]
        assert set(declared) <= set(found)
        assert not undeclared


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_devices_read_back_one_thread(name: str, scratch: str) -> None:
    device = report(name, scratch)["device"]
    assert device["device"] == "cpu"
    assert set(device["threads"].values()) == {1}


def test_torch_compile_captures_two_graphs_and_breaks_only_where_torch_optim_does(scratch: str) -> None:
    for workload in report("pytorch", scratch)["learned"]["pytorch-compile"].values():
        assert workload["captured"] == {"graphs": 2, "graph_breaks": 1}


@pytest.mark.parametrize(
    "contender", [each for each in contenders().values() if "sequence_classifier" in each.workloads]
)
def test_sequences_are_padded_as_declared(contender: Contender, scratch: str) -> None:
    assert cell(contender, "sequence_classifier", scratch)["padding"] == contender.padding
