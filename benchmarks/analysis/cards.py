"""May two results be compared? Their fairness cards have to agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    "nice": "niceness",
    "inside_clock": "inside the clock",
}
#: What is said where a contender or the baseline has no card.
MISSING = "a fairness card is missing: the run ended before it was filled in"


def objections(
    cards: Mapping[str, Mapping[int, Card]], baseline: str, *, by_more: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return in what each contender's cards differ from a baseline's where they must agree, in any process.

    ``cards`` are by contender and process. Where no process has both cards, they can't agree. Those named in
    ``by_more`` are the baseline but for their threads or processes, which is what is asked.
    """
    held = cards.get(baseline, {})
    return {
        name: [
            reason
            for process in sorted(processes.keys() & held.keys())
            for reason in disagreements(processes[process], held[process], alike=name not in by_more)
        ]
        if processes.keys() & held.keys()
        else [MISSING]
        for name, processes in cards.items()
    }


def disagreements(card: Card, other: Card, *, alike: bool = True) -> list[str]:
    """Return a sentence for each field in which two cards differ where they must agree."""
    differences = [
        f"{what} differ: {_short(getattr(card, field))} and {_short(getattr(other, field))}"
        for field, what in AGREEING.items()
        if getattr(card, field) != getattr(other, field)
    ]
    if not alike:
        return differences
    processes = {card.processes, other.processes}
    more = [f"processes differ: {card.processes} and {other.processes}"] if len(processes) > 1 else []
    return [*differences, *more, *unequal_threads(card.threads, other.threads)]


def unequal_threads(threads: dict[str, int], others: dict[str, int]) -> list[str]:
    """Return a sentence where the most threads that either read back from any of its pools differ."""
    most, others_most = (max(pools.values(), default=None) for pools in (threads, others))
    known = most is not None and others_most is not None
    return [f"threads differ: {most} and {others_most}"] if known and most != others_most else []


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:12]}..."  # noqa: PLR2004  a hash needs no more
