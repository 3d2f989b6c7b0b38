"""What is said for dynamic graphs: a shape that is new costs them nothing."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.claims import FOR_DYNAMIC, Claim, Settled, outcome_of

WORKLOAD = "sequence_classifier"
#: A first pass over every shape that takes less than so many later ones has cost next to nothing.
NOTHING = 2.0
#: What the summary of a form says whose one graph takes every width; records have no other field for it.
OPEN_WIDTH = "width open"


def _settle(analysis: Analysis) -> Settled | None:
    """Hold the first pass over all shapes against later ones: of dynamic forms, and of static ones at the same length.

    Confirmed where first passes of dynamic forms cost next to nothing and those of static forms more. To a graph that
    leaves the width open no width is new: what its first pass costs more says nothing of new shapes.
    """
    if WORKLOAD not in analysis.record.workloads:
        return None
    roster = analysis.record.roster
    costs: dict[str, dict[str, float]] = {"dynamic": {}, "static": {}}
    open_width = list[str]()
    for row in analysis.workload(WORKLOAD).sequences:
        declared = roster[row.contender]
        if row.padding == "own" and row.contender in analysis.workload(WORKLOAD).times.forms:
            cost = row.first_pass_seconds / row.block_seconds
            if OPEN_WIDTH in declared.summary:
                traces = "" if row.traces is None else f" ({row.traces} trace{'s' * (row.traces != 1)})"
                open_width.append(f"{row.contender} {rounding.times(cost)}{traces}")
            else:
                costs[declared.graph][row.contender] = cost
    if not all(costs.values()):
        return None
    held = [(cost < NOTHING) == (graph == "dynamic") for graph in costs for cost in costs[graph].values()]
    texts = [
        f"{graph}, {', '.join(f'{name} {rounding.times(cost)}' for name, cost in of_graph.items())}"
        for graph, of_graph in costs.items()
    ]
    evidence = (
        "the first pass over all widths took so many times a later one, each measured once, and less than "
        f"{rounding.times(NOTHING)} counts as nothing: {'; '.join(texts)}."
    )
    left_out = (
        f" Left out, since one graph leaves the width open, so that the first pass traces that and meets no width that "
        f"is new to it: {', '.join(open_width)}."
    )
    return Settled(answer=outcome_of(held), evidence=f"{evidence}{left_out * bool(open_width)}")


CLAIM = Claim(place=110, text="shapes that are new cost nothing.", whose=FOR_DYNAMIC, settle=_settle)
