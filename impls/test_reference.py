"""Is the reference right? Its gradients against finite differences, its Adam against the paper."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from data.sequences import WIDTHS, padded
from impls.check import drawn_batches, learned, small
from impls.reference import REFERENCE, optimizers, sequence_classifier, sequence_lstm, text_classifier, two_layer_net
from impls.reference.training import Net
from impls.weights import initial_weights
from impls.workloads import WORKLOADS, Adam, Workload

NETS: dict[str, type[Net]] = {
    "text_classifier": text_classifier.TextClassifier,
    "two_layer_net": two_layer_net.TwoLayerNet,
    "sequence_classifier": sequence_classifier.SequenceClassifier,
    "sequence_lstm": sequence_lstm.SequenceClassifier,
}


def initial_net(workload: Workload) -> Net:
    net = NETS[workload.module](workload=workload, dtype=np.dtype(np.float64))
    for parameter, weight in initial_weights(workload, seed=0).items():
        net.parameters[parameter][...] = weight
    return net


@pytest.mark.parametrize("name", WORKLOADS)
def test_gradients_are_the_slopes_of_the_loss(name: str) -> None:
    workload = small(name)
    net = initial_net(workload)
    inputs, targets = drawn_batches(workload)[0]
    if inputs.dtype == np.float32:
        inputs = inputs.astype(np.float64)
    loss = net.backward(inputs, targets)
    assert loss == pytest.approx(net.objective(net.forward(inputs), targets)[0], rel=1e-12)
    assert net.gradients.keys() == net.parameters.keys() - {*workload.frozen}
    for parameter in net.gradients:
        weight = net.parameters[parameter]
        for index in list(product(*map(range, weight.shape)))[::11]:
            slope = _central_difference(net, weight, index, inputs, targets)
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


def test_a_sequence_net_is_the_recurrence_word_by_word() -> None:
    net, (inputs, _) = initial_net(small("sequence_classifier")), drawn_batches(small("sequence_classifier"))[0]
    w = net.parameters
    for row, scores in zip(inputs, net.forward(inputs), strict=True):
        state = np.zeros(len(w["b3"]))
        for word in row[row > 0]:
            state = np.tanh(w["w1"][word] @ w["w2"] + state @ w["w3"] + w["b3"])
        np.testing.assert_allclose(scores, state @ w["w4"] + w["b4"], rtol=1e-12)


def sequences(inputs: NDArray[np.int32], rule: str) -> NDArray[Any]:
    numbers, _ = padded(inputs, rule)
    return numbers


@pytest.mark.parametrize("rule", WIDTHS)
def test_padding_changes_neither_losses_nor_gradients(rule: str) -> None:
    workload = small("sequence_classifier")
    for inputs, targets in drawn_batches(workload):
        net = initial_net(workload)
        own, other = sequences(inputs, "own"), sequences(np.pad(inputs, ((0, 0), (0, 90))), rule)
        expected = net.backward(own, targets)
        gradients = {name: gradient.copy() for name, gradient in net.gradients.items()}
        assert net.backward(other, targets) == pytest.approx(expected, rel=1e-12)
        for name, gradient in gradients.items():
            np.testing.assert_allclose(net.gradients[name], gradient, rtol=1e-12, atol=1e-15)


def test_padding_and_words_that_no_row_holds_have_no_gradient() -> None:
    workload = small("sequence_classifier")
    net, (inputs, targets) = initial_net(workload), drawn_batches(workload)[0]
    net.backward(inputs, targets)
    slopes = np.abs(net.gradients["w1"]).sum(axis=1)
    assert set(np.flatnonzero(slopes)) == set(inputs[inputs > 0])


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
    losses = learned(REFERENCE, small(name))["losses"]
    assert losses[-1] < losses[0]
