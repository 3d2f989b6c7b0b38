"""May two results be compared? Their fairness cards have to agree."""

from __future__ import annotations

from typing import Any

from benchmarks.record.schema import Card

#: What must agree between two results, and what a reader is told that it is.
AGREEING = {
    "weights_digest": "initial weights",
    "batches_digest": "batch sequence",
    "steps": "steps of a block",
    "dtype": "dtype",
    "reduced_precision": "TF32",
    "loss": "loss",
    "optimizer": "optimiser",
    "affinity": "affinity",
    "inside_clock": "inside the clock",
}


def disagreements(card: Card, other: Card) -> list[str]:
    """Return a sentence for each field in which two cards differ where they must agree."""
    differences = [
        f"{what} differ: {_short(getattr(card, field))} and {_short(getattr(other, field))}"
        for field, what in AGREEING.items()
        if getattr(card, field) != getattr(other, field)
    ]
    return differences + unequal_threads(card.threads, other.threads)


def unequal_threads(threads: dict[str, int], others: dict[str, int]) -> list[str]:
    """Return a sentence where the most threads that either read back from any of its pools differ."""
    most, others_most = (max(pools.values(), default=None) for pools in (threads, others))
    known = most is not None and others_most is not None
    return [f"threads differ: {most} and {others_most}"] if known and most != others_most else []


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:12]}..."  # noqa: PLR2004  a hash needs no more
