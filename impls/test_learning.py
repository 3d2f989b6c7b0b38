"""Does every mode of every framework learn the same function as the float64 reference?"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from impls.check import OTHERS, PLAIN, cells, learned, small
from impls.conftest import Ask
from impls.contenders import FRAMEWORKS, framework
from impls.interface import Contender
from impls.reference import REFERENCE
from impls.weights import initial_weights
from impls.workloads import WORKLOADS

#: float32 keeps 7 digits; 22 steps of small nets may cost two of them. An Adam of another equation would be 2e-4 off
#: in w1.
RTOL = 1e-5
#: Every update rounds a float32 parameter by up to this share of it; the roundings add up as a random walk.
ROUNDOFF = 2.0**-24
CELLS = [
    pytest.param(
        contender,
        workload,
        part,
        id=f"{name}-{contender.name}-{workload}",
        marks=[pytest.mark.full] * (part == OTHERS),
    )
    for name in FRAMEWORKS
    for part in (PLAIN, OTHERS)
    for contender, workload in cells(name, part)
]
in_every_cell = pytest.mark.parametrize(("contender", "workload", "part"), CELLS)


@cache
def expected(workload: str) -> dict[str, Any]:
    return learned(REFERENCE, small(workload))


@pytest.fixture
def told(contender: Contender, workload: str, part: str, ask: Ask) -> dict[str, Any]:
    told: dict[str, Any] = ask(contender.framework, part)["learned"][contender.name][workload]
    return told


@in_every_cell
def test_twins_learn_the_same_function(told: dict[str, Any], contender: Contender, workload: str, part: str) -> None:
    reference = expected(workload)
    np.testing.assert_allclose(told["losses"], reference["losses"], rtol=RTOL)
    np.testing.assert_allclose(told["scores"], reference["scores"], rtol=RTOL, atol=RTOL)
    initial = initial_weights(small(workload), seed=0)
    for name, weight in reference["weights"].items():
        way, floor = (
            np.linalg.norm(weight - initial[name]),
            ROUNDOFF * len(told["losses"]) ** 0.5 * np.linalg.norm(weight),
        )
        assert np.linalg.norm(np.array(told["weights"][name]) - weight) <= RTOL * way + floor, name


@in_every_cell
def test_dynamic_graphs_and_sessions_have_the_same_gradients(
    told: dict[str, Any], contender: Contender, workload: str, part: str
) -> None:
    if told["gradients"] is None:
        # A level's own step, traced or not, hands out none.
        assert contender.graph == "static" or contender.level
        return
    for name, gradient in expected(workload)["gradients"].items():
        error = np.linalg.norm(np.array(told["gradients"][name]) - gradient)
        assert error <= 1e-5 * np.linalg.norm(gradient), name


@in_every_cell
def test_reset_forgets_everything_and_nothing_is_traced_twice(
    told: dict[str, Any], contender: Contender, workload: str, part: str
) -> None:
    assert told["losses_again"] == told["losses"]
    assert told["weights_again"] == told["weights"]
    first, last = told["traces"]
    assert first == last
    assert (first > 0) == (contender.graph == "static")


@in_every_cell
def test_sequences_are_padded_as_declared(told: dict[str, Any], contender: Contender, workload: str, part: str) -> None:
    assert told["padding"] == (contender.padding if WORKLOADS[workload].varies else "own")


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_declared_mode_exists_and_every_mode_is_declared(name: str, ask: Ask) -> None:
    for stem, modes in ask(name)["modes"].items():
        declared = {
            contender.mode
            for contender in framework(name).contenders
            if not contender.level and any(small(workload).module == stem for workload in contender.workloads)
        }
        assert declared <= set(modes)
        assert not [mode for mode in modes if mode not in declared and not mode.startswith(REFERENCE.mode)]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_devices_read_back_one_thread_and_full_precision(name: str, ask: Ask) -> None:
    device = ask(name)["device"]
    assert device["device"] == "cpu"
    assert set(device["threads"].values()) == {1}
    assert device["reduced_precision"] is False
