"""The sections of the page: one a question, from whichever run answers it; and what differs between those runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.analysis import two_runs, versions
from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import letters
from benchmarks.plan.questions import PAGES, VERSIONS, questions
from benchmarks.record.record import Record
from benchmarks.record.schema import Block as BlockLine
from benchmarks.record.schema import WorkloadLine
from benchmarks.reports.claims import answered
from benchmarks.reports.document import Block, Bullets, Heading, Sentence, plain
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
    plot: Plot | None
    lead: list[Block]
    folds: list[Fold]


@dataclass(frozen=True, kw_only=True)
class QuestionPart:
    """All that the page shows of one question.

    Attributes:
        key: the name of its section in the page.
        title, short: the question, and what it is about in a word or two.
        run, where, measured: the run's name, the device, its threads and its machine, and when and how hard it was
            measured.
        demonstration: whether its numbers are mistakes made on purpose.
        warnings, ceilings: what every reader must know first, and the machine's ceilings.
        claims: what it says of the claims; None where it says nothing.
        workloads: those that contenders raced on.
        looks, legend: of all contenders of the roster, by name, and of those that were timed.
        roofline: None without ceilings.
        sections: those about no single workload.
    """

    key: str
    title: str
    short: str
    run: str
    where: str
    measured: str
    demonstration: bool
    warnings: list[str]
    ceilings: str
    claims: Bullets | None
    workloads: list[WorkloadPart]
    looks: dict[str, Look]
    legend: list[Look]
    roofline: Plot | None
    sections: list[SectionPart]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A page that a run has lines of.

    Attributes:
        key: the name of its section in the report.
        page: the page's name; empty for the first one.
        machine: the letter of its machine among those of all runs; empty where all are one.
        analysis: what the run's record says of it.
    """

    key: str
    page: str
    machine: str
    analysis: Analysis

    @property
    def short(self) -> str:
        """What it is about in a word or two."""
        return self.page.replace("_", " ") or "training"

    @property
    def place(self) -> str:
        """The machine, where runs come from several."""
        return self.machine and f"machine\N{NO-BREAK SPACE}{self.machine}"

    @property
    def where(self) -> str:
        """The device and its threads, and the machine."""
        return ", ".join(filter(None, (self.analysis.record.where, self.place)))


def parts_of(analyses: Sequence[Analysis]) -> list[Part]:
    """Return the pages that runs have lines of, in their order."""
    marks = letters([analysis.record.environment.machine for analysis in analyses])
    return [
        Part(key=f"run{number}" + f"-{page}" * (len(pages) > 1), page=page, machine=mark, analysis=part)
        for number, (pages, mark) in enumerate(zip(map(asked, analyses), marks, strict=True), start=1)
        for page, part in pages
    ]


def asked(analysis: Analysis) -> list[tuple[str, Analysis]]:
    """Return the pages that a record has lines of, each with what the record says of it; all of a demonstration."""
    record = analysis.record
    if record.environment.demonstration:
        return [(pitfalls.SECTION.label, analysis)]
    if versions.are_compared(record):
        return [(VERSIONS, analysis)]
    held = {line.workload for line in record.lines if isinstance(line, WorkloadLine)}
    pages = [page for page in PAGES if held & names_on(page)]
    if len(pages) <= 1:
        return [(page, analysis) for page in pages or [""]]
    return [
        (page, Analysis(record.about(names_on(page)), baseline=analysis.baseline, band=analysis.band)) for page in pages
    ]


def question_part(part: Part) -> QuestionPart:
    """Return what the page shows of one question, answered by a run."""
    analysis, record, key, page = part.analysis, part.analysis.record, part.key, part.page
    looks = shaded(looks_of(record))
    timed = {line.contender for line in record.of(BlockLine)}
    claims, roof = answered(analysis), roofline(analysis.workloads, room=ROOM)
    environment = record.environment
    return QuestionPart(
        key=key,
        title=questions().get(page, pitfalls.SECTION.title),
        short=part.short,
        run=record.name,
        where=part.where,
        measured=f"{environment.date}, effort {environment.settings.effort.name}",
        demonstration=environment.demonstration,
        warnings=_warnings(record),
        ceilings=heading.ceilings(analysis),
        claims=Bullets(claims) if claims else None,
        workloads=[
            workload_part(workload, key=f"{key}-{workload.name}", looks=looks) for workload in analysis.workloads
        ],
        looks=looks,
        legend=[look for name, look in looks.items() if name in timed],
        roofline=plots.roofline(roof, looks=looks) if roof else None,
        sections=[_section(section, analysis, looks) for section in run_sections(analysis)],
    )


def _warnings(record: Record) -> list[str]:
    banner = [f"{pitfalls.BANNER}."] if record.environment.demonstration else []
    return [*banner, *(text.removeprefix("WARNING: ") for text in heading.warnings(record))]


def no_result(record: Record) -> str:
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
        plot=plots.size_sweep(drawing, looks=looks) if drawing else None,
        lead=lead,
        folds=folds if section.details_in_report else [],
    )


def machine(records: Sequence[Record]) -> dict[str, list[tuple[str, Sentence]]]:
    """Return the facts of all runs, once where they agree, else each with the questions' runs that it is of."""
    held: dict[str, list[tuple[str, Sentence]]] = {}
    for record in records:
        for name, fact in heading.facts(record).items():
            held.setdefault(name, []).append((record.name, fact))
    return {name: _differences(facts) for name, facts in held.items()}


def _differences(facts: Iterable[tuple[str, Sentence]]) -> list[tuple[str, Sentence]]:
    """Return facts by their words, with the names of the runs that have them; without where all runs agree."""
    whose: dict[str, list[str]] = {}
    words: dict[str, Sentence] = {}
    for name, fact in facts:
        whose.setdefault(plain(fact), []).append(name)
        words[plain(fact)] = fact
    if len(words) == 1:
        return [("", fact) for fact in words.values()]
    return [(", ".join(names), words[text]) for text, names in whose.items()]


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
