"""The first screen: one row a question, each with its small plot and its sentence; then what compiling pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.standings import Standing
from benchmarks.plan.questions import MAIN, STUDIES, VERSIONS
from benchmarks.reports import rounding, standings
from benchmarks.reports.drawings.standings import StandRows, drawing
from benchmarks.reports.findings import Finding, Question, findings
from benchmarks.reports.sections.sequences import PADDING
from benchmarks.reports.web.questions import Part
from impls.workloads import WORKLOADS

#: Workloads that answer a question of the first screen, and what the question is about.
RACES = {
    "text_classifier": "Training a text classifier",
    "two_layer_net": "Training a small net",
    **{name: "Training on sequences" for name, shape in WORKLOADS.items() if shape.varies},
}
#: The study that says what serving costs.
SERVING = "inference"
#: Who stands in rows and isn't ranked, by its role, and why.
UNRANKED = {
    standings.CONTROL: "the control, which is the same net by hand in NumPy and shows what the arithmetic takes",
    standings.LEGACY: "legacy interfaces, which a framework keeps for old programs",
}
#: Of a question that several static forms pay on, so many are named at most.
MOST_PAYS = 12


@dataclass(frozen=True, kw_only=True)
class Faster:
    """A form that isn't in a row, faster or nearer: the section where it raced, what that is about, and the words."""

    target: str
    about: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A question of the first screen.

    Attributes:
        title, about: what it is about, and of which net, from where to where, on which machine.
        target: the part of the page that it opens.
        rows: who stands where.
        notes: what else must be known of those who do: how they pad.
        faster: which forms of other races are faster.
        others: what the same question comes to on other nets.
    """

    title: str
    about: str
    target: str
    rows: StandRows
    notes: list[str] = field(default_factory=list)
    faster: list[Faster] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Pays:
    """From when on a static form has paid for its start: the net, the form, its dynamic form, and the words."""

    net: str
    form: str
    dynamic: str
    text: str


def answers(parts: Sequence[Part]) -> list[Answer]:
    """Return the rows of the first screen, given the parts of the page."""
    return [answer for part in parts for answer in (*_races(part, parts), *_serving(part))]


def unranked(rows: Iterable[Answer]) -> str:
    """Return who stands in rows and isn't ranked, and why; nothing where everybody is."""
    roles = {row.role for answer in rows for row in answer.rows.rows}
    return "; ".join(text for role, text in UNRANKED.items() if role in roles)


def _races(part: Part, parts: Sequence[Part]) -> Iterator[Answer]:
    for workload in _heard(part, parts):
        if workload.name in RACES and workload.standing:
            title = f"{RACES[workload.name]}{_device(part)}"
            yield Answer(
                title=title,
                about=_listed(_named(workload.name), part.place),
                target=f"{part.key}-{workload.name}",
                rows=drawing(workload.standing, title=title, band=workload.band),
                notes=_padding(workload, workload.standing),
                faster=_faster(workload, part, parts),
            )


def _padding(workload: WorkloadAnalysis, standing: Standing) -> list[str]:
    """Say how the best forms pad sequences, where they do more than they must."""
    rules = {stand.name: workload.record.roster[stand.name].padding for stand in standing.bests}
    return [
        f"{name} pads to {rule}: each batch is {PADDING[rule]}."
        for name, rule in rules.items()
        if rule in PADDING and rule != "own"
    ]


def _faster(workload: WorkloadAnalysis, part: Part, parts: Sequence[Part]) -> list[Faster]:
    """Say where a form that isn't in the row beats its fastest one, or comes nearer to it than what is in it."""
    alike = [other for other in parts if other.analysis.record.where == part.analysis.record.where]
    races = [(other, race) for other in alike for race in other.analysis.workloads]
    return [
        Faster(target=other.key, about=_listed(other.short, other.place), text=text)
        for other, text in standings.faster_elsewhere(workload, races)
    ]


def _serving(part: Part) -> Iterator[Answer]:
    """Yield the smallest and the largest request of the first net, with all that a service has around it."""
    net, *others = STUDIES[SERVING]
    cases = _ends(part, net)
    for place, (items, case) in cases.items():
        standing = part.analysis.standing(SERVING, net, case)
        if standing:
            title = f"Serving {'one row' if items == 1 else f'{items} rows at once'}{_device(part)}"
            also = ((other, _ends(part, other).get(place)) for other in others)
            yield Answer(
                title=title,
                about=_listed(_named(net), case.partition(", ")[2], part.place),
                target=part.key,
                rows=drawing(standing, title=title, band=part.analysis.band),
                others=[said for other, end in also if end and (said := _on_another(part, other, end[1]))],
            )


def _ends(part: Part, net: str) -> dict[str, tuple[int, str]]:
    """Return the smallest and the largest request that a net has times of, and how the case is called."""
    cases = {case: ways for (of, case), ways in part.analysis.study(SERVING).cases.items() if of == net}
    # A case within another has less around it than a service has.
    within = {case for case in cases if any(other.startswith(f"{case}, ") for other in cases)}
    whole = [(ways[0].items, case) for case, ways in cases.items() if case not in within]
    if not whole:
        return {}
    return {"smallest": min(whole)} | ({"largest": max(whole)} if len(whole) > 1 else {})


def _on_another(part: Part, net: str, case: str) -> str:
    standing = part.analysis.standing(SERVING, net, case)
    return f"{_named(net)}, {case}: {standings.sentence(standing, part.analysis.band)}" if standing else ""


def _named(net: str) -> str:
    return net.replace("_", " ")


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _device(part: Part) -> str:
    """Return what is said of another device than the CPU, behind a question."""
    device = part.analysis.record.environment.settings.device
    return "" if device == "cpu" else f", {device.upper()}"


def pays(parts: Sequence[Part]) -> list[Pays]:
    """Return from when on static forms have paid, of the workloads that are measured at every effort."""
    return [row for part in parts for workload in _main(part, parts) for row in _pays(workload, part)]


def _pays(workload: WorkloadAnalysis, part: Part) -> list[Pays]:
    forms, dynamic = workload.times.forms, workload.times.dynamic_forms
    return [
        Pays(
            net=_listed(_named(workload.name), part.place),
            form=f"{name}, warm compile cache" if cache == "warm" else name,
            dynamic=other,
            text=rounding.overtakes(crossing),
        )
        for (name, cache, other), crossing in workload.starts.break_evens("").items()
        if name in forms and dynamic.get(name) == other
    ][:MOST_PAYS]


def accuracies(parts: Sequence[Part]) -> list[Finding]:
    """Return what is said of accuracy, of the workloads that are measured at every effort."""
    return [
        finding
        for part in parts
        for workload in _main(part, parts)
        for finding in findings(workload)
        if finding.question is Question.ACCURATE
    ]


def _main(part: Part, parts: Sequence[Part]) -> list[WorkloadAnalysis]:
    return [workload for workload in _heard(part, parts) if workload.name in MAIN]


def _heard(part: Part, parts: Sequence[Part]) -> list[WorkloadAnalysis]:
    """Return the workloads that a part is asked about: a race of versions isn't where another part ran the same net."""
    workloads = part.analysis.workloads
    if part.page != VERSIONS:
        return workloads
    where = part.analysis.record.where
    others = [other for other in parts if other.page != VERSIONS and other.analysis.record.where == where]
    answered = {workload.name for other in others for workload in other.analysis.workloads}
    return [workload for workload in workloads if workload.name not in answered]
