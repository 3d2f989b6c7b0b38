"""Cards that differ where they must agree forbid a comparison, and name the field."""

from typing import Any

import pytest

from benchmarks.stats.cards import AGREEING, disagreements

CARD: dict[str, Any] = {
    "weights": "a" * 64,
    "batches": "b" * 64,
    "steps": 500,
    "dtype": "float32",
    "tf32": False,
    "loss": "squared_error",
    "optimizer": "SGD(learning_rate=1e-06)",
    "affinity": [0, 1],
    "inside": "forward, loss, backward, update",
    "threads": {"intra-op": 1},
    "precision": {"oneDNN": True},
}


def test_equal_cards_agree_and_other_libraries_may_have_other_switches() -> None:
    assert disagreements(CARD, CARD) == []
    assert disagreements(CARD, CARD | {"precision": {"MKL": True}}) == []
    assert disagreements(CARD, CARD | {"threads": {"openblas": 1}}) == []
    assert disagreements(CARD, CARD | {"threads": {}}) == []


@pytest.mark.parametrize("field", AGREEING)
def test_a_field_that_differs_is_named(field: str) -> None:
    (sentence,) = disagreements(CARD, CARD | {field: "other"})
    assert AGREEING[field] in sentence
    assert "other" in sentence


def test_other_threads_are_named() -> None:
    assert disagreements(CARD, CARD | {"threads": {"intra-op": 2, "inter-op": 1}}) == ["threads differ: 1 and 2"]


def test_a_missing_card_forbids_too() -> None:
    assert "missing" in disagreements(CARD, None)[0]
