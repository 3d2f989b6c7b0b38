"""What is said for dynamic graphs: a shape that is new costs them nothing."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.claims import FOR_DYNAMIC, Claim, Settled, outcome_of

WORKLOAD = "sequence_classifier"
#: A first pass over every shape that takes less than so many later ones has cost next to nothing.
NOTHING = 2.0


def _settle(analysis: Analysis) -> Settled | None:
    """Hold the first pass over all shapes against later ones: of dynamic forms, and of static ones at the same length.

    Confirmed where first passes of dynamic forms cost next to nothing and those of static forms more.
    """
    if WORKLOAD not in analysis.record.workloads:
        return None
    roster = analysis.record.roster
    costs: dict[str, dict[str, float]] = {"dynamic": {}, "static": {}}
    for row in analysis.workload(WORKLOAD).sequences:
        declared = roster[row.contender]
        if row.padding == "own" and row.contender in analysis.workload(WORKLOAD).times.forms:
            costs[declared.graph][row.contender] = row.first_pass_seconds / row.block_seconds
    if not all(costs.values()):
        return None
    held = [(cost < NOTHING) == (graph == "dynamic") for graph in costs for cost in costs[graph].values()]
    texts = [
        f"{graph}, {', '.join(f'{name} {rounding.times(cost)}' for name, cost in of_graph.items())}"
        for graph, of_graph in costs.items()
    ]
    evidence = f"the first pass over all widths took so many times a later one, each measured once: {'; '.join(texts)}"
    return Settled(answer=outcome_of(held), evidence=f"{evidence}.")


CLAIM = Claim(place=110, text="shapes that are new cost nothing.", whose=FOR_DYNAMIC, settle=_settle)
