"""Is the reference right? Its gradients against finite differences, its Adam against the paper."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from impls.check import drawn_batches, learned, small
from impls.reference import REFERENCE, optimizers, text_classifier, two_layer_net
from impls.reference.training import Net
from impls.weights import initial_weights
from impls.workloads import WORKLOADS, Adam

NETS: dict[str, type[Net]] = {
    "text_classifier": text_classifier.TextClassifier,
    "two_layer_net": two_layer_net.TwoLayerNet,
}


@pytest.mark.parametrize("name", WORKLOADS)
def test_gradients_are_the_slopes_of_the_loss(name: str) -> None:
    workload = small(name)
    net = NETS[workload.module](workload=workload, dtype=np.dtype(np.float64))
    for parameter, weight in initial_weights(workload, seed=0).items():
        net.parameters[parameter][...] = weight
    inputs, targets = drawn_batches(workload)[0]
    loss = net.backward(inputs.astype(np.float64), targets)
    assert loss == pytest.approx(net.objective(net.forward(inputs.astype(np.float64)), targets)[0], rel=1e-12)
    for parameter, weight in net.parameters.items():
        for index in list(product(*map(range, weight.shape)))[::11]:
            slope = _central_difference(net, weight, index, inputs.astype(np.float64), targets)
            assert net.gradients[parameter][index] == pytest.approx(slope, rel=1e-5, abs=1e-8 * max(loss, 1))


def _central_difference(
    net: Net, weight: NDArray[Any], index: tuple[int, ...], inputs: NDArray[Any], targets: NDArray[Any]
) -> float:
    step, present = 1e-6, weight[index]
    losses = []
    for moved in (present + step, present - step):
        weight[index] = moved
        losses.append(net.objective(net.forward(inputs), targets)[0])
    weight[index] = present
    return (losses[0] - losses[1]) / (2 * step)


def test_adam_follows_algorithm_1_of_the_paper() -> None:
    rule, generator = Adam(learning_rate=0.01), np.random.default_rng(0)
    start = generator.standard_normal((5, 3))
    found: dict[str, NDArray[np.floating[Any]]] = {"w": start.copy()}
    expected = start.copy()
    adam = optimizers.optimizer(rule, found)
    first = second = np.zeros_like(start)
    for step in range(1, 30):
        gradient = generator.standard_normal(start.shape) * 10.0 ** generator.integers(-9, 1)
        adam.update(found, {"w": gradient})
        first = rule.beta1 * first + (1 - rule.beta1) * gradient
        second = rule.beta2 * second + (1 - rule.beta2) * gradient**2
        unbiased = first / (1 - rule.beta1**step), second / (1 - rule.beta2**step)
        expected = expected - rule.learning_rate * unbiased[0] / (np.sqrt(unbiased[1]) + rule.epsilon)
    np.testing.assert_allclose(found["w"], expected, rtol=1e-12)


@pytest.mark.parametrize("name", WORKLOADS)
def test_training_lowers_the_loss(name: str) -> None:
    losses = learned(REFERENCE, name)["losses"]
    assert losses[-1] < losses[0]
