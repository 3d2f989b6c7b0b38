"""Blocks are long enough for the clock and no longer, and end where the reference can be asked."""

from dataclasses import replace

import pytest

from benchmarks.plan.blocks import BLOCK_SECONDS, LENGTHS, UNCACHED_BYTES, block_steps, lengths, whole_steps
from impls.workloads import WORKLOADS

BATCHES = {"text_classifier": 11, "two_layer_net": 1, "two_layer_net_minibatch": 1000, "sequence_classifier": 70}


@pytest.mark.parametrize("name", BATCHES)
def test_a_block_is_the_beginning_of_the_whole(name: str) -> None:
    workload, batches = WORKLOADS[name], BATCHES[name]
    assert max(lengths(workload, batches)) <= whole_steps(workload, batches)


def test_the_posts_training_is_the_whole_and_its_blocks_end_before_float32_has_converged() -> None:
    workload = WORKLOADS["two_layer_net"]
    assert whole_steps(workload, 1) == 500
    assert lengths(workload, 1) == LENGTHS


def test_a_short_whole_may_be_a_block_and_has_shorter_ones_before_it() -> None:
    assert lengths(WORKLOADS["text_classifier"], 11) == (3, 5, 10, 11)
    assert lengths(replace(WORKLOADS["two_layer_net"], epochs=2), 1) == (2,)


def test_a_block_may_be_shorter_where_a_batch_fits_no_cache() -> None:
    assert lengths(WORKLOADS["text_classifier"], 11, batch_bytes=UNCACHED_BYTES + 1) == (2, 3, 5, 10, 11)
    assert lengths(WORKLOADS["two_layer_net"], 1, batch_bytes=UNCACHED_BYTES) == LENGTHS


def test_a_block_meets_every_width_of_batches_that_differ() -> None:
    workload = WORKLOADS["sequence_classifier"]
    assert lengths(workload, 70) == (whole_steps(workload, 70),) == (20,)


def test_the_fastest_contender_decides_for_all() -> None:
    assert block_steps([1.0, 0.3 * BLOCK_SECONDS, 2.0], (3, 5, 10)) == 5
    assert block_steps([2 * BLOCK_SECONDS], (3, 5, 10)) == 3


def test_where_no_choice_is_long_enough_the_longest_is_taken() -> None:
    assert block_steps([BLOCK_SECONDS / 1000], (3, 5, 10)) == 10
