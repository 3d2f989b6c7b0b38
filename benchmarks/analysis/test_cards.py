"""Cards that differ where they must agree forbid a comparison, and name the field."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from benchmarks.analysis.cards import AGREEING, disagreements
from benchmarks.record.schema import Card

CARD = Card(
    workload="two_layer_net",
    contender="numpy",
    replicate=0,
    weights_digest="a" * 64,
    batches_digest="b" * 64,
    steps=500,
    dtype="float32",
    reduced_precision=False,
    precision={"oneDNN": True},
    loss="squared_error",
    optimizer="SGD(learning_rate=1e-06)",
    threads={"intra-op": 1},
    affinity=[0, 1],
    device="cpu",
    inside_clock="forward, loss, backward, update",
    sync="none",
    warm_up_steps=3,
)


def test_equal_cards_agree_and_other_libraries_may_have_other_switches() -> None:
    assert disagreements(CARD, CARD) == []
    assert disagreements(CARD, replace(CARD, precision={"MKL": True}, sync="synchronize")) == []
    assert disagreements(CARD, replace(CARD, threads={"openblas": 1})) == []
    assert disagreements(CARD, replace(CARD, threads={})) == []


@pytest.mark.parametrize("field", AGREEING)
def test_a_field_that_differs_is_named(field: str) -> None:
    (sentence,) = disagreements(CARD, replace(CARD, **{field: "other"}))
    assert AGREEING[field] in sentence
    assert "other" in sentence


def test_other_threads_are_named() -> None:
    other = replace(CARD, threads={"intra-op": 2, "inter-op": 1})
    assert disagreements(CARD, other) == ["threads differ: 1 and 2"]
