"""Are the initial weights what the workloads say, and the same for everyone?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from impls.weights import initial_weights, parameter_shapes
from impls.workloads import SEQUENCE_CLASSIFIER, TEXT_CLASSIFIER, WORKLOADS

SIZED = TEXT_CLASSIFIER.sized(features=400, outputs=3)


def test_parameters_are_named_and_shaped_layer_by_layer() -> None:
    shapes = parameter_shapes(SIZED)
    assert shapes == {"w1": (400, 100), "b1": (100,), "w2": (100, 100), "b2": (100,), "w3": (100, 3), "b3": (3,)}
    assert list(parameter_shapes(replace(SIZED, biases=False))) == ["w1", "w2", "w3"]


@pytest.mark.parametrize("name", WORKLOADS)
def test_initial_weights_have_these_shapes_in_float32(name: str) -> None:
    workload = WORKLOADS[name].sized(features=40, outputs=3)
    weights = initial_weights(workload, seed=0)
    assert {parameter: weight.shape for parameter, weight in weights.items()} == parameter_shapes(workload)
    assert {weight.dtype for weight in weights.values()} == {np.dtype(np.float32)}


def test_initial_weights_depend_on_the_seed_alone() -> None:
    first, again, other = (initial_weights(SIZED, seed=seed) for seed in (0, 0, 1))
    for name, weight in first.items():
        np.testing.assert_array_equal(weight, again[name])
        assert not np.array_equal(weight, other[name])


def test_pytorch_default_is_uniform_up_to_one_over_the_root_of_the_inputs() -> None:
    weights = initial_weights(SIZED, seed=0)
    for name, inputs in (("w1", 400), ("b1", 400), ("w2", 100), ("b2", 100)):
        bound = inputs**-0.5
        assert 0.95 * bound < np.abs(weights[name]).max() <= bound
    assert weights["w1"].std() == pytest.approx(400**-0.5 / 3**0.5, rel=0.02)


def test_standard_normal_draws_weights_and_biases_alike() -> None:
    weights = initial_weights(replace(SIZED, initializer="standard_normal"), seed=0)
    assert weights["w1"].std() == pytest.approx(1, rel=0.02)
    assert weights["b1"].std() == pytest.approx(1, rel=0.2)


def test_a_sequence_net_has_an_embedding_a_recurrence_and_an_output() -> None:
    sized = SEQUENCE_CLASSIFIER.sized(features=400, outputs=3)
    shapes = {"w1": (400, 32), "w2": (32, 64), "w3": (64, 64), "b3": (64,), "w4": (64, 3), "b4": (3,)}
    assert list(parameter_shapes(sized).items()) == list(shapes.items())
    weights = initial_weights(sized, seed=0)
    assert weights["w1"].std() == pytest.approx(1, rel=0.02)
    for name in ("w2", "w3", "b3", "w4"):
        assert 0.9 / 8 < np.abs(weights[name]).max() <= 1 / 8


@pytest.mark.parametrize("name", WORKLOADS)
def test_only_parameters_that_exist_are_frozen(name: str) -> None:
    workload = WORKLOADS[name].sized(features=40, outputs=3)
    assert set(workload.frozen) <= set(parameter_shapes(workload))
