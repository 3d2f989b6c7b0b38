"""Scores are held to the weights that a contender hands out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks.harness.worker.clock import BlockError
from benchmarks.harness.worker.parity import RTOL
from benchmarks.harness.worker.scores import ScoreCheck
from data.datasets import Dataset
from impls.reference.text_classifier import ByHand
from impls.weights import initial_weights
from impls.workloads import TEXT_CLASSIFIER

WORKLOAD = TEXT_CLASSIFIER.sized(features=40, outputs=3)
GENERATOR = np.random.default_rng(0)
COUNTS = GENERATOR.poisson(0.3, (200, 40)).astype(np.float32)
LABELS = GENERATOR.integers(0, 3, 200)
POSTS = Dataset(
    name="made up",
    inputs=csr_array(COUNTS),
    targets=LABELS,
    test_inputs=csr_array(COUNTS),
    test_targets=LABELS,
    classes=("a", "b", "c"),
)


def contender(seed: int) -> ByHand:
    net = ByHand(workload=WORKLOAD, mode="float32", device="cpu")
    net.reset(initial_weights(WORKLOAD, seed=seed))
    return net


def test_honest_scores_pass_with_a_margin_of_ten() -> None:
    net, check = contender(1), ScoreCheck(WORKLOAD, POSTS)
    errors = [check.check_predictions(net, net.weights()), check.check(net.predict(COUNTS), net.weights())]
    assert max(errors) < RTOL / 10


def test_scores_of_other_weights_are_found() -> None:
    with pytest.raises(BlockError, match="not those of what it trained"):
        ScoreCheck(WORKLOAD, POSTS).check_predictions(contender(1), contender(2).weights())


def test_scores_that_look_at_the_answers_are_found() -> None:
    net = contender(1)
    peeking = net.predict(COUNTS) + np.eye(3, dtype=np.float32)[LABELS]
    with pytest.raises(BlockError, match="predict's scores are off"):
        ScoreCheck(WORKLOAD, POSTS).check(peeking, net.weights())


def test_scores_that_are_not_numbers_are_found() -> None:
    net = contender(1)
    with pytest.raises(BlockError, match="off by nan"):
        ScoreCheck(WORKLOAD, POSTS).check(np.full((200, 3), np.nan), net.weights())
