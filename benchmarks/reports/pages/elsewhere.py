"""Which forms that raced on another page are faster than those of a page, with links to where they raced."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.plan.questions import MAIN
from benchmarks.reports import standings
from benchmarks.reports.document import Inline, Link, Sentence
from benchmarks.reports.pages.published import Published


def elsewhere(workload: WorkloadAnalysis, one: Published, pages: Sequence[Published]) -> Sentence:
    """Return what in other races is faster or nearer than what raced on a net of the main page; nothing where none."""
    if workload.name not in MAIN:
        return ()
    alike = [other for other in pages if other.setting == one.setting]
    races = [(other, race) for other in alike for race in other.analysis.workloads]
    said: list[Inline] = []
    for other, text in standings.faster_elsewhere(workload, races):
        place = ", ".join(filter(None, (other.page.replace("_", " "), other.machine and f"machine {other.machine}")))
        said += [f"{'. ' * bool(said)}{text} (", Link(place, f"results/{other.stem}.md"), ")"]
    return (*said, ".") if said else ()
