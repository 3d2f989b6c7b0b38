"""One workload of a run, as the template shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.times import expected_misses
from benchmarks.plan.questions import MAIN
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Heading, when
from benchmarks.reports.drawings.learning import Learning, learning
from benchmarks.reports.drawings.palette import Look
from benchmarks.reports.drawings.step_times import BlockRows, step_times
from benchmarks.reports.drawings.totals import TotalLine, from_process_start
from benchmarks.reports.findings import Finding, Question, findings
from benchmarks.reports.sections import InReport, workload_sections
from benchmarks.reports.sections.fairness import cards
from benchmarks.reports.sections.steps import no_verdicts, noise_sentence
from benchmarks.reports.web import plots, stops
from benchmarks.reports.web.pairs import Pair, pairs
from benchmarks.reports.web.plots import Plot
from benchmarks.reports.web.stops import Stop
from benchmarks.reports.web.table import Table, table

#: What stands above all sections for the workloads that are measured at every effort, and isn't said again.
ABOVE = (Question.PAYS, Question.ACCURATE)


@dataclass(frozen=True, kw_only=True)
class Starting:
    """Total time from process start: a plot a framework, the slider's stops, and the place of the one shown first."""

    plots: list[Plot]
    lines: list[TotalLine]
    stops: list[Stop]
    first: int


@dataclass(frozen=True, kw_only=True)
class WorkloadPart:
    """All that the page shows of a workload.

    Attributes:
        key: the name of its section in the page.
        name, data: what is trained, and on what.
        baseline, instead: whom times are held against first, and whom it stands in for where that one wasn't timed.
        pairs: what is shown against each baseline.
        table: the main table.
        findings: sentences by the question that they answer.
        cards: fairness cards by contender: values by field.
        blocks: every timed block; None where nothing was timed.
        noise, misses, band: how noisy the machine was, how many intervals are expected to miss, and the band, in words.
        starting, learning: None where they weren't measured.
        open, folded: sections without a drawing, in the open and folded away.
    """

    key: str
    name: str
    data: str
    baseline: str
    instead: str
    pairs: dict[str, Pair]
    table: Table
    findings: dict[Question, list[Finding]]
    cards: dict[str, dict[str, str]]
    blocks: BlockRows | None
    noise: str
    misses: str
    band: str
    starting: Starting | None
    learning: Learning | None
    open: list[Block]
    folded: list[Block]


def workload_part(workload: WorkloadAnalysis, *, key: str, looks: Mapping[str, Look]) -> WorkloadPart:
    """Return what the page shows of a workload; where the baseline wasn't timed, the first that was stands in."""
    timed, wanted = workload.times.timed, workload.baseline
    if timed and wanted not in timed:
        run = workload.run
        workload = Analysis(run.record, baseline=timed[0], band=run.band).workload(workload.name)
    data, count = workload.times.data, len(workload.comparisons)
    return WorkloadPart(
        key=key,
        name=workload.name,
        data=f"{data.name}, {data.rows} rows of {data.features} features",
        baseline=workload.baseline if timed else "",
        instead=wanted if timed and wanted not in timed else "",
        pairs=pairs(workload),
        table=table(workload),
        findings=_by_question(
            [finding for finding in findings(workload) if workload.name not in MAIN or finding.question not in ABOVE]
        ),
        cards=_cards(workload),
        blocks=step_times(workload),
        noise=noise_sentence(workload),
        misses=f"{rounding.expected(expected_misses(count))} of {count}",
        band=rounding.band(workload.band),
        starting=_starting(workload, looks) if timed else None,
        learning=learning(workload) if timed else None,
        open=_sections(workload, "open") if timed else [],
        folded=[*_sections(workload, "folded"), *_no_verdicts(workload)] if timed else [],
    )


def _by_question(sentences: list[Finding]) -> dict[Question, list[Finding]]:
    questions = dict.fromkeys(finding.question for finding in sentences)
    return {question: [finding for finding in sentences if finding.question == question] for question in questions}


def _cards(workload: WorkloadAnalysis) -> dict[str, dict[str, str]]:
    """Return the fairness card of every timed contender: that of one that failed says nothing of any result."""
    held = cards(workload)
    return {name: card | held.equal for name, card in held.different.items() if name in workload.times.timed}


def _starting(workload: WorkloadAnalysis, looks: Mapping[str, Look]) -> Starting | None:
    drawing = from_process_start(workload)
    if drawing is None:
        return None
    counts = stops.counts(drawing.steps)
    return Starting(
        plots=plots.totals(drawing, counts, looks=looks),
        lines=drawing.lines,
        stops=[stops.stop(count, drawing) for count in counts],
        first=stops.first(counts),
    )


def _no_verdicts(workload: WorkloadAnalysis) -> list[Block]:
    reasons = no_verdicts(workload)
    return when(reasons, Heading(3, f"Why there is no verdict against {workload.baseline}"), Bullets(reasons))


def _sections(workload: WorkloadAnalysis, where: InReport) -> list[Block]:
    return [
        block
        for section in workload_sections(workload)
        if section.in_report == where
        for block in (Heading(3, section.title), *section.blocks(workload))
    ]
