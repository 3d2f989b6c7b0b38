"""The fairness cards of a workload's results: equal fields once, the others by contender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.causes import causes_of
from benchmarks.record.schema import Block as BlockLine
from benchmarks.record.schema import Card, Parity
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Table
from benchmarks.reports.sections import WorkloadSection, causes

#: Fields of a card in the order of the table, and what a reader calls them.
FIELDS = {
    "weights_digest": "initial weights (SHA-256)",
    "batches_digest": "batches (SHA-256)",
    "steps": "steps of a block",
    "inside_clock": "inside the clock",
    "dtype": "dtype",
    "reduced_precision": "TF32 allowed",
    "loss": "loss",
    "optimizer": "optimiser",
    "threads": "threads read back",
    "affinity": "processors allowed",
    "affinity_inside": "processors allowed inside a block",
    "nice": "niceness",
    "nice_inside": "niceness inside a block",
    "device": "device",
    "warm_up_steps": "warm-up steps",
    "sync": "synchronised by",
    "precision": "precision flags",
    "traces": "traces inside the clock",
    "residual": "most that a sync had to wait",
    "idle_wait": "longest wait for its threads to rest",
    "reset_cpu": "most processor time of a reset",
    "rest": "most processor time between its blocks",
    "clock_drift_seconds": "its clock astray by at least",
    "deferred_seconds": "put off until its weights were asked for",
    "waking_seconds": "copying its weights took more after a rest",
    "unseen_ratio": "block from unseen weights over a known one",
    "known_ratio": "that known one over the process's others",
    "score_error": "error of its scores at its own weights",
    "loss_doubt": "doubt of a loss about signs of ReLUs",
    "final_loss": "final loss of every block",
    **causes.FIELDS,
}


@dataclass(frozen=True, kw_only=True)
class CardTable:
    """The cards of a workload's contenders, as texts by what a reader calls a field."""

    equal: dict[str, str]
    different: dict[str, dict[str, str]]


def cards(workload: WorkloadAnalysis) -> CardTable:
    """Return which fields are equal for all contenders, and by contender those that are not.

    Traces, waits and losses are those of all timed blocks; a field that no contender has is left out.
    """
    times, blocks = workload.times, workload.record.by_contender(BlockLine, workload.name)
    parities = workload.record.by_contender(Parity, workload.name)
    fields = {
        name: _fields(list(cards.values())[-1], blocks.get(name, []))
        | {"loss_doubt": _doubt(parities.get(name, []))}
        | causes.texts(causes_of(times, name), workload.run.ceilings)
        for name, cards in times.cards.items()
        if name != times.repeat
    }
    held = [field for field in FIELDS if any(card[field] is not None for card in fields.values())]
    texts = {name: {FIELDS[field]: _text(card[field]) for field in held} for name, card in fields.items()}
    equal = {
        field: text
        for field, text in next(iter(texts.values()), {}).items()
        if all(card[field] == text for card in texts.values())
    }
    different = {
        name: {field: text for field, text in card.items() if field not in equal} for name, card in texts.items()
    }
    return CardTable(equal=equal, different=different)


def _fields(card: Card, lines: Sequence[BlockLine]) -> dict[str, Any]:
    losses = [line.final_loss for line in lines if line.final_loss is not None]
    waits = [line.idle_wait_seconds for line in lines if line.idle_wait_seconds is not None]
    resets = [line.reset_cpu_seconds for line in lines if line.reset_cpu_seconds is not None]
    rests = [(line.rest_cpu_seconds, line.rest_seconds) for line in lines if line.rest_cpu_seconds is not None]
    residuals = [max(line.end_residual_seconds, line.start_residual_seconds) for line in lines]
    return msgspec.structs.asdict(card) | {
        "traces": sum(line.traces for line in lines),
        "residual": max(residuals, default=None),
        "idle_wait": max(waits, default=None),
        "reset_cpu": max(resets, default=None),
        "rest": _rest(max(rests, default=None)),
        "unseen_ratio": None if card.unseen_ratio is None else f"{card.unseen_ratio:.2f}",
        "known_ratio": None if card.known_ratio is None else f"{card.known_ratio:.2f}",
        "score_error": None if card.score_error is None else rounding.error(card.score_error),
        "final_loss": (min(losses), max(losses)) if losses else None,
    }


def _rest(longest: tuple[float, float | None] | None) -> str | None:
    """Return what a process computed in a rest between blocks, and how long that rest was."""
    if longest is None or longest[1] is None:
        return None
    return f"{rounding.seconds(longest[0])} in {rounding.seconds(longest[1])}"


def _doubt(parities: Sequence[Parity]) -> str | None:
    doubts = [line.loss_doubt for line in parities if line.loss_doubt is not None]
    return rounding.percent(max(doubts)) if doubts else None


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {fact}" for key, fact in value.items()) or rounding.MISSING
    if isinstance(value, tuple):
        low, high = (f"{loss:.6g}" for loss in value)
        return low if low == high else f"{low} to {high}"
    if isinstance(value, float):
        return rounding.seconds(value)
    if value is None:
        return rounding.MISSING
    return str(value)


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    table = cards(workload)
    equal = pd.DataFrame({"equal for all": [*table.equal], "value": [*table.equal.values()]})
    different = pd.DataFrame({"contender": name, **card} for name, card in table.different.items())
    return [Table(f"{workload.name}_cards_equal", equal), Table(f"{workload.name}_cards", different)]


SECTION = WorkloadSection(
    place=90,
    title="Fairness card",
    applies=lambda workload: bool(workload.times.timed) and bool(workload.times.cards),
    blocks=_blocks,
    in_report="drawn",
)
