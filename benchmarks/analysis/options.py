"""What one option brings: every contender that is another one but for that option, against that one."""

from __future__ import annotations

from benchmarks.analysis.times import Comparison, Times
from impls import source
from impls.contenders import contenders
from impls.workloads import WORKLOADS


def against_bases(times: Times) -> list[Comparison]:
    """Return the comparison of every timed contender that declares a base with that base; other versions aside."""
    roster = times.record.roster
    bases = {name: declared.base for name, declared in roster.items() if declared.base and not declared.environment}
    return [times.against(base)[name] for name, base in bases.items() if name in times.against(base)]


def lines_changed(base: str, option: str, workload: str) -> tuple[int, int] | None:
    """Return how many lines of code an option adds and removes; None where the two no longer compute the workload."""
    declared = contenders()
    if any(name not in declared or workload not in declared[name].workloads for name in (base, option)):
        return None
    module = WORKLOADS[workload].module
    return source.changed(*(source.program(declared[name], module) for name in (base, option)))
