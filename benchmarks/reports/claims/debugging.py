"""What is said for dynamic graphs: errors name the line, and a print and a debugger reach every step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.faults import counted, grouped, refused
from benchmarks.record.schema import Fault
from benchmarks.reports.claims import FOR_DYNAMIC, Claim, Settled, answer_of
from benchmarks.stats.verdicts import Word
from impls.contenders import challengers
from impls.faults import FAULTS, STEPS

#: In how many of how many cases something shows.
Count: TypeAlias = tuple[int, int]


def _settle(analysis: Analysis) -> Settled | None:
    """Hold each framework's dynamic mode against its static ones: in errors, in prints and in a debugger's stops."""
    faults = grouped(analysis.record.of(Fault), lambda row: row.framework)
    by_framework = {
        name: rows
        for name in challengers()
        for rows in faults
        if rows[0].framework == name and {row.graph for row in rows} == {"dynamic", "static"}
    }
    if not by_framework:
        return None
    planted = counted(analysis.record)
    refusals = refused(planted)
    errors = [row for row in planted if row.raised and row not in refusals]
    aspects: dict[str, Callable[[Sequence[Fault]], Count]] = {
        "Errors name the line": lambda rows: _named(row for row in rows if row in errors),
        "A print runs on the steps": _prints,
        "With nothing planted a debugger's trace stops on the steps": _stops,
    }
    words, texts = list[Word](), list[str]()
    for aspect, count in aspects.items():
        found, said = _of_aspect(by_framework, count)
        words += found
        texts.append(f"{aspect}, {answer_of(found, Word.FASTER)}: {said}")
    evidence = f"a dynamic mode has to be ahead of every static one of its framework. {'. '.join(texts)}."
    evidence += f" Not counted among errors, refusals of what runs eagerly: {len(refusals)}." * bool(refusals)
    return Settled(answer=answer_of(words, Word.FASTER), evidence=evidence)


def _of_aspect(
    by_framework: Mapping[str, Sequence[Fault]], count: Callable[[Sequence[Fault]], Count]
) -> tuple[list[Word], str]:
    """Return what an aspect says of every framework, and the counts of all modes."""
    words, texts = list[Word](), list[str]()
    for name, rows in by_framework.items():
        counts = {row.mode: count([one for one in rows if one.mode == row.mode]) for row in rows}
        dynamic = {row.mode for row in rows if row.graph == "dynamic"}
        words.append(_word(counts, dynamic))
        listed = ", ".join(f"{shown} of {cases} in {mode}" for mode, (shown, cases) in counts.items())
        texts.append(f"{challengers()[name].title} {listed}")
    return words, "; ".join(texts)


def _word(counts: Mapping[str, Count], dynamic: set[str]) -> Word:
    """Return whether dynamic modes are ahead of all static ones, behind one, or neither; no cases say nothing."""
    shares = {mode: shown / cases for mode, (shown, cases) in counts.items() if cases}
    leads = [
        shares[mode] - share
        for mode in dynamic & shares.keys()
        for other, share in shares.items()
        if other not in dynamic
    ]
    if not leads:
        return Word.NO_VERDICT
    return Word.FASTER if min(leads) > 0 else Word.SLOWER if min(leads) < 0 else Word.SAME


def _named(errors: Iterable[Fault]) -> Count:
    named = [bool(row.names_line) for row in errors]
    return sum(named), len(named)


def _prints(rows: Sequence[Fault]) -> Count:
    prints = [row.prints or 0 for row in rows if row.fault == "print_in_step"]
    return max(prints, default=0), STEPS * bool(prints)


def _stops(rows: Sequence[Fault]) -> Count:
    stops = [row.debugger_stops for row in rows if row.fault == FAULTS[0].name]
    return max(stops, default=0), STEPS * bool(stops)


CLAIM = Claim(place=120, text="what goes wrong is found where it was written.", whose=FOR_DYNAMIC, settle=_settle)
