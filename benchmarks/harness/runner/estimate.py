"""How long a run will take, stretch by stretch: first guesses, which what was measured replaces."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.plan import sizes
from benchmarks.plan.questions import CATALOGUE, GRID, STUDIES
from benchmarks.plan.settings import Effort
from impls.workloads import WORKLOADS

#: Seconds of a stretch, of a workload's besides its rounds.
SETUP, REFERENCE, START, CEILINGS, SIZE = 60.0, 30.0, 70.0, 15.0, 45.0
PAIR, STUDY, FAULTS = 200.0, 120.0, 60.0


def stretches(names: Sequence[str], effort: Effort) -> list[tuple[str, float]]:
    """Return the stretches of a run of these workloads, studies and so on, each with a guess of its seconds."""
    timed = [name for name in names if name in WORKLOADS]
    others = {**dict.fromkeys(GRID, PAIR), **dict.fromkeys(STUDIES, STUDY), CATALOGUE: FAULTS}
    return [
        ("reference", REFERENCE),
        *[(name, SETUP + effort.seconds) for name in timed] * effort.replicates,
        ("ceilings", CEILINGS),
        *[(f"start {name}", START) for name in timed for _ in range(effort.starts_of(name))],
        *[("size", SIZE)] * (len(sizes.names(smoke=effort.smoke)) if sizes.SWEEP in names else 0),
        *((name, others[name]) for name in names if name in others),
    ]
