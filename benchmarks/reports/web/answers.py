"""The first screen: one row a question, each with its small plot and its sentence; then what compiling pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.standings import Standing
from benchmarks.plan.questions import MAIN, STUDIES
from benchmarks.reports import rounding
from benchmarks.reports.drawings.standings import StandRows, drawing
from benchmarks.reports.findings import Finding, Question, findings
from benchmarks.reports.standings import is_widened
from impls.workloads import WORKLOADS

#: Workloads that answer a question of the first screen, and what the question is about.
RACES = {
    "text_classifier": "Training a text classifier",
    "two_layer_net": "Training a small net",
    **{name: "Training on sequences" for name, shape in WORKLOADS.items() if shape.varies},
}
#: The study that says what serving costs.
SERVING = "inference"
#: Of a question that several static forms pay on, so many are named at most.
MOST_PAYS = 12


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A question of the first screen: what it is about, the part of the page that it opens, and its rows."""

    title: str
    target: str
    rows: StandRows


@dataclass(frozen=True, kw_only=True)
class Pays:
    """From when on a static form has paid for its start: the net, the form, its dynamic form, and the words."""

    net: str
    form: str
    dynamic: str
    text: str


def answers(parts: Iterable[tuple[str, Analysis]]) -> list[Answer]:
    """Return the rows of the first screen, given the parts of the page with what their records say."""
    return [
        Answer(title=title, target=target, rows=drawing(standing, title=title, band=analysis.band))
        for key, analysis in parts
        for title, target, standing in [*_races(key, analysis), *_serving(key, analysis)]
    ]


def _races(key: str, analysis: Analysis) -> Iterator[tuple[str, str, Standing]]:
    where = _where(analysis)
    for workload in analysis.workloads:
        if workload.name in RACES and workload.standing:
            yield f"{RACES[workload.name]}{where}", f"{key}-{workload.name}", workload.standing


def _serving(key: str, analysis: Analysis) -> Iterator[tuple[str, str, Standing]]:
    """Yield the smallest and the largest request of the first net, with all that a service has around it."""
    net = STUDIES[SERVING][0]
    cases = {case: ways for (of, case), ways in analysis.study(SERVING).cases.items() if of == net}
    whole = [(ways[0].items, case) for case, ways in cases.items() if not is_widened(case, cases.keys())]
    for items, case in sorted({min(whole), max(whole)}) if whole else ():
        standing = analysis.standing(SERVING, net, case)
        if standing:
            rows = "one row" if items == 1 else f"{items} rows at once"
            yield f"Serving {rows}{_where(analysis)}", key, standing


def _where(analysis: Analysis) -> str:
    """Return what is said of another device than the CPU, behind a question."""
    device = analysis.record.environment.settings.device
    return "" if device == "cpu" else f", {device.upper()}"


def pays(analyses: Sequence[Analysis]) -> list[Pays]:
    """Return from when on static forms have paid, of the workloads that are measured at every effort."""
    return [row for workload in _main(analyses) for row in _pays(workload)]


def _pays(workload: WorkloadAnalysis) -> list[Pays]:
    forms, dynamic = workload.times.forms, workload.times.dynamic_forms
    return [
        Pays(
            net=workload.name.replace("_", " "),
            form=f"{name}, warm compile cache" if cache == "warm" else name,
            dynamic=other,
            text=rounding.overtakes(crossing),
        )
        for (name, cache, other), crossing in workload.starts.break_evens("").items()
        if name in forms and dynamic.get(name) == other
    ][:MOST_PAYS]


def accuracies(analyses: Sequence[Analysis]) -> list[Finding]:
    """Return what is said of accuracy, of the workloads that are measured at every effort."""
    return [
        finding
        for workload in _main(analyses)
        for finding in findings(workload)
        if finding.question is Question.ACCURATE
    ]


def _main(analyses: Sequence[Analysis]) -> list[WorkloadAnalysis]:
    return [workload for analysis in analyses for workload in analysis.workloads if workload.name in MAIN]
