"""The worker processes of a replicate: started when first needed, started anew after a death, all ended at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.harness.machine.processor import usable_processors
from benchmarks.harness.runner.process import WorkerProcess, environment
from benchmarks.plan.settings import Settings
from impls.contenders import declared_in
from impls.interface import Contender

WORKER = "benchmarks.harness.worker.server"


class Workers:
    """At most one living worker process per contender."""

    def __init__(self, settings: Settings, *, logs: Path) -> None:
        """Keep logs in a folder; scratch files, compile caches among them, live as long as this object."""
        self._settings = settings
        self._logs = logs
        self._processes: dict[str, WorkerProcess] = {}
        self._scratch = tempfile.TemporaryDirectory(prefix="side-by-side-", ignore_cleanup_errors=True)
        self.scratch = Path(self._scratch.name)
        #: For work that isn't timed: as many at once as fit the processors.
        self.pool = ThreadPoolExecutor(max(1, usable_processors() // settings.threads))

    def call(self, contender: Contender, name: str, **arguments: Any) -> Any:
        """Call a contender's worker; raises WorkerError."""
        return self._processes[contender.name].call(name, limit=self._settings.time_limit_seconds, **arguments)

    def start(
        self,
        contender: Contender,
        *,
        device: str | None = None,
        threads: int | None = None,
        scratch: Path | None = None,
    ) -> Mapping[str, Any] | None:
        """Start a contender's worker unless it lives; return what its framework says of itself when it was started.

        Compile caches are in ``scratch``, by default in the run's own folder.
        """
        process = self._processes.get(contender.name)
        if process is not None and process.alive:
            return None
        threads, device = threads or self._settings.threads, device or self._settings.device
        framework_variables = declared_in(contender.package).environment(
            threads=threads, scratch=str(scratch or self.scratch)
        )
        self._processes[contender.name] = WorkerProcess(
            ["-m", WORKER, contender.package, contender.mode],
            variables=environment(device=device, threads=threads, framework=framework_variables),
            log=self._logs / f"{contender.name}.log",
        )
        described: Mapping[str, Any] = self.call(contender, "start", device=device, threads=threads)
        return described

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
        for process in self._processes.values():
            process.kill()
        self._processes.clear()

    def __enter__(self) -> Self:
        """Return this object; on leaving, every process has ended and the scratch folder is gone."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all."""
        self.stop()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self._scratch.cleanup()
