"""What may have caused a contender's times: who multiplied, its framework's own rates, what its memory costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from benchmarks.analysis.times import Times
from benchmarks.record.schema import Block, Ceilings
from benchmarks.record.schema import Causes as CausesLine


@dataclass(frozen=True, kw_only=True)
class Causes:
    """What is known of a contender; None where nobody was asked.

    Attributes:
        libraries: that multiplied, with the instructions that each chose; empty where none says.
        asked_on: the workload on which that was asked, where it isn't this one.
        allocated_bytes: that a step asks its framework's allocator for; None where that doesn't say, too.
        page_faults: a step, the median over timed blocks.
        ceilings: what its framework reaches by itself.
    """

    libraries: Mapping[str, str] | None
    asked_on: str
    allocated_bytes: int | None
    page_faults: float | None
    ceilings: Ceilings | None


def causes_of(times: Times, contender: str) -> Causes:
    """Return what may have caused a contender's times on a workload."""
    record = times.record
    asked = {line.workload: line for line in record.of(CausesLine) if line.contender == contender}
    here = asked.get(times.workload)
    # Who multiplies is a matter of the form, what is allocated one of the shapes.
    line = here or next(iter(asked.values()), None)
    declared = record.roster[contender]
    faults = [
        block.page_faults / times.steps[contender]
        for block in record.of(Block, times.workload, contender)
        if block.page_faults is not None
    ]
    return Causes(
        libraries=line.libraries if line else None,
        asked_on=line.workload if line and not here else "",
        allocated_bytes=here.allocated_bytes if here else None,
        page_faults=median(faults) if faults else None,
        # Another version's own were not measured.
        ceilings=None
        if declared.environment
        else next((line for line in record.of(Ceilings) if line.framework == declared.framework), None),
    )
