"""Whose first pass over all shapes may have found compiled what another form of its framework had compiled before."""

from __future__ import annotations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.record.schema import Build
from impls.contenders import keeps_compiled


def maybe_warm(workload: WorkloadAnalysis) -> set[str]:
    """Return the static forms that met their shapes after another one of their framework and version.

    A race's contenders share the folder in which a framework keeps what it compiled, and take their first passes one
    by one in the roster's order: of each framework that keeps any, the first static form alone is sure to find nothing.
    Those that began count, though one may have failed later.
    """
    began = {line.contender for line in workload.record.of(Build, workload.name)}
    seen, warm = set[tuple[str, str]](), set[str]()
    for name, declared in workload.record.roster.items():
        if name in began and declared.graph == "static" and keeps_compiled(declared):
            kept_in = (declared.package, declared.environment)
            warm |= {name} if kept_in in seen else set()
            seen.add(kept_in)
    return warm
