"""May two results be compared? Their fairness cards have to agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What must agree between two results, and what a reader is told that it is.
AGREEING = {
    "weights": "initial weights",
    "batches": "batch sequence",
    "steps": "steps of a block",
    "dtype": "dtype",
    "tf32": "TF32",
    "loss": "loss",
    "optimizer": "optimiser",
    "affinity": "affinity",
    "inside": "inside the clock",
}


def disagreements(card: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> list[str]:
    """Return a sentence for each field in which two cards differ where they must agree; one if a card is missing.

    Threads are compared by the most that either read back from any of its pools.
    """
    if card is None or other is None:
        return ["a fairness card is missing: the run ended before it was filled in"]
    found = [
        f"{what} differ: {_short(card.get(field))} and {_short(other.get(field))}"
        for field, what in AGREEING.items()
        if card.get(field) != other.get(field)
    ]
    threads = [max(each["threads"].values(), default=None) for each in (card, other)]
    if None not in threads and threads[0] != threads[1]:
        found.append(f"threads differ: {threads[0]} and {threads[1]}")
    return found


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:12]}..."  # noqa: PLR2004  a hash needs no more
