"""Two saved runs: may they be compared, what changed in versions and in the machine, and in the contenders."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import crowding, differences
from benchmarks.analysis.software import can_matter, normalized
from benchmarks.analysis.times import Times
from benchmarks.record.machine import Machine
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Worker
from benchmarks.stats.ratios import Interval, ratio_of_logs
from benchmarks.stats.regressions import Change, RunComparison, change_of, compare

#: Settings in which two runs must agree, and what a reader is told that they are.
SETTINGS = {"device": "devices", "threads": "threads", "peers": "other machines", "seed": "seeds"}


@dataclass(frozen=True, kw_only=True)
class ComparedWorkload:
    """One workload in both runs.

    Attributes:
        name: its name.
        refusal: why its results can't be compared; empty where they can.
        drift: the control's raw time in the second run over the first: what the machine did. None without a control.
        contenders: the comparisons by contender.
    """

    name: str
    refusal: str = ""
    drift: Interval | None = None
    contenders: Mapping[str, RunComparison]


@dataclass(frozen=True, kw_only=True)
class Absence:
    """What one run has a result of and the other hasn't.

    Attributes:
        workload: its name.
        contender: whose result; empty where it is the whole workload's.
        reason: why there is none in the other run.
    """

    workload: str
    contender: str = ""
    reason: str


def missing(first: Analysis, second: Analysis) -> list[Absence]:
    """Return what the first run timed and the second one can't be held to, with the reason."""
    return [absence for name in first.record.workloads for absence in _missing_of(name, first, second)]


def new(first: Analysis, second: Analysis) -> list[Absence]:
    """Return what the second run timed and the first one didn't, with the reason."""
    return [absence for name in second.record.workloads for absence in _untimed(name, second, first)]


def _missing_of(name: str, first: Analysis, second: Analysis) -> list[Absence]:
    untimed = _untimed(name, first, second)
    if any(not absence.contender for absence in untimed):
        return untimed
    times = first.workload(name).times
    compared = _compared(name, [times, second.workload(name).times])
    if compared.refusal:
        return [*untimed, Absence(workload=name, reason=f"not compared, because of {compared.refusal}")]
    known = {*compared.contenders, *(absence.contender for absence in untimed), times.control}
    return untimed + [
        Absence(workload=name, contender=contender, reason="its times give no ratio to the control's")
        for contender in times.timed
        if contender not in known
    ]


def _untimed(name: str, timed: Analysis, other: Analysis) -> list[Absence]:
    """Return whom of a workload one run timed and another didn't, and whose name the other gave to another form."""
    contenders, record = timed.workload(name).times.timed, other.record
    early = "" if record.ended else ": the run ended early"
    if name not in record.workloads:
        return [Absence(workload=name, reason=f"not measured{early}")] if contenders else []
    times = other.workload(name).times
    reasons = {row.contender: row.reason for row in times.rows}
    return [
        Absence(workload=name, contender=contender, reason=reasons.get(contender, f"not measured{early}"))
        for contender in contenders
        if contender not in times.blocks
    ] + [
        Absence(
            workload=name,
            contender=contender,
            reason=f"its name stands for another form there: {record.roster[contender].summary}",
        )
        for contender in contenders
        if contender in times.blocks and not _is_same_form(contender, timed.record, record)
    ]


def _is_same_form(contender: str, first: Record, second: Record) -> bool:
    """Return whether a contender's name stands for the same form in two runs, by the mode that it ran."""
    return first.roster[contender].mode == second.roster[contender].mode


def refusals(first: Record, second: Record) -> list[str]:
    """Return why two runs can't be compared at all; nothing where they can."""
    a, b = (record.environment.settings for record in (first, second))
    reasons = [f"{run.name} is a smoke run, which is no result" for run in (first, second) if _is_smoke(run)]
    reasons += [f"in {run.name} {crowded}" for run in (first, second) if (crowded := crowding(run))]
    reasons += [
        f"{what} differ: {getattr(a, field)} and {getattr(b, field)}"
        for field, what in SETTINGS.items()
        if getattr(a, field) != getattr(b, field)
    ]
    machines = first.environment.machine, second.environment.machine
    differing = differences(*machines)
    reasons += [f"another machine: {'; '.join(differing)}"] if differing else []
    if a.threads > 1 and _waited(first) != _waited(second):
        reasons.append("in one of them, threads that still spun after a block slowed down whoever came next")
    if a.threads > 1 and _pools(first) != _pools(second):
        reasons.append(f"pools of threads were set otherwise: {_pools(first)} and {_pools(second)}")
    return reasons


def _pools(record: Record) -> str:
    """Return the variables that pools of threads were given; older suites, which bound some to wait, didn't say."""
    line = record.first(Worker)
    if line is None or line.variables is None:
        return "not recorded"
    return ", ".join(f"{name}={value}" for name, value in line.variables.items()) or "none"


def _is_smoke(record: Record) -> bool:
    return record.environment.settings.effort.smoke


def _waited(record: Record) -> bool:
    """Return whether workers waited for their threads to rest; with several threads, older suites didn't."""
    return any(line.idle_wait_seconds is not None for line in record.of(Block))


def versions(first: Record, second: Record) -> list[str]:
    """Return which versions of what can change a result differ between two runs, the suite's own commit among them."""
    a, b = (_versions(run.environment.machine) for run in (first, second))
    names = sorted(a.keys() | b.keys(), key=str.lower)
    return [
        f"{name} {a.get(name, 'missing')} -> {b.get(name, 'missing')}" for name in names if a.get(name) != b.get(name)
    ]


def _versions(machine: Machine) -> dict[str, str]:
    held = {name: version for name, version in machine.packages.items() if normalized(name) in can_matter()}
    # What is named both ways is one package.
    named = {normalized(name) for name in machine.versions}
    rest = {name: version for name, version in held.items() if normalized(name) not in named}
    return {**rest, **machine.versions, "suite": str(machine.commit), "python": str(machine.python)}


def workloads(first: Analysis, second: Analysis, again: Analysis | None = None) -> list[ComparedWorkload]:
    """Compare every workload that both runs timed."""
    shared = [name for name in first.record.workloads if name in second.record.workloads]
    runs = [run for run in (first, second, again) if run]
    return [_compared(name, [run.workload(name).times for run in runs]) for name in shared]


def _compared(name: str, runs: Sequence[Times]) -> ComparedWorkload:
    first, *others = runs
    refusal = next((reason for other in others if (reason := _refusal(first, other))), "")
    if refusal:
        return ComparedWorkload(name=name, refusal=refusal, contenders={})
    control, contenders = first.control, {}
    for contender in first.blocks:
        if contender in (control, first.repeat) or not all(contender in run.blocks for run in runs):
            continue
        if not all(_is_same_form(contender, first.record, run.record) for run in others):
            continue
        ratios = [run.levels.ratio(contender, control) for run in runs]
        known = [ratio for ratio in ratios if ratio is not None]
        if len(known) == len(runs):
            contenders[contender] = compare(*known)
    drift = change_of(*(ratio_of_logs(_step_logs(run, control)) for run in runs[:2]))
    return ComparedWorkload(name=name, drift=drift, contenders=contenders)


def _refusal(first: Times, second: Times) -> str:
    data = first.data, second.data
    if data[0].digest != data[1].digest:
        return f"other data: {data[0].name} {data[0].digest[:12]} and {data[1].name} {data[1].digest[:12]}"
    controls = [(run.control, run.repeat) if run.control else None for run in (first, second)]
    if None in controls or controls[0] != controls[1]:
        return f"no common control: {controls[0]} and {controls[1]}"
    if not all(first.control in run.blocks for run in (first, second)):
        return f"the control {first.control} has no times in one of the runs"
    # Blocks may differ in length, since both contenders of a ratio have the same: the work that they begin may not.
    steps = [set(run.whole_steps.values()) for run in (first, second)]
    return "" if steps[0] == steps[1] else f"trainings of other lengths: {steps[0]} and {steps[1]} steps"


def _step_logs(run: Times, contender: str) -> list[float]:
    steps, processes = run.steps[contender], run.blocks[contender].values()
    return [float(np.median([math.log(seconds / steps) for seconds in rounds.values()])) for rounds in processes]


def worst(workloads: Sequence[ComparedWorkload]) -> Change:
    """Return the gravest thing said of any contender: a regression, a suspicion, or that nothing is known of any."""
    changes = {comparison.change for workload in workloads for comparison in workload.contenders.values()}
    return next((change for change in (Change.REGRESSION, Change.SUSPECTED) if change in changes), Change.UNCHANGED)
