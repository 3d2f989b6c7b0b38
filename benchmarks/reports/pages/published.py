"""Which record each published page is made from: the latest that measured it in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import letters
from benchmarks.plan import sizes
from benchmarks.plan.pitfalls import PITFALLS
from benchmarks.plan.questions import PAGES
from benchmarks.record.record import Record, read
from benchmarks.record.schema import End, PitfallSample

#: The setting that is shown first: that of a run without options.
FIRST = "cpu"


@dataclass(frozen=True, kw_only=True)
class Published:
    """A page, the run's folder, and the run's whole record.

    Attributes:
        machine: the letter of its machine among those of all published pages; empty where all are one.
    """

    page: str
    folder: Path
    record: Record
    machine: str = ""

    @cached_property
    def analysis(self) -> Analysis:
        """What the record says of what the page is about."""
        return Analysis(self.record.about(names_on(self.page)))

    @property
    def where(self) -> str:
        """The device and its threads, in words, and the machine where pages come from several."""
        return ", ".join(filter(None, (self.record.where, self.machine and f"machine {self.machine}")))

    @property
    def stem(self) -> str:
        """What the page's files are called."""
        return stem_of(self.record, self.page)

    @property
    def setting(self) -> str:
        """The device and its threads: what the files of all its pages begin with."""
        return stem_of(self.record, "")

    @property
    def report(self) -> str:
        """The file of the report that the page is shown in: one a setting, the first setting's without its name."""
        return "report.html" if self.setting == FIRST else f"report_{self.setting}.html"


def names_on(page: str) -> set[str]:
    """Return the names of the workloads, studies and sizes whose lines make a page."""
    names = {*PAGES[page].names}
    return names | {*sizes.SIZES} if sizes.SWEEP in names else names


def stem_of(record: Record, page: str) -> str:
    """Return what a page's files are called: the device, the threads if they are several, and the page's name."""
    settings = record.environment.settings
    threads = f"{settings.threads}_threads" if settings.threads > 1 else ""
    return "_".join(filter(None, (settings.device, threads, page)))


def published(runs: Iterable[Path]) -> list[Published]:
    """Return the pages that records say were measured in full, the latest record of each, in the order of the pages.

    Runs are taken in the order of their names, which begin with the time; those that measured no page are passed over.
    """
    latest: dict[str, Published] = {}
    for folder in sorted(runs):
        record = read(folder)
        pages = [page for end in record.of(End) for page in end.pages if page in PAGES]
        latest |= {one.stem: one for one in (Published(page=page, folder=folder, record=record) for page in pages)}
    shown = sorted(latest.values(), key=lambda one: (one.setting != FIRST, one.setting, [*PAGES].index(one.page)))
    marks = letters([one.record.environment.machine for one in shown])
    return [replace(one, machine=mark) for one, mark in zip(shown, marks, strict=True)]


def demonstration(runs: Iterable[Path]) -> Record | None:
    """Return the latest record of all pitfalls, on full shapes; None where there is none."""
    for folder in sorted(runs, reverse=True):
        record = read(folder)
        shown = {line.contender for line in record.of(PitfallSample)}
        if record.ended and not record.environment.settings.effort.smoke and shown >= PITFALLS.keys():
            return record
    return None
