"""A run's file: one JSON object a line, handed to the system as soon as it is known, and read back line by line."""

from __future__ import annotations

import contextlib
import re
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce
from itertools import count
from operator import or_
from pathlib import Path
from time import monotonic
from typing import TypeVar

import msgspec

from benchmarks.record.schema import FORMAT, Environment, Line, kinds

SAMPLES = "samples.jsonl"
_ENCODER = msgspec.json.Encoder()
#: Complaints that name the field beside its place.
_NAMED = re.compile(r"Object (missing required|contains unknown) field `([^`]*)`")
_DECODER = msgspec.json.Decoder(reduce(or_, kinds()))

T = TypeVar("T")


class RecordError(RuntimeError):
    """Raised when a record can't be written or read; it names the file, the line, the field, and what to do."""


class UnrecordableError(ValueError):
    """Raised when no record can hold a value; the message names the field and what is wrong with it."""


def as_recorded(value: object, kind: type[T]) -> T:
    """Return a value as it will be read back as this kind; a number that is not finite is None.

    Raises:
        UnrecordableError: it doesn't fit the kind.
    """
    try:
        return msgspec.json.decode(_ENCODER.encode(value), type=kind)
    except msgspec.ValidationError as error:
        raise UnrecordableError(_complaint(error)) from error
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UnrecordableError(str(error)) from error


class Recorder:
    """Appends to one run's record."""

    def __init__(self, runs: Path, *, device: str, effort: str) -> None:
        """Create a folder for a run below ``runs``, named by when it begins (UTC), where and how hard.

        Raises:
            RecordError: that's impossible.
        """
        self.folder = _new_folder(runs, f"{datetime.now(tz=UTC):%Y%m%dT%H%M%S}-{device}-{effort}")
        self.file = self.folder / SAMPLES
        self._lock = threading.Lock()
        self._start = monotonic()

    def write(self, line: Line) -> None:
        """Append one line and hand it to the system, which keeps it even if this process is killed.

        Raises:
            RecordError: the line can't be written; the file then ends with the line before it.
        """
        since = round(monotonic() - self._start, 1)
        text = _ENCODER.encode(msgspec.structs.replace(line, seconds_since_start=since)) + b"\n"
        with self._lock:
            try:
                size = self.file.stat().st_size if self.file.exists() else 0
                with self.file.open("ab", buffering=0) as file:
                    written = file.write(text)
                    if written != len(text):
                        file.truncate(size)
            except OSError as error:
                self._forget_if_empty()
                raise RecordError(
                    f"can't write {self.file}: {error.strerror}; what was measured before is in it: make room and run "
                    "again"
                ) from error
        if written != len(text):
            self._forget_if_empty()
            raise RecordError(f"can't write {self.file}: there is no room for another line; make room and run again")

    def _forget_if_empty(self) -> None:
        """Leave nothing of a record that couldn't be begun: a folder without one stands in nobody's way."""
        with contextlib.suppress(OSError):
            # What isn't a file of ours, as a link or a device, isn't ours to remove, even for those who could.
            if stat.S_ISREG(self.file.lstat().st_mode) and not self.file.stat().st_size:
                self.file.unlink()
                self.folder.rmdir()


def _new_folder(runs: Path, name: str) -> Path:
    for number in count(1):
        folder = runs / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise RecordError(
                f"can't create {folder}: {error.strerror}; make room for it, make it writable, or name another place "
                "by --results=FOLDER"
            ) from error
        return folder
    raise AssertionError("count never ends")


def read_lines(folder: Path) -> list[Line]:
    """Return the lines of a run's record; a last line cut short by a kill is left out.

    Args:
        folder: the run's folder, or the file itself.

    Raises:
        RecordError: there is no such record, another suite wrote it, or a line is damaged.
    """
    file = folder if folder.name == SAMPLES else folder / SAMPLES
    try:
        texts = file.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise RecordError(f"can't read {file}: {error.strerror}; name a run's folder under results/runs/") from error
    _check_format(texts, file)
    return list(_decoded(texts, file))


def read_environment(folder: Path) -> Environment:
    """Return what a run's first line says of it, without reading the others.

    Raises:
        RecordError: it can't be read.
    """
    file = folder / SAMPLES
    try:
        with file.open("rb") as lines:
            first = [lines.readline()]
    except OSError as error:
        raise RecordError(f"can't read {file}: {error.strerror}; name a run's folder under results/runs/") from error
    _check_format(first, file)
    return environment_of(list(_decoded(first, file)), file)


def _decoded(texts: list[bytes], file: Path) -> Iterator[Line]:
    for number, text in enumerate(texts, start=1):
        try:
            yield _DECODER.decode(text)
        except msgspec.ValidationError as error:
            raise RecordError(f"{file}, line {number}, {_complaint(error)}; the record is damaged") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            if number == len(texts) and not text.endswith(b"\n"):
                return
            raise RecordError(f"{file}, line {number} isn't JSON ({error}); the record is damaged") from error


def _complaint(error: msgspec.ValidationError) -> str:
    """Return msgspec's words as "field place: what is wrong"."""
    what, _, place = str(error).partition(" - at ")
    place = place.strip("`").removeprefix("key in ").removeprefix("`").removeprefix("$").lstrip(".")
    named = _NAMED.search(what)
    if named:
        verb, name = named.groups()
        place, what = (
            ".".join(filter(None, (place, name))),
            "is missing" if verb == "missing required" else "is unknown",
        )
    return f"field {place or 'all'}: {what.replace('`', '')}"


class _Head(msgspec.Struct, tag_field="kind", tag="environment"):
    """What tells whether a record can be read at all."""

    format: int = 1


def _check_format(texts: list[bytes], file: Path) -> None:
    if not texts or (len(texts) == 1 and not texts[0].endswith(b"\n")):
        raise RecordError(f"{file} is empty: nothing was measured")
    try:
        head = msgspec.json.decode(texts[0], type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordError(f"{file}, line 1 doesn't say what was run ({error}): it is no run's record") from error
    if head.format != FORMAT:
        raise RecordError(
            f"{file} has format {head.format}, this suite reads {FORMAT}: measure anew, or read it with the suite that "
            "wrote it (its first line names the commit)"
        )


def environment_of(lines: list[Line], file: Path) -> Environment:
    """Return the first line, which says what was run; raises RecordError where another one says so too."""
    first, *others = lines
    assert isinstance(first, Environment)
    for number, line in enumerate(others, start=2):
        if isinstance(line, Environment):
            raise RecordError(f"{file}, line {number}, field kind: a second environment; the record is damaged")
    return first
