"""Versions side by side: every form in another version of its framework, against itself in the run's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.analysis.causes import causes_of
from benchmarks.analysis.software import normalized
from benchmarks.analysis.times import Comparison, Times
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, OtherEnvironment, Start

#: What isn't installed in one of two environments.
ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A fact that differs between two versions: in the run's own, and in the other."""

    what: str
    here: str
    there: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A form in another version beside itself in the run's own.

    Attributes:
        contender, base: their names.
        environment: the other's.
        comparison: the other against the run's own; None where either has no time.
        reason: why there is no comparison, else empty.
        fails: whether the other has no time where the run's own has one.
        changes: what differs on their cards beside the times.
    """

    contender: str
    base: str
    environment: str
    comparison: Comparison | None
    reason: str
    fails: bool
    changes: list[Change]


def pairs(times: Times) -> list[Pair]:
    """Return every form of a workload that was to race in another version, in the order of the roster."""
    roster = times.record.roster
    return [_pair(times, row.contender) for row in times.rows if roster[row.contender].environment]


def are_compared(record: Record) -> bool:
    """Return whether a form was timed in another version."""
    elsewhere = {name for name, declared in record.roster.items() if declared.environment}
    return any(line.contender in elsewhere for line in record.of(Block))


def _pair(times: Times, name: str) -> Pair:
    declared = times.record.roster[name]
    reasons = {row.contender: row.reason for row in times.rows}
    comparison = times.against(declared.base).get(name)
    own = reasons.get(declared.base, "not measured")
    without = f"nothing to hold it against: {declared.base} {own}" if own else "they share no round"
    return Pair(
        contender=name,
        base=declared.base,
        environment=declared.environment,
        comparison=comparison,
        reason="" if comparison else reasons[name] or without,
        fails=bool(reasons[name]) and not own,
        changes=_changes(times, declared.base, name) if comparison else [],
    )


def _changes(times: Times, base: str, name: str) -> list[Change]:
    """Return which facts of two cards differ: who computed and how, what was captured, what was set."""
    here, there = _facts(times, base), _facts(times, name)
    return [
        Change(what=what, here=here.get(what, ABSENT), there=there.get(what, ABSENT))
        for what in dict.fromkeys((*here, *there))
        if here.get(what) != there.get(what)
    ]


def _facts(times: Times, name: str) -> dict[str, str]:
    causes, cards = causes_of(times, name), times.cards.get(name, {})
    facts: dict[str, str] = {}
    if causes.libraries is not None:
        facts["matrix products by"] = "; ".join(f"{one} for {chosen}" for one, chosen in causes.libraries.items())
    if causes.allocated_bytes is not None:
        facts["bytes allocated a step"] = str(causes.allocated_bytes)
    start = times.record.first(Start, times.workload, name)
    if start is not None:
        facts["traces of a start"] = str(start.traces)
        facts |= {what.replace("_", " "): str(number) for what, number in start.captured.items()}
    for card in list(cards.values())[-1:]:
        facts |= {"dtype": card.dtype, "synchronised by": card.sync, "threads": _listed(card.threads)}
        facts["precision"] = _listed(card.precision)
    return facts


def _listed(facts: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {fact}" for name, fact in facts.items())


def packages(record: Record, environment: str) -> list[Change]:
    """Return which distributions of another environment are in another version than here, or only there."""
    machine = record.environment.machine
    here = {normalized(name): number for name, number in machine.packages.items()}
    line = environment_of(record, environment)
    python = [Change(what="python", here=str(machine.python), there=line.python)] if line and line.python else []
    there = [
        Change(what=name, here=here.get(normalized(name), ABSENT), there=number)
        for name, number in (line.packages.items() if line else ())
    ]
    return [change for change in (*python, *there) if change.here != change.there]


def environment_of(record: Record, name: str) -> OtherEnvironment | None:
    """Return what is recorded of another environment; None where a run ended before."""
    return next((line for line in record.of(OtherEnvironment) if line.environment == name), None)
