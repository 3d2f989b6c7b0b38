"""The page of a run: a document of all its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.reports.claims import answered
from benchmarks.reports.document import Block, Bullets, Caution, Figure, Heading, Sentence, Text, joined, when
from benchmarks.reports.pages import heading
from benchmarks.reports.sections import run_sections, workload_sections
from benchmarks.reports.sections.pitfalls import BANNER


def page(
    analysis: Analysis, *, title: str = "", figure: str = "", others: Mapping[str, Sentence] | None = None
) -> list[Block]:
    """Return the whole page of a run: findings first, how they were measured last.

    Args:
        analysis: what the record says.
        title: what of the run it is about.
        figure: the file of the figure at its head, as a path from the checkout's root; none where it is empty.
        others: by workload, which forms of other pages' races are faster or nearer.
    """
    head = when(figure, Figure(title or "figure", figure))
    if analysis.record.environment.demonstration:
        return _demonstration(analysis, head)
    record = analysis.record
    named = heading.title(record)
    claims = answered(analysis)
    return [
        Heading(1, f"{named}: {title}" if title else named),
        *map(Caution, heading.warnings(record)),
        *head,
        *when(claims, Heading(2, "Claims"), Bullets(claims)),
        *(block for workload in analysis.workloads for block in _of_workload(workload, others or {})),
        *(
            block
            for section in run_sections(analysis)
            for block in (Heading(2, section.title), *section.blocks(analysis))
        ),
        *_measured(analysis),
    ]


def _measured(analysis: Analysis) -> list[Block]:
    """Return where, how and with what a run was measured."""
    ceilings, spent = heading.ceilings(analysis), heading.spent(analysis.record)
    return [
        Heading(2, "How this was measured"),
        facts(analysis),
        *when(spent, Text(spent)),
        *when(ceilings, Text(ceilings)),
    ]


def facts(analysis: Analysis) -> Bullets:
    """Return what was run, where and with which versions, as a list."""
    return Bullets([joined(f"{name}: ", fact) for name, fact in heading.facts(analysis.record).items()])


def _of_workload(workload: WorkloadAnalysis, others: Mapping[str, Sentence]) -> Sequence[Block]:
    elsewhere = others.get(workload.name, ())
    blocks: list[Block] = [Heading(2, workload.name), *when(elsewhere, Text(elsewhere))]
    for section in workload_sections(workload):
        blocks += [*when(section.title, Heading(3, section.title)), *section.blocks(workload)]
    return blocks


def _demonstration(analysis: Analysis, head: Sequence[Block]) -> list[Block]:
    (section,) = run_sections(analysis)
    return [
        Heading(1, section.title),
        *map(Caution, (f"{BANNER}.", *heading.warnings(analysis.record))),
        *head,
        *(
            Heading(block.level - 1, block.text) if isinstance(block, Heading) else block
            for block in section.blocks(analysis)
        ),
        *_measured(analysis),
    ]
