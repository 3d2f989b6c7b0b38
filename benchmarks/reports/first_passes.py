"""Whose first pass over all shapes may have found compiled what another form of its framework had compiled before."""

from __future__ import annotations

from pathlib import Path

from benchmarks.analysis.analysis import WorkloadAnalysis
from impls.contenders import declared_in
from impls.interface import COMPILED, Contender


def maybe_warm(workload: WorkloadAnalysis) -> set[str]:
    """Return the static forms that met their shapes after another one of their framework, timed or not.

    A race's contenders share the folder in which a framework keeps what it compiled, and take their first passes one
    by one in the roster's order: of each framework that keeps any, the first static form alone is sure to find nothing.
    """
    seen, warm = set[str](), set[str]()
    for row in workload.times.rows:
        declared = workload.record.roster[row.contender]
        if declared.graph == "static" and _keeps_compiled(declared):
            warm |= {row.contender} if declared.package in seen else set()
            seen.add(declared.package)
    return warm


def _keeps_compiled(declared: Contender) -> bool:
    variables = declared_in(declared.package).environment(device="cpu", threads=1, scratch="")
    return any(COMPILED in Path(value).parts for value in variables.values())
