"""The cells of a run: one contender on one workload each, and the shapes that each is measured on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from benchmarks.plan import sizes
from benchmarks.plan.questions import GRID, MAIN, PAGES, contenders_of
from benchmarks.plan.settings import Effort
from impls import workloads
from impls.interface import Contender
from impls.workloads import TextTask, Workload


@dataclass(frozen=True, order=True)
class Cell:
    """One contender on one workload: one row of a table."""

    workload: str
    contender: str


def workload_of(name: str, *, smoke: bool) -> Workload:
    """Return a workload, or a pair of the grid or a size of the sweep as one, on full or smoke shapes."""
    shapes = workloads.SMOKE if smoke else workloads.WORKLOADS
    if name in sizes.SIZES:
        return sizes.workload(name)
    if name not in GRID:
        return shapes[name]
    initializer, vocabulary = GRID[name]
    text = shapes["text_classifier"]
    assert isinstance(text.task, TextTask)
    return replace(text, name=name, initializer=initializer, task=replace(text.task, vocabulary=vocabulary))


def batches_a_step(workload: Workload, batches: int) -> Workload:
    """Return a workload whose steps take so many of its batches at once."""
    return replace(workload, batch_size=workload.batch_size * batches)


def all_cells(effort: Effort) -> set[Cell]:
    """Return every cell that a full run of this effort measures."""
    return {cell for page in PAGES for cell in cells_of(page, effort)}


def cells_of(page: str, effort: Effort) -> set[Cell]:
    """Return every cell of a page at an effort; none where the effort leaves the page out."""
    names = [name for name in PAGES[page].names if name in MAIN or effort.extras]
    return {Cell(name, contender) for name in names for contender in contenders_of(name)}


def unavailable(contender: Contender, device: str) -> str:
    """Return why a contender can't run on a device, or nothing."""
    return "" if device in contender.devices else contender.elsewhere
