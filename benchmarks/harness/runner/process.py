"""The harness's side of a worker process: start it, call it within a time limit, and be sure that it ends."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plan.places import ROOT
from impls.interface import COMPILED

#: What a worker inherits from the user's environment; everything else could make two runs differ unseen.
INHERITED = (
    *("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "CC", "CXX"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_HOME", "CUDA_VISIBLE_DEVICES", "VIRTUAL_ENV"),
)
LOG_LINES = 3
EXIT_SECONDS = 5
#: How long an answer is waited for at a time, of the whole limit.
SLICE_SECONDS = 1.0


class WorkerError(RuntimeError):
    """Raised when a call to a worker brings no answer; the message is the reason shown in the tables."""


class ContenderError(WorkerError):
    """Raised when the contender itself raised; the worker lives on."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep the name of the contender's exception beside its message."""
        # Half of a pair that makes one letter has no place in a record.
        self.kind, self.message = kind, message.encode(errors="replace").decode()
        super().__init__(f"{self.kind}: {self.message}")


def environment(*, device: str, threads: int, scratch: Path, own: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a worker.

    That is a white list, equal threads for all, places below ``scratch`` for whatever it keeps of its own accord, and
    its own variables: its framework's, and those that switch on an allocator.
    """
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    kept = {
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)),
        "XDG_CACHE_HOME": str(scratch / "cache"),
        "CUDA_CACHE_PATH": str(scratch / COMPILED / "cuda"),
        # Some name a cache after the user: one without an entry in the password file would have none.
        **dict.fromkeys(("USER", "LOGNAME"), os.environ.get("USER") or "side-by-side"),
    }
    count = str(threads)
    equal = {
        "OMP_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": count,
        # No OMP_WAIT_POLICY: it would bind OpenMP's pools alone. Any pool may spin after its block, since the next
        # contender isn't called before it is at rest (``worker/idle.py``).
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
    }
    hidden = {"CUDA_VISIBLE_DEVICES": "-1"} if device == "cpu" else {}
    return {**inherited, **kept, **equal, **hidden, **own}


class WorkerProcess:
    """One worker process. Its calls raise WorkerError; after a death or a time-out it can't be called again."""

    def __init__(
        self, arguments: Sequence[str], *, variables: Mapping[str, str], log: Path, python: Path | None = None
    ) -> None:
        """Start ``python``, by default our own, with these arguments; standard error goes to ``log``.

        Raises:
            WorkerError: that's impossible.
        """
        self.log = log
        try:
            self._start([str(python or sys.executable), *arguments], variables)
        except (OSError, RuntimeError) as error:
            raise WorkerError(f"its worker process can't be started: {error}") from error

    def _start(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as stderr:
            #: Where what this process says begins: one before it may have written to the same log.
            self._log_start = stderr.tell()
            self._process = subprocess.Popen(  # noqa: S603  an interpreter of ours and our own module
                command,
                cwd=ROOT,
                env=dict(variables),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                encoding="utf-8",
                # Ctrl-C reaches the harness alone, which ends its workers itself.
                start_new_session=True,
            )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        try:
            self._reader.start()
        except RuntimeError:
            self._process.kill()
            self._process.wait()
            raise

    @property
    def alive(self) -> bool:
        """Whether it can be called."""
        return self._process.poll() is None

    @property
    def process_id(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    def call(self, name: str, *, limit: float, **arguments: Any) -> Any:
        """Call the worker and return its answer; raise WorkerError after ``limit`` seconds, a death or an error."""
        stdin = self._process.stdin
        assert stdin is not None
        asked = json.dumps({"call": name, "arguments": arguments})
        try:
            stdin.write(f"{asked}\n")
            stdin.flush()
            line = self._answer(limit)
        except queue.Empty:
            self.kill()
            raise WorkerError(f"no answer to '{name}' within {limit:g} s, so it was stopped") from None
        except (OSError, ValueError):
            # Dead, or ended by another thread just then: its input is broken, or closed, which is a ValueError.
            line = ""
        if not line:
            raise WorkerError(self._obituary(name))
        reply = json.loads(line)
        if "error" in reply:
            raise ContenderError(reply["error"]["type"], reply["error"]["message"])
        return reply["answer"]

    def kill(self) -> None:
        """End the process and its children now; harmless when it has ended."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._reader.join()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _answer(self, limit: float) -> str:
        """Wait for an answer in slices, so that time for which the harness itself was stopped counts a slice at most.

        Raises:
            queue.Empty: none came.
        """
        waited_seconds = 0.0
        while waited_seconds < limit:
            slice_seconds = min(SLICE_SECONDS, limit - waited_seconds)
            with contextlib.suppress(queue.Empty):
                return self._answers.get(timeout=slice_seconds)
            waited_seconds += slice_seconds
        return self._answers.get_nowait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            for line in answers:
                self._answers.put(line)
        self._answers.put("")

    def _obituary(self, name: str) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=EXIT_SECONDS)
        self.kill()
        code = self._process.returncode
        end = f"signal {-code}" if code < 0 else f"exit status {code}"
        # What the system does where memory runs out.
        end += ", perhaps for want of memory" if -code == getattr(signal, "SIGKILL", None) else ""
        last_lines = self._said().strip().splitlines()[-LOG_LINES:]
        last_words = f"; it last said: {' / '.join(last_lines)}" if last_lines else ""
        return f"the worker died during '{name}' ({end}){last_words}"

    def _said(self) -> str:
        """Return what this process has written to its log; nothing where that can't be read."""
        try:
            return self.log.read_bytes()[self._log_start :].decode(errors="replace")
        except OSError:
            return ""
