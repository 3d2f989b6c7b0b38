"""The tutorial's claim about stack traces."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.faults import counted, refused
from benchmarks.reports.claims import TUTORIAL, Answer, Claim, Settled


def _settle(analysis: Analysis) -> Settled | None:
    """Count the errors whose line is named; what a graph refuses though it runs eagerly is counted apart."""
    planted = counted(analysis.record)
    refusals = refused(planted)
    rows = [row for row in planted if row.raised and row not in refusals]
    named = {graph: [bool(row.names_line) for row in rows if row.graph == graph] for graph in ("dynamic", "static")}
    dynamic = named["dynamic"]
    if not dynamic:
        return None
    said = "; ".join(
        f"{lines.count(True)} of {len(lines)} errors raised in {graph} graphs" for graph, lines in named.items()
    )
    apart = f"; {sum(bool(row.names_line) for row in refusals)} of {len(refusals)} refusals of what runs eagerly"
    answer = Answer.CONFIRMED if all(dynamic) else Answer.PARTLY if any(dynamic) else Answer.REFUTED
    return Settled(answer=answer, evidence=f"the user's line is named by {said}{apart * bool(refusals)}.")


CLAIM = Claim(
    place=70,
    text="a stack trace points at the line where the code was written.",
    whose=TUTORIAL,
    settle=_settle,
)
