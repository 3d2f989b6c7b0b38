"""What is said for dynamic graphs: a debugger and a print reach every step, and errors name the line."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.faults import counted
from benchmarks.record.schema import Fault
from benchmarks.reports.claims import FOR_DYNAMIC, Claim, Settled, outcome_of
from impls.contenders import challengers
from impls.faults import FAULTS, STEPS


def _settle(analysis: Analysis) -> Settled | None:
    """Hold each framework's dynamic mode against its static ones, in what a debugger, a print and an error show."""
    held, texts = list[bool | None](), list[str]()
    for name, declared in challengers().items():
        rows = [row for row in analysis.record.of(Fault) if row.framework == name]
        if {row.graph for row in rows} != {"dynamic", "static"}:
            continue
        better, text = _of_framework(rows, counted(analysis.record))
        held.append(better)
        texts.append(f"{declared.title}: {text}")
    return Settled(answer=outcome_of(held), evidence=f"{'. '.join(texts)}.") if held else None


def _of_framework(rows: list[Fault], planted: list[Fault]) -> tuple[bool, str]:
    """Return whether the dynamic mode is ahead of every static one, and what is seen in each."""
    seen = {row.mode: _seen([other for other in rows if other.mode == row.mode], planted) for row in rows}
    dynamic = {row.mode for row in rows if row.graph == "dynamic"}
    of_static = [shown for mode, shown in seen.items() if mode not in dynamic]
    ahead = all(
        shown != other and all(mine >= yours for mine, yours in zip(shown, other, strict=True))
        for shown in (seen[mode] for mode in dynamic)
        for other in of_static
    )
    texts = [
        f"in {mode}, with nothing planted, a breakpoint stops on {stops} of {STEPS} steps, a print runs on {prints}, "
        f"and {named:.0%} of the errors name the line"
        for mode, (stops, prints, named) in seen.items()
    ]
    return ahead, "; ".join(texts)


def _seen(rows: list[Fault], planted: list[Fault]) -> tuple[int, int, float]:
    """Return on how many steps a breakpoint stops and a print runs in a mode, and the share of errors with the line."""
    stops = max((row.debugger_stops for row in rows if row.fault == FAULTS[0].name), default=0)
    prints = max((row.prints or 0 for row in rows if row.fault == "print_in_step"), default=0)
    raised = [bool(row.names_line) for row in rows if row.raised and row in planted]
    return stops, prints, sum(raised) / len(raised) if raised else 0.0


CLAIM = Claim(place=120, text="what goes wrong is found where it was written.", whose=FOR_DYNAMIC, settle=_settle)
