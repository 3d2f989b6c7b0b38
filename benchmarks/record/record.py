"""A record in memory: every line typed, found by kind, workload and contender, and known to fit the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

from benchmarks.record.files import SAMPLES, RecordError, environment_of, read_lines
from benchmarks.record.names import by_names_of_today, renamed
from benchmarks.record.schema import (
    Block,
    Build,
    CellLine,
    Control,
    Data,
    End,
    Environment,
    Fault,
    Line,
    PitfallCaught,
    PitfallSample,
    Preparation,
    Sample,
    Training,
    Worker,
    WorkloadLine,
)
from impls.contenders import FRAMEWORKS
from impls.faults import FAULTS
from impls.workloads import WORKLOADS

Kind = TypeVar("Kind", bound=Line)
Key = tuple[type[Line], str, str]


class Record:
    """The lines of one run."""

    def __init__(self, lines: Sequence[Line], file: Path, *, renamed: Mapping[str, str] | None = None) -> None:
        """Sort the lines; ``renamed`` are names that the run itself used for contenders that have another name today.

        Raises:
            RecordError: a line doesn't fit the others, and the file is damaged.
        """
        self.file = file
        self.lines = lines
        self.renamed = renamed or {}
        self.environment: Environment = environment_of(list(lines), file)
        #: What the run is called, and who could take part, by name, in the order of the tables.
        self.name, self.roster = self.environment.run, self.environment.roster
        self._sorted: dict[Key, list[Line]] = defaultdict(list)
        for line in lines:
            workload = line.workload if isinstance(line, WorkloadLine) else ""
            contender = line.contender if isinstance(line, CellLine) else ""
            for key in {("", ""), (workload, ""), (workload, contender)}:
                self._sorted[type(line), *key].append(line)

    def of(self, kind: type[Kind], workload: str = "", contender: str = "") -> Sequence[Kind]:
        """Return the lines of a kind in their order: all, a workload's, or a cell's."""
        return cast("Sequence[Kind]", self._sorted.get((kind, workload, contender), ()))

    def first(self, kind: type[Kind], workload: str = "", contender: str = "") -> Kind | None:
        """Return the first of such lines; None where there is none."""
        return next(iter(self.of(kind, workload, contender)), None)

    def by_contender(self, kind: type[Kind], workload: str) -> dict[str, list[Kind]]:
        """Return a workload's lines of a kind about cells, by contender."""
        groups: dict[str, list[Kind]] = defaultdict(list)
        for line in self.of(kind, workload):
            groups[cast("CellLine", line).contender].append(line)
        return dict(groups)

    @property
    def ended(self) -> bool:
        """Whether the run reached its end."""
        return bool(self.of(End))

    @property
    def where(self) -> str:
        """The device and its threads, in words."""
        settings = self.environment.settings
        return f"{settings.device.upper()}, {settings.threads} thread{'s' * (settings.threads > 1)}"

    @property
    def workloads(self) -> list[str]:
        """The workloads that contenders raced on, in the order of the tables."""
        raced = {line.workload for line in self.lines if isinstance(line, WorkloadLine) and not isinstance(line, Data)}
        return [name for name in WORKLOADS if name in raced]

    def about(self, names: Collection[str]) -> Record:
        """Return the part of this record that is about these workloads, studies and so on, or about none at all."""
        kept = [line for line in self.lines if not isinstance(line, WorkloadLine) or line.workload in names]
        return Record(kept, self.file, renamed=self.renamed)


def compares_contenders(environment: Environment) -> bool:
    """Return whether a run compares the frameworks' contenders: a calibration or a demonstration doesn't."""
    own = any(contender.framework in FRAMEWORKS for contender in environment.roster.values())
    return own and not environment.demonstration


def read(folder: Path) -> Record:
    """Return a run's record, its contenders under the names that they have today.

    Args:
        folder: the run's folder, or its file.

    Raises:
        RecordError: it can't be read, or is damaged; names file, line and field.
    """
    file = folder if folder.name == SAMPLES else folder / SAMPLES
    lines = read_lines(folder)
    record = Record(by_names_of_today(lines), file, renamed=renamed(lines))
    _check(record)
    return record


def _check(record: Record) -> None:
    """Raise RecordError where a line names what no other line knows, or says again what another has said."""
    known = {*record.roster, *(line.repeat for line in record.of(Control))}
    seen: dict[tuple[object, ...], int] = {}
    for number, line in enumerate(record.lines, start=1):
        where = f"{record.file}, line {number}, field"
        complaint = _stray(line, record, known) or _impossible(line)
        if complaint:
            raise RecordError(f"{where} {complaint}; the record is damaged")
        key = _identity(line)
        if key and key in seen:
            raise RecordError(f"{where} kind: says again what line {seen[key]} says; the record is damaged")
        seen[key] = number


def _stray(line: Line, record: Record, known: Collection[str]) -> str:
    if isinstance(line, CellLine | Worker) and not isinstance(line, PitfallSample | PitfallCaught):
        demonstrated = record.environment.demonstration
        if line.contender not in known and not demonstrated:
            return f"contender: {line.contender!r} is not in the roster"
    if isinstance(line, Control) and line.control not in record.roster:
        return f"control: {line.control!r} is not in the roster"
    if isinstance(line, Build | Preparation | Block) and not record.of(Data, line.workload):
        return f"workload: no line is about the data of {line.workload!r}"
    if isinstance(line, Block):
        for kind in (Build, Preparation):
            if not record.of(kind, line.workload, line.contender):
                return f"contender: {line.contender!r} has blocks of {line.workload}, but no line of {kind.__name__}"
    return ""


def _impossible(line: Line) -> str:
    """Return which field of a line can't be what it is, whatever other lines say; nothing where all can."""
    match line:
        case Data(nonzeros_per_row=None) if (shape := WORKLOADS.get(line.workload)) and shape.sparse:
            return f"nonzeros_per_row: missing, though {line.workload} is counted by it"
        case Training() if len(line.accuracies) > len(line.epoch_seconds):
            return f"accuracies: {len(line.accuracies)} of them, but {len(line.epoch_seconds)} epoch_seconds"
        case Fault() if line.fault not in {fault.name for fault in FAULTS}:
            return f"fault: {line.fault!r} is not one that this suite plants"
        case _:
            return ""


def _identity(line: Line) -> tuple[object, ...]:
    """Return what tells a line from all others of its kind; nothing for kinds that may come twice."""
    match line:
        case Block():
            return (Block, line.workload, line.contender, line.replicate, line.round)
        case Sample():
            return (Sample, line.workload, line.contender, line.net, line.replicate, line.round, line.case, line.name)
        case Control():
            return (Control, line.workload)
        case _:
            return ()
