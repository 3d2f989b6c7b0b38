"""Which run each published page is from: what is listed, and what may take its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import letters
from benchmarks.plan import sizes
from benchmarks.plan.pitfalls import PITFALLS, UNFAIR
from benchmarks.plan.questions import PAGES, VERSIONS, questions
from benchmarks.plan.settings import EFFORTS
from benchmarks.record.files import SAMPLES, RecordError
from benchmarks.record.record import Record, compares_contenders, read
from benchmarks.record.schema import Block, End, PitfallSample, Sample
from impls.workloads import WORKLOADS

#: The setting that is shown first: that of a run without options.
FIRST = "cpu"
#: Says which run each page is from, below the results.
LIST = Path("data", "published.json")


class _List(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list: the run of each page, and which data and figures belong to them, by their paths below the results."""

    pages: dict[str, str] = {}
    files: list[str] = []


class WeakerError(RuntimeError):
    """Raised when a page of a stronger effort would give way to one of a weaker; says which, and how to insist."""


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

    @property
    def effort(self) -> str:
        """How much was measured."""
        return self.record.environment.settings.effort.name

    @property
    def strength(self) -> tuple[int, str]:
        """By which pages are ranked: the effort, if the run ended, then the run's name, which begins with the time."""
        ranked = self.record.ended and self.effort in EFFORTS
        return ([*EFFORTS].index(self.effort) if ranked else -1, self.folder.name)


def names_on(page: str) -> set[str]:
    """Return the names of the workloads, studies and sizes whose lines make a page."""
    if page == VERSIONS:
        return {*WORKLOADS}
    names = {*PAGES[page].names}
    return names | {*sizes.SIZES} if sizes.SWEEP in names else names


def stem_of(record: Record, page: str) -> str:
    """Return what a page's files are called: the device, the threads if they are several, and the page's name."""
    settings = record.environment.settings
    threads = f"{settings.threads}_threads" if settings.threads > 1 else ""
    return "_".join(filter(None, (settings.device, threads, page)))


def of_run(folder: Path, *, unfinished: bool = False) -> list[Published]:
    """Return the pages that a run measured in full; none for calibrations, demonstrations and runs that ended early.

    With ``unfinished`` those of a run that ended early are the ones that it had begun to answer.
    """
    record = read(folder)
    pages = [page for end in record.of(End) for page in end.pages if page in questions()]
    if unfinished and not record.ended:
        pages = _begun(record)
    return [Published(page=page, folder=folder, record=record) for page in pages]


def _begun(record: Record) -> list[str]:
    """Return the pages of which a run has timed something on full shapes in several processes."""
    if record.environment.settings.effort.smoke or not compares_contenders(record.environment):
        return []
    processes = {(line.workload, line.replicate) for line in record.of(Block)}
    processes |= {(line.workload, line.replicate) for line in record.of(Sample)}
    timed = {name for name, count in Counter(name for name, _ in processes).items() if count > 1}
    if any(declared.environment for declared in record.roster.values()):
        return [VERSIONS] if timed else []
    return [page for page in PAGES if timed & names_on(page)]


def chosen(
    results: Path, runs: Sequence[Path] = (), *, weaker: bool = False, unfinished: bool = False
) -> list[Published]:
    """Return the pages to publish, in their order: those of some runs, and the listed ones that these don't replace.

    Where nothing is listed yet, each page's strongest run is, the latest of equals. ``unfinished`` allows runs that
    ended early, whose pages are weaker than any other.

    Raises:
        RecordError: a record is damaged, a listed one isn't there, or a run measured no page in full.
        WeakerError: a run would replace a page of a stronger effort, or ended early and would replace one of a run that
            didn't, and ``weaker`` doesn't allow it.
    """
    held = _listed(results) if (results / LIST).is_file() else _strongest(results) if not runs else {}
    for folder in runs:
        pages = of_run(folder, unfinished=unfinished)
        if not pages and _shows_all_pitfalls(read(folder)):
            continue
        if not pages:
            raise RecordError(
                f"{folder} has measured no page in full: there is nothing of it to publish{_insist(folder)}"
            )
        if not weaker:
            _check_strength(pages, held)
        held |= {one.stem: one for one in pages}
    shown = sorted(held.values(), key=lambda one: (one.setting != FIRST, one.setting, [*questions()].index(one.page)))
    marks = letters([one.record.environment.machine for one in shown])
    return [replace(one, machine=mark) for one, mark in zip(shown, marks, strict=True)]


def _insist(folder: Path) -> str:
    """Return how to publish what a run measured before it ended early; nothing where there is nothing of the kind."""
    return f"; insist by publish {folder.name} --unfinished" if of_run(folder, unfinished=True) else ""


def _check_strength(pages: Iterable[Published], held: Mapping[str, Published]) -> None:
    for one in pages:
        other = held.get(one.stem)
        if other and one.strength[0] < other.strength[0]:
            raise WeakerError(
                f"{one.stem}.md was measured at effort {other.effort} by {other.folder.name}, and {one.folder.name} "
                f"{_weakness(one)}: nothing is replaced; insist by publish {one.folder.name} --weaker"
            )


def _weakness(one: Published) -> str:
    return f"measured it at effort {one.effort} only" if one.record.ended else "ended early"


def _strongest(results: Path) -> dict[str, Published]:
    found: dict[str, Published] = {}
    for file in sorted((results / "runs").glob(f"*/{SAMPLES}")):
        for one in of_run(file.parent):
            if one.stem not in found or one.strength > found[one.stem].strength:
                found[one.stem] = one
    return found


def _listed(results: Path) -> dict[str, Published]:
    names = _kept(results).pages
    names.pop(UNFAIR, None)
    runs = [results / "runs" / name for name in sorted({*names.values()})]
    pages = [one for folder in runs for one in of_run(folder, unfinished=True)]
    found = {one.stem: one for one in pages if names.get(one.stem) == one.folder.name}
    lost = ", ".join(sorted(names.keys() - found.keys()))
    if lost:
        raise RecordError(
            f"{results / LIST} lists {lost}, which the named runs didn't measure in full: restore their records"
        )
    return found


def _kept(results: Path) -> _List:
    """Return what is listed; nothing where there is no list."""
    file = results / LIST
    if not file.is_file():
        return _List()
    try:
        return msgspec.json.decode(file.read_bytes(), type=_List)
    except msgspec.DecodeError as error:
        raise RecordError(f"{file} doesn't say which run each page is from: {error}; restore it") from error


def written_before(results: Path) -> set[Path]:
    """Return the data and figures that publishing has written there, so far as they are listed."""
    # A list can come with a checkout, and what it names is deleted: nothing outside these two folders.
    files = [results / name for name in _kept(results).files]
    return {file for file in files if file.parent in {results / "data", results / "figures"}}


def listing(
    results: Path, pages: Iterable[Published], pitfalls: Record | None, files: Iterable[Path]
) -> dict[Path, str | bytes]:
    """Return the list of which run each page is from, and of data and figures among the written files, by its file."""
    runs = {one.stem: one.folder.name for one in pages} | ({UNFAIR: pitfalls.file.parent.name} if pitfalls else {})
    below = sorted(file.relative_to(results).as_posix() for file in files if file.parent.parent == results)
    encoded = msgspec.json.encode(_List(pages=runs, files=below))
    return {results / LIST: msgspec.json.format(encoded, indent=2) + b"\n"}


def demonstration(results: Path, runs: Sequence[Path] = ()) -> Record | None:
    """Return the record of all pitfalls to publish: one of some runs, else the listed one; None where there is none.

    Where none is listed yet, it is the latest.
    """
    listed = _kept(results).pages.get(UNFAIR)
    kept = [results / "runs" / listed] if listed else sorted(file.parent for file in results.glob(f"runs/*/{SAMPLES}"))
    records = map(read, [*reversed(runs), *reversed(kept)])
    return next(filter(_shows_all_pitfalls, records), None)


def _shows_all_pitfalls(record: Record) -> bool:
    """Return whether a record is a whole demonstration, on full shapes."""
    shown = {line.contender for line in record.of(PitfallSample)}
    return record.ended and not record.environment.settings.effort.smoke and shown >= PITFALLS.keys()
