"""One run as the template shows it, and what may be compared with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.analysis import two_runs
from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.questions import PAGES
from benchmarks.record.record import Record
from benchmarks.record.schema import Block as BlockLine
from benchmarks.record.schema import WorkloadLine
from benchmarks.reports.claims import answered
from benchmarks.reports.document import Block, Bullets, Heading, Sentence
from benchmarks.reports.drawings.palette import Look, looks_of, shaded
from benchmarks.reports.drawings.roofline import roofline
from benchmarks.reports.drawings.size_sweep import size_sweep
from benchmarks.reports.pages import heading
from benchmarks.reports.pages.published import names_on
from benchmarks.reports.sections import RunSection, pitfalls, run_sections, sweep
from benchmarks.reports.web import plots
from benchmarks.reports.web.plots import Plot
from benchmarks.reports.web.workloads import WorkloadPart, workload_part

#: The roofline's axis ends at so many times the largest intensity.
ROOM = 4


@dataclass(frozen=True, kw_only=True)
class Fold:
    """A part of a section that can be folded away."""

    title: str
    blocks: list[Block]


@dataclass(frozen=True, kw_only=True)
class SectionPart:
    """A section about no single workload: its drawing (None without one), what comes first, and its parts."""

    title: str
    label: str
    plot: Plot | None
    lead: list[Block]
    folds: list[Fold]


@dataclass(frozen=True, kw_only=True)
class RunPart:
    """All that the page shows of a run.

    Attributes:
        key: what the names of its sections in the page begin with.
        name, title, label, date: the run's name, the page's title by it, what it is about in a word or two, when.
        warnings, facts, ceilings: what every reader must know first, what was run where, and the machine's ceilings.
        no_result: why its numbers can't be held against another run's; empty where they can.
        claims: what it says of the claims; None where it says nothing.
        workloads: those that contenders raced on.
        looks: of all contenders of the roster, by name, and of those that were timed.
        roofline: None without ceilings.
        sections: those about no single workload.
    """

    key: str
    name: str
    title: str
    label: str
    date: str
    warnings: list[str]
    facts: dict[str, Sentence]
    ceilings: str
    no_result: str
    claims: Bullets | None
    workloads: list[WorkloadPart]
    looks: dict[str, Look]
    legend: list[Look]
    roofline: Plot | None
    sections: list[SectionPart]

    @property
    def links(self) -> list[tuple[str, str]]:
        """The places of its sections, and what they are called."""
        roof = [(f"{self.key}-roofline", "ceilings")] if self.roofline else []
        return [
            *((part.key, part.name.replace("_", " ")) for part in self.workloads),
            *roof,
            *((f"{self.key}-f{number}", section.label) for number, section in enumerate(self.sections, start=1)),
        ]


def run_part(analysis: Analysis, *, number: int) -> RunPart:
    """Return what the page shows of a run; ``number`` tells the runs of a page apart."""
    record, key = analysis.record, f"run{number}"
    looks = shaded(looks_of(record))
    timed = {line.contender for line in record.of(BlockLine)}
    claims = answered(analysis)
    roof = roofline(analysis.workloads, room=ROOM)
    return RunPart(
        key=key,
        name=record.name,
        title=heading.title(record),
        label=_label(record),
        date=record.environment.date,
        warnings=_warnings(record),
        facts=heading.facts(record),
        ceilings=heading.ceilings(analysis),
        no_result=_no_result(record),
        claims=Bullets(claims) if claims else None,
        workloads=[
            workload_part(workload, key=f"{key}-{workload.name}", looks=looks) for workload in analysis.workloads
        ],
        looks=looks,
        legend=[look for name, look in looks.items() if name in timed],
        roofline=plots.roofline(roof, looks=looks) if roof else None,
        sections=[_section(section, analysis, looks) for section in run_sections(analysis)],
    )


def _label(record: Record) -> str:
    """Return what a run is about, in a word or two for each of its pages."""
    if record.environment.demonstration:
        return pitfalls.SECTION.label
    held = {line.workload for line in record.lines if isinstance(line, WorkloadLine)}
    return ", ".join(page.replace("_", " ") or "training" for page in PAGES if held & names_on(page))


def _warnings(record: Record) -> list[str]:
    banner = [f"{pitfalls.BANNER}."] if record.environment.demonstration else []
    return [*banner, *(text.removeprefix("WARNING: ") for text in heading.warnings(record))]


def _no_result(record: Record) -> str:
    """Return why a run's numbers can't be held against another run's; nothing where they can."""
    if record.environment.settings.effort.smoke:
        return "This is a smoke run on smaller shapes: its numbers are no result and can't be compared with any."
    if not record.ended:
        return "This run ended early: what it lacks can't be compared."
    return ""


def _section(section: RunSection, analysis: Analysis, looks: dict[str, Look]) -> SectionPart:
    """Return a section: what precedes its first heading, and what follows, by heading."""
    lead: list[Block] = []
    folds: list[Fold] = []
    for block in section.blocks(analysis):
        if isinstance(block, Heading) and block.level == 3:  # noqa: PLR2004  the level below a section's
            folds.append(Fold(title=block.text, blocks=[]))
        else:
            (folds[-1].blocks if folds else lead).append(block)
    drawing = size_sweep(analysis) if section is sweep.SECTION else None
    return SectionPart(
        title=section.title,
        label=section.label,
        plot=plots.size_sweep(drawing, looks=looks) if drawing else None,
        lead=lead,
        folds=folds,
    )


@dataclass(frozen=True, kw_only=True)
class Comparability:
    """Whether two runs of the same workload may be compared: why not, if not, and how versions differ."""

    names: tuple[str, str]
    refusals: list[str]
    versions: list[str]


def comparable(records: Sequence[Record]) -> list[Comparability]:
    """Return for each two runs that timed the same workload whether they may be compared."""
    return [
        Comparability(
            names=(first.name, second.name),
            refusals=two_runs.refusals(first, second),
            versions=two_runs.versions(first, second),
        )
        for first, second in combinations(records, 2)
        if {*first.workloads} & {*second.workloads}
    ]
