"""What installs into another environment: pip, or uv where this environment has no pip; and what went wrong."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from benchmarks.harness.environments.interpreters import UnmadeError

#: Variables that would hold another version to this environment's.
DROPPED = ("PIP_CONSTRAINT", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "UV_CONSTRAINT", "PYTHONPATH", "PYTHONHOME")
UNREACHABLE = re.compile(r"NewConnectionError|ConnectTimeout|NameResolutionError|Failed to establish|dns error")
#: How pip and uv begin what they complain of.
_COMPLAINT = re.compile(r"^\s*(?:ERROR:|error:|\u00d7)\s*(.+)$", re.MULTILINE)
_CAUSE = re.compile(r"^\s*cause: (.+)$", re.MULTILINE)
_OFFERED = re.compile(r"satisfies the requirement (?P<what>\S+).*\(from versions: (?P<versions>.*)\)")
#: So many of the versions that there are are named.
NAMED = 5


class Installer:
    """Installs for one interpreter; all that is said meanwhile goes to a log."""

    def __init__(self, python: Path, log: Path, *, lock: TextIO | None = None) -> None:
        """Take the interpreter, the file that is written to, and a lock that whoever installs keeps.

        So nobody else begins while one goes on whose run was killed.
        """
        self._python, self._log, self._lock = python, log, lock

    def install(self, *arguments: str) -> None:
        """Install what the arguments name; raises UnmadeError with the reason where that fails."""
        self._run("install", *arguments)

    def wheel(self, sources: Path, folder: Path) -> Path:
        """Build the wheel of a checkout or an archive of sources into a folder, and return it; raises UnmadeError."""
        if find_spec("pip") is None:
            self._call([_uv(), "build", "--wheel", "--python", str(self._python), "-o", str(folder), str(sources)])
        else:
            self._run("wheel", "--no-deps", "--wheel-dir", str(folder), str(sources))
        wheels = sorted(folder.glob("*.whl"))
        if not wheels:
            raise UnmadeError(f"{sources} made no wheel")
        return wheels[0]

    def _run(self, what: str, *arguments: str) -> None:
        if find_spec("pip") is None:
            self._call([_uv(), "pip", what, "--python", str(self._python), *arguments])
            return
        pip = [sys.executable, "-m", "pip", "--python", str(self._python), "--no-input"]
        self._call([*pip, "--disable-pip-version-check", what, *arguments])

    def _call(self, command: list[str]) -> None:
        variables = {name: value for name, value in os.environ.items() if name not in DROPPED}
        with subprocess.Popen(  # noqa: S603  pip or uv, with a requirement or a path that the user gave
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=variables,
            start_new_session=True,
            pass_fds=[self._lock.fileno()] if self._lock else [],
        ) as process:
            try:
                said = process.communicate()[0]
            except BaseException:
                _kill(process)
                raise
        with self._log.open("a", encoding="utf-8") as log:
            log.write(said)
        if process.returncode:
            raise UnmadeError(f"{reason(said)} (all of it: {self._log})")


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process, and what it has started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def reason(said: str) -> str:
    """Return in one sentence why pip or uv failed, by what it said."""
    offered = _OFFERED.search(said)
    if "No space left on device" in said:
        return "the disk is full: make room, or name another place by --data-cache"
    if UNREACHABLE.search(said):
        return "the package index can't be reached"
    if offered:
        there = [one for one in offered["versions"].split(", ") if one != "none"]
        newest = f"the last are {', '.join(there[-NAMED:])}" if there else "no index has any for this Python"
        return f"there is no {offered['what']}: {newest}"
    if "ResolutionImpossible" in said or "conflict is caused by" in said:
        return f"its requirements contradict each other: {_conflict(said)}"
    complaints = _COMPLAINT.findall(said)[-1:] + _CAUSE.findall(said)[:1]
    return " ".join(": ".join(complaints).split()) if complaints else "pip ended without saying why"


def _conflict(said: str) -> str:
    lines = said.partition("The conflict is caused by:")[2].splitlines()
    named = [" ".join(line.split()) for line in lines if line.startswith("    ")]
    return "; ".join(named[:NAMED]) or "the log says which"


def _uv() -> str:
    """Return where uv is; raises UnmadeError where there is none."""
    path = shutil.which("uv")
    if path is None:
        raise UnmadeError("this environment has neither pip nor uv: install one of them")
    return path
