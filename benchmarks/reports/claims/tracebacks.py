"""The tutorial's claim about stack traces."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.faults import counted
from benchmarks.reports.claims import TUTORIAL, Answer, Claim, Settled


def _settle(analysis: Analysis) -> Settled | None:
    """Count the faults whose line is named."""
    rows = [row for row in counted(analysis.record) if row.raised]
    named = {graph: [bool(row.names_line) for row in rows if row.graph == graph] for graph in ("dynamic", "static")}
    dynamic = named["dynamic"]
    if not dynamic:
        return None
    said = "; ".join(
        f"{lines.count(True)} of {len(lines)} faults raised in {graph} graphs" for graph, lines in named.items()
    )
    answer = Answer.CONFIRMED if all(dynamic) else Answer.PARTLY if any(dynamic) else Answer.REFUTED
    return Settled(answer=answer, evidence=f"the user's line is named by {said}.")


CLAIM = Claim(
    place=70,
    text="a stack trace points at the line where the code was written.",
    whose=TUTORIAL,
    settle=_settle,
)
