"""The worker processes of a replicate: started when first needed, started anew after a death, all ended at the end."""

from __future__ import annotations

import errno
import itertools
import os
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.harness.environments.environments import Made
from benchmarks.harness.machine import allocators
from benchmarks.harness.machine.allowance import allowed_processors
from benchmarks.harness.ranks.channel import ChannelError
from benchmarks.harness.ranks.gathering import Gathering
from benchmarks.harness.runner.process import ContenderError, WorkerError, WorkerProcess, environment
from benchmarks.harness.runner.scratch import Scratch
from benchmarks.harness.runner.surroundings import hidden_modules
from benchmarks.plan.settings import Settings
from impls import contenders
from impls.interface import Contender

WORKER = "benchmarks.harness.worker.server"
#: How a full disk is called in any framework's words.
FULL = os.strerror(errno.ENOSPC)
#: Beginnings of the names of variables that pools of threads follow.
POOLS = ("OMP_", "MKL_", "OPENBLAS_")


class StoppedError(RuntimeError):
    """Raised when a worker is called while all are being ended: what then dies has not failed."""


class Workers:
    """At most one living worker process per contender."""

    def __init__(
        self,
        settings: Settings,
        *,
        logs: Path,
        environments: Mapping[str, Made] | None = None,
        gathering: Gathering | None = None,
    ) -> None:
        """Keep logs in a folder; scratch files, compile caches among them, live as long as this object.

        ``environments`` are those of other versions, by what contenders call them; ``gathering`` has the machines that
        processes may be on, by default this one alone.
        """
        self._environments = environments or {}
        self._settings = settings
        self._gathering = gathering or Gathering()
        self._logs = logs
        self._processes: dict[str, WorkerProcess] = {}
        #: As which of all processes each contender's last one was started.
        self.started: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._scratch = Scratch()
        self.scratch = self._scratch.folder
        #: Held while a process is started: none is once all have been told to end.
        self._starting = threading.Lock()
        self._stopping = False
        #: How many fit the processors.
        self.at_once = max(1, int(allowed_processors()) // settings.threads)
        #: For work that isn't timed: as many as fit.
        self.pool = ThreadPoolExecutor(self.at_once)

    def call(self, contender: Contender, name: str, **arguments: Any) -> Any:
        """Call a contender's worker; raises WorkerError, or StoppedError when all are being ended."""
        try:
            return self._processes[contender.name].call(name, limit=self._settings.time_limit_seconds, **arguments)
        except WorkerError as error:
            if self._stopping:
                raise StoppedError(name) from error
            if isinstance(error, ContenderError) and FULL in error.message:
                place = f"{error.message} (scratch files lie in {self.scratch}; TMPDIR names another place)"
                raise ContenderError(error.kind, place) from error
            raise

    def start(
        self,
        contender: Contender,
        *,
        device: str | None = None,
        threads: int | None = None,
        scratch: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any] | None:
        """Start a contender's worker unless it lives; return what its framework says of itself when it was started.

        Compile caches are in ``scratch``, by default in the run's own folder; ``variables`` are set besides the usual
        ones.
        """
        process = self._processes.get(contender.name)
        if process is not None and process.alive:
            return None
        threads = threads or contender.threads or self._settings.threads
        device = device or self._settings.device
        own_scratch = scratch or self._scratch_of_a_process()
        elsewhere = self._environments[contender.environment] if contender.environment else None
        scratch = scratch or (self.scratch / elsewhere.folder.name if elsewhere else self.scratch)
        own_variables = contenders.environment(contender, device=device, threads=threads, scratch=str(scratch))
        own_variables |= allocators.variables(contender.allocator)
        own_variables |= {"VIRTUAL_ENV": str(elsewhere.folder)} if elsewhere else {}
        # Another environment holds nothing that would have to be hidden.
        hidden = () if elsewhere else hidden_modules(contender.package, contender.level)
        whole = environment(device=device, threads=threads, scratch=own_scratch, own=own_variables)
        with self._starting:
            if self._stopping:
                raise StoppedError(contender.name)
            self._processes[contender.name] = WorkerProcess(
                ["-m", WORKER, contender.package, contender.mode, ",".join(hidden)],
                python=elsewhere.interpreter if elsewhere else None,
                variables=whole | dict(variables or {}),
                log=self._logs / f"{contender.name}.log",
            )
            self.started[contender.name] = next(self._numbers)
        if contender.processes > 1:
            self._gather(contender, device=device, threads=threads)
        described: Mapping[str, Any] = self.call(contender, "start", device=device, threads=threads)
        return {**described, "variables": {name: whole[name] for name in sorted(whole) if name.startswith(POOLS)}}

    def _gather(self, contender: Contender, *, device: str, threads: int) -> None:
        """Start a contender's further processes, on this machine and on others; raises WorkerError."""
        machines, processes = self._gathering, contender.processes
        remote = machines.remote(processes)
        door = self.call(contender, "gather", host=machines.host, processes=processes, remote=remote)
        whom = {"name": contender.framework, "device": device, "threads": threads}
        try:
            machines.start(processes, host=machines.host, **whom, **door)
        except ChannelError as error:
            raise WorkerError(f"a peer has gone: {error}") from error

    def _scratch_of_a_process(self) -> Path:
        """Create a folder for what a process keeps of its own accord; raises WorkerError where that's impossible."""
        try:
            return Path(tempfile.mkdtemp(prefix="own-", dir=self.scratch))
        except OSError as error:
            raise WorkerError(f"there is no room for its scratch files in {self.scratch}: {error.strerror}") from error

    def most_processes(self, threads: int) -> int:
        """Return how many processes of so many threads may train together: as many as every machine has room for."""
        return max(1, self._gathering.processors // threads) * self._gathering.machines

    def process_id(self, contender: Contender) -> int:
        """Return the number of a contender's worker process."""
        return self._processes[contender.name].process_id

    def alive(self, contender: Contender) -> bool:
        """Whether a contender's worker can be called."""
        process = self._processes.get(contender.name)
        return process is not None and process.alive

    def end(self, contender: Contender) -> None:
        """End a contender's worker process, if it has one."""
        process = self._processes.pop(contender.name, None)
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End every worker process."""
        for process in list(self._processes.values()):
            process.kill()
        self._processes.clear()

    def __enter__(self) -> Self:
        """Return this object; on leaving, every process has ended and the scratch folder is gone."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all: first that anything may start, then what runs, then whoever waited for it."""
        with self._starting:
            self._stopping = True
        for process in list(self._processes.values()):
            process.kill()
        self.pool.shutdown(cancel_futures=True)
        self._processes.clear()
        self._scratch.remove()
