"""Is the work of a step what the frameworks' own counters and a count by hand say?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from impls.check import small
from impls.conftest import Ask
from impls.contenders import FRAMEWORKS, offers
from impls.work import UnknownWorkError, bytes_per_step, flop_per_step, kernels
from impls.workloads import SEQUENCE_CLASSIFIER, TEXT_CLASSIFIER, TWO_LAYER_NET

#: A net small enough to count by hand: 5 rows, 3 -> 2 -> 1.
TINY = replace(TWO_LAYER_NET, layer_sizes=(3, 2, 1), batch_size=5)


@pytest.mark.parametrize("name", [name for name in FRAMEWORKS if offers(name, "operations")])
def test_matrix_products_are_those_that_a_frameworks_counter_finds(name: str, ask: Ask) -> None:
    counted = ask(name)["matmul_flop"]
    assert counted
    assert counted == {workload: sum(kernel.matmul_flop for kernel in kernels(small(workload))) for workload in counted}


def test_a_tiny_regression_by_hand() -> None:
    products = 2 * 30 + 2 * 30 + 2 * 10 + 2 * 10 + 2 * 10
    relu, loss, descent = 10 + 10, 4 * 5, 2 * 8
    assert flop_per_step(TINY) == products + relu + loss + descent
    layer1, layer2 = (15 + 6 + 10) + (15 + 10 + 6), (10 + 2 + 5) + (10 + 5 + 2) + (5 + 2 + 10 + 10)
    assert bytes_per_step(TINY) == 4 * (layer1 + layer2 + 3 * 5 + 3 * 8)


def test_a_tiny_classification_with_biases_and_adam_by_hand() -> None:
    tiny = replace(TEXT_CLASSIFIER, layer_sizes=(3, 2, 4), batch_size=5)
    products, parameters = 2 * (2 * 30) + 3 * (2 * 40), 6 + 2 + 8 + 4
    biases, relu, loss = 2 * (10 + 20), 10 + 10, 6 * 20 + 4 * 5
    assert flop_per_step(tiny) == products + biases + relu + loss + 13 * parameters
    layer1 = (15 + 8 + 10) + (15 + 10 + 8)
    layer2 = (10 + 12 + 20) + (10 + 20 + 12) + (20 + 8 + 10 + 10)
    assert bytes_per_step(tiny) == 4 * (layer1 + layer2 + 2 * 20 + 7 * parameters) + 8 * 5


def test_zeros_left_out_save_both_products_of_the_first_layer_and_no_update() -> None:
    tiny = replace(TEXT_CLASSIFIER, layer_sizes=(30, 2, 4), batch_size=5)
    dense, sparse = ({kernel.name: kernel for kernel in kernels(tiny, nonzeros=given)} for given in (None, 7))
    saved = {"layer 1", "layer 1, gradients by weights"}
    assert {name: kernel for name, kernel in dense.items() if name not in saved} == {
        name: kernel for name, kernel in sparse.items() if name not in saved
    }
    forward, backward = (sparse[name] for name in sorted(saved))
    assert forward.matmul_flop == backward.matmul_flop == 2 * 7 * 2
    # Numbers and their places, rows of weights, biases, sums; then numbers and places, slopes, dense gradients, biases.
    assert forward.moved == 7 * (4 + 8) + 4 * (7 * 2 + 2 + 10)
    assert backward.moved == 7 * (4 + 8) + 4 * (10 + 30 * 2 + 2)


def test_the_first_layers_inputs_need_no_gradients() -> None:
    names = [kernel.name for kernel in kernels(TINY)]
    assert "layer 2, gradients by inputs" in names
    assert "layer 1, gradients by inputs" not in names


def test_frozen_layers_cost_no_gradients_and_no_update() -> None:
    frozen = replace(TINY, biases=True, layer_sizes=(3, 2, 4, 1), frozen=("w1", "b1"))
    names = {kernel.name: kernel for kernel in kernels(frozen)}
    assert "layer 1, gradients by weights" not in names
    assert "layer 2, gradients by inputs" not in names
    assert "layer 3, gradients by inputs" in names
    assert names["gradient descent"].elementwise_flop == 2 * (2 * 4 + 4 + 4 * 1 + 1)


def test_frozen_weights_alone_leave_the_gradients_of_their_biases() -> None:
    frozen = replace(TINY, biases=True, frozen=("w1",))
    names = {kernel.name: kernel for kernel in kernels(frozen)}
    first = names["layer 1, gradients by weights"]
    assert (first.matmul_flop, first.elementwise_flop, first.moved) == (0, 10, 4 * (10 + 2))
    assert "layer 2, gradients by inputs" in names


def test_the_work_of_sequences_depends_on_their_lengths() -> None:
    with pytest.raises(UnknownWorkError, match="how many words"):
        flop_per_step(SEQUENCE_CLASSIFIER.sized(features=50, outputs=3))


def test_a_workload_whose_data_are_unknown_has_no_work() -> None:
    with pytest.raises(ValueError, match="isn't sized"):
        flop_per_step(TWO_LAYER_NET)
