"""What a run spends: wall time by what is done, the time inside the clock, and memory of all processes together."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import psutil

from benchmarks.record.schema import REST, TIMING, Spent

#: Memory is looked at so often while nothing is timed.
SAMPLE_SECONDS = 0.5
#: Shared pages are counted once by the system only in a walk through all pages, which takes a tenth of a second: it is
#: made when the processes' memory, shared pages counted for each, has grown by so much beyond the most so far.
GROWTH = 1.03
#: What Linux says of a process's memory as a whole; psutil would read every mapping, thousands in some frameworks.
ROLLUP = "/proc/{pid}/smaps_rollup"


class Spending:
    """The account of a run; phases are the main thread's, one at a time, the inner one of two counts."""

    def __init__(self, footprint: Footprint) -> None:
        """Begin now."""
        self.footprint = footprint
        self.timed_seconds = 0.0
        self._seconds: dict[str, float] = defaultdict(float)
        self._open = [REST]
        self._start = self._since = monotonic()

    @property
    def run_seconds(self) -> float:
        """Seconds since the run began."""
        return monotonic() - self._start

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Account the time within to a phase."""
        self._settle()
        self._open.append(name)
        self.footprint.phase = name
        try:
            yield
        finally:
            self._settle()
            self._open.pop()
            self.footprint.phase = self._open[-1]

    @contextmanager
    def timing(self) -> Iterator[None]:
        """Account the time within to timing; nobody looks at memory meanwhile, which would disturb."""
        with self.phase(TIMING), self.footprint.paused():
            yield

    def line(self) -> Spent:
        """Return the account up to now, as the record takes it."""
        self._settle()
        seconds = {name: round(spent, 1) for name, spent in sorted(self._seconds.items(), key=lambda item: -item[1])}
        peak = self.footprint.peak_bytes
        return Spent(
            timed_seconds=round(self.timed_seconds, 1),
            phase_seconds=seconds,
            peak_bytes=peak or None,
            peak_phase=self.footprint.peak_phase or None,
        )

    def _settle(self) -> None:
        now = monotonic()
        self._seconds[self._open[-1]] += now - self._since
        self._since = now


class Footprint:
    """The most memory that this process and all below it held together, looked at now and then.

    Pages that several processes share count once, where the system says so (Linux); elsewhere once for each. A peak is
    known to a few per cent, and one shorter than the interval between two looks may be missed.
    """

    def __init__(self) -> None:
        """Look at nothing before it is entered."""
        self.peak_bytes = 0
        #: What is done at the moment, and what was when the peak was seen.
        self.phase, self.peak_phase = REST, ""
        self._largest_bytes = 0.0
        self._looking = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Don't look while the block runs; an end that is under way is waited for."""
        self._look()
        with self._looking:
            yield

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self._look()

    def _look(self) -> None:
        with self._looking:
            processes = _processes()
            resident_bytes = sum(map(_resident, processes))
            if resident_bytes > GROWTH * self._largest_bytes:
                self._largest_bytes = resident_bytes
                held_bytes, phase = sum(map(_held, processes)), self.phase
                if held_bytes > self.peak_bytes:
                    self.peak_bytes, self.peak_phase = held_bytes, phase


def _processes() -> list[psutil.Process]:
    try:
        this = psutil.Process()
        return [this, *this.children(recursive=True)]
    except psutil.Error:
        return []


def _held(process: psutil.Process) -> int:
    """Return a process's bytes, each shared page divided by the number of those that share it."""
    with suppress(OSError):
        lines = Path(ROLLUP.format(pid=process.pid)).read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return _resident(process)


def _resident(process: psutil.Process) -> int:
    with suppress(OSError, psutil.Error):
        return int(process.memory_info().rss)
    # It has ended.
    return 0
