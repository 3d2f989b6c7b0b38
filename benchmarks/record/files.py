"""A run's own record: one JSON object a line, appended and flushed as each cell finishes."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

SAMPLES = "samples.jsonl"
#: Changes whenever older records can't be read as newer ones.
FORMAT = 2


class RecordError(RuntimeError):
    """Raised when a record can't be written or read; it names the file and what to do."""


class Recorder:
    """Appends to one run's record."""

    def __init__(self, folder: Path) -> None:
        """Create the run's folder; raises RecordError where that's impossible."""
        self.folder = folder
        self.file = folder / SAMPLES
        self._lock = threading.Lock()
        self._start = monotonic()
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise RecordError(f"can't create {folder}: {error.strerror}; make it writable and run again") from error

    def write(self, kind: str, **fields: Any) -> None:
        """Append one line and hand it to the system, which keeps it even if this process is killed."""
        since = round(monotonic() - self._start, 1)
        line = json.dumps({"kind": kind, **fields, "seconds_since_start": since}, allow_nan=True)
        try:
            with self._lock, self.file.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise RecordError(
                f"can't write {self.file}: {error.strerror}; what was measured before is in it: make room and run again"
            ) from error


def read(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of a run's record; a last line cut short by a kill is left out."""
    file = folder / SAMPLES
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RecordError(f"can't read {file}: {error.strerror}; name a run's folder under results/runs/") from error
    records = []
    for number, line in enumerate(lines, start=1):
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError as error:
            if number == len(lines):
                break
            raise RecordError(f"{file}, line {number} isn't JSON ({error.msg}); the record is damaged") from error
    _check_format(records, file)
    return records


def _check_format(records: list[dict[str, Any]], file: Path) -> None:
    first = next((record for record in records if record["kind"] == "environment"), None)
    if first is None:
        raise RecordError(f"{file} has no line about its environment: nothing was measured, or it is no run's record")
    if first.get("format") != FORMAT:
        raise RecordError(
            f"{file} has format {first.get('format', 1)}, this suite reads {FORMAT}: it was written by the suite of "
            f"commit {first['machine'].get('commit')}, which can read it"
        )


def run_folder(runs: Path, *, device: str, effort: str) -> Path:
    """Return a free folder for a run, named by when it began (UTC), where and how hard."""
    name = f"{datetime.now(tz=UTC):%Y%m%dT%H%M%S}-{device}-{effort}"
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    return next((runs / free for free in names if not (runs / free).exists()), runs / name)
