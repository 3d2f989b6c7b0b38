"""The page of a run: a document of all its sections."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.reports.claims import answered
from benchmarks.reports.document import Block, Bullets, Caution, Heading, Text, joined, when
from benchmarks.reports.pages import heading
from benchmarks.reports.sections import run_sections, workload_sections
from benchmarks.reports.sections.pitfalls import BANNER


def page(analysis: Analysis, *, title: str = "") -> list[Block]:
    """Return the whole page of a run; ``title`` is what of the run it is about."""
    if analysis.record.environment.demonstration:
        return _demonstration(analysis)
    record = analysis.record
    named = heading.title(record)
    ceilings, claims, spent = heading.ceilings(analysis), answered(analysis), heading.spent(record)
    return [
        Heading(1, f"{named}: {title}" if title else named),
        *map(Caution, heading.warnings(record)),
        facts(analysis),
        *when(spent, Text(spent)),
        *when(ceilings, Text(ceilings)),
        *when(claims, Heading(2, "Claims"), Bullets(claims)),
        *(block for workload in analysis.workloads for block in _of_workload(workload)),
        *(
            block
            for section in run_sections(analysis)
            for block in (Heading(2, section.title), *section.blocks(analysis))
        ),
    ]


def facts(analysis: Analysis) -> Bullets:
    """Return what was run, where and with which versions, as a list."""
    return Bullets([joined(f"{name}: ", fact) for name, fact in heading.facts(analysis.record).items()])


def _of_workload(workload: WorkloadAnalysis) -> Sequence[Block]:
    blocks: list[Block] = [Heading(2, workload.name)]
    for section in workload_sections(workload):
        blocks += [*when(section.title, Heading(3, section.title)), *section.blocks(workload)]
    return blocks


def _demonstration(analysis: Analysis) -> list[Block]:
    (section,) = run_sections(analysis)
    return [
        Heading(1, section.title),
        *map(Caution, (f"{BANNER}.", *heading.warnings(analysis.record))),
        *(
            Heading(block.level - 1, block.text) if isinstance(block, Heading) else block
            for block in section.blocks(analysis)
        ),
        facts(analysis),
    ]
