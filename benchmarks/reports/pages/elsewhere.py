"""Which forms that raced on another page are faster than those of a page, with links to where they raced."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.plan.questions import MAIN
from benchmarks.reports import standings
from benchmarks.reports.document import Inline, Link, Sentence
from benchmarks.reports.pages.published import Published


def elsewhere(workload: WorkloadAnalysis, one: Published, pages: Sequence[Published]) -> Sentence:
    """Return what to add to who is fastest on a net of the main page; nothing where nothing faster raced elsewhere."""
    if workload.name not in MAIN:
        return ()
    alike = [other for other in pages if other.setting == one.setting]
    races = [(other, race) for other in alike for race in other.analysis.workloads]
    faster: list[Inline] = []
    for other, text in standings.faster_elsewhere(workload, races):
        start = "; " if faster else " Faster, raced beside what they are held against: "
        place = ", ".join(filter(None, (other.page.replace("_", " "), other.machine and f"machine {other.machine}")))
        faster += [f"{start}{text} (", Link(place, f"results/{other.stem}.md"), ")"]
    return (*faster, ".") if faster else ()
