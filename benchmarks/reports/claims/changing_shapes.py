"""What is said for dynamic graphs: a shape that is new costs them nothing."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.claims import FOR_DYNAMIC, Claim, Settled, outcome_of
from benchmarks.reports.first_passes import maybe_warm

WORKLOAD = "sequence_classifier"
#: A first pass over every shape that takes less than so many later ones has cost next to nothing.
NOTHING = 2.0
#: What the summary of a form says whose one graph takes every width; records have no other field for it.
OPEN_WIDTH = "width open"


def _settle(analysis: Analysis) -> Settled | None:
    """Hold the first pass over all shapes against later ones: of dynamic forms, and of static ones at the same length.

    Confirmed where first passes of dynamic forms cost next to nothing and those of static forms more. To a graph that
    leaves the width open no width is new: what its first pass costs more says nothing of new shapes. Nor does that of
    a form that may have found its programs compiled by another.
    """
    if WORKLOAD not in analysis.record.workloads:
        return None
    roster = analysis.record.roster
    costs: dict[str, dict[str, float]] = {"dynamic": {}, "static": {}}
    open_width, warm = list[str](), list[str]()
    maybe = maybe_warm(analysis.workload(WORKLOAD))
    for row in analysis.workload(WORKLOAD).sequences:
        declared = roster[row.contender]
        if row.padding == "own" and row.contender in analysis.workload(WORKLOAD).times.forms:
            cost = row.first_pass_seconds / row.block_seconds
            if OPEN_WIDTH in declared.summary:
                traces = "" if row.traces is None else f" ({row.traces} trace{'s' * (row.traces != 1)})"
                open_width.append(f"{row.contender} {rounding.times(cost)}{traces}")
            elif row.contender in maybe:
                warm.append(f"{row.contender} {rounding.times(cost)}")
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
    because = {
        "one graph leaves the width open, so that the first pass traces that and meets no width that is new to it": (
            open_width
        ),
        "another form of the framework may have compiled for it, into the cache that both share": warm,
    }
    left_out = [f"Left out, since {reason}: {', '.join(forms)}." for reason, forms in because.items() if forms]
    return Settled(answer=outcome_of(held), evidence=" ".join([evidence, *left_out]))


CLAIM = Claim(place=110, text="shapes that are new cost nothing.", whose=FOR_DYNAMIC, settle=_settle)
