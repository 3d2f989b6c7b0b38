"""Sections of a page: each is a module of this package, which says when it applies and what it is made of.

A new section is a new module with a ``SECTION``; every page, every format and the report then have it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.reports.document import Block
from benchmarks.reports.registry import registered

#: Where the report shows a workload's section: in the open, folded under its title, or not at all, because it has a
#: drawing of its own for what the section says.
InReport = Literal["open", "folded", "drawn"]


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkloadSection:
    """A part of what a page says of one workload.

    Attributes:
        place: by which the sections of a workload are ordered.
        title: heads it; empty for what stands right below the workload's name.
        applies: whether a workload has it.
        blocks: what it is made of, below its title.
        in_report: where the report shows it.
    """

    place: int
    title: str
    applies: Callable[[WorkloadAnalysis], bool]
    blocks: Callable[[WorkloadAnalysis], Sequence[Block]]
    in_report: InReport = "folded"


@dataclass(frozen=True, kw_only=True, eq=False)
class RunSection:
    """A part of a page that is about no single workload.

    Attributes:
        place: by which the sections of a page are ordered, behind its workloads.
        title: heads it: the question that it answers.
        label: the same in a word or two, for links.
        applies: whether a run has it.
        blocks: what it is made of, below its title.
        details_in_report: whether the report shows what stands below the section's own headings, too.
    """

    place: int
    title: str
    label: str
    applies: Callable[[Analysis], bool]
    blocks: Callable[[Analysis], Sequence[Block]]
    details_in_report: bool = True


def workload_sections(workload: WorkloadAnalysis) -> list[WorkloadSection]:
    """Return the sections that a workload has, in their order."""
    return [section for section in registered(__name__, WorkloadSection) if section.applies(workload)]


def run_sections(analysis: Analysis) -> list[RunSection]:
    """Return the sections that a run has beside its workloads', in their order."""
    return [section for section in registered(__name__, RunSection) if section.applies(analysis)]
