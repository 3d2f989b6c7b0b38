"""Interpreters of other Pythons on this machine, and what each says of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from packaging.markers import default_environment
from packaging.version import Version as Number

from benchmarks.plan.versions import OLDEST_PYTHON

#: What an interpreter is asked; it answers in JSON.
PROBE = (
    "import json, platform, sys, sysconfig; print(json.dumps({'number': platform.python_version(), "
    "'base': sys.base_prefix, 'packages': sysconfig.get_path('purelib'), 'name': sys.implementation.name}))"
)
#: An interpreter that takes longer to say who it is doesn't run.
LIMIT_SECONDS = 60
#: Where a manager of several Pythons keeps programs that choose one of them, and where beside it the Pythons are.
SHIMS, KEPT = "shims", "versions"


class UnmadeError(RuntimeError):
    """Raised when an environment can't be made; the message is the reason, without a full stop."""


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """A Python that runs.

    Attributes:
        path: of the program.
        number: its version in full.
        base: where it is installed.
        packages: the folder of what is installed for it.
    """

    path: Path
    number: str
    base: str
    packages: Path

    @property
    def markers(self) -> dict[str, str]:
        """What conditions of requirements are decided by."""
        number = Number(self.number)
        return {
            **cast("dict[str, str]", default_environment()),
            "python_version": f"{number.major}.{number.minor}",
            "python_full_version": self.number,
            "implementation_version": self.number,
        }


def find(python: str = "") -> Interpreter:
    """Return an interpreter.

    Args:
        python: a version such as 3.12, a path, or nothing for the run's own.

    Raises:
        UnmadeError: there is none, or none that runs.
    """
    if not python:
        return asked(Path(sys.executable))
    if os.sep in python:
        found = asked(Path(python))
        if Number(found.number).release[:2] < OLDEST_PYTHON:
            raise UnmadeError(f"{python} is Python {found.number}, which is too old for the suite")
        return found
    for path in _candidates(python):
        try:
            found = asked(path)
        except UnmadeError:
            continue
        if found.number.startswith(f"{python}."):
            return found
    raise UnmadeError(f"there is no python{python} on the PATH that runs: install it, or give its path")


def asked(path: Path) -> Interpreter:
    """Return what the interpreter at a path says of itself; raises UnmadeError where it doesn't run."""
    try:
        said = subprocess.run(  # noqa: S603  the user's own interpreter
            [path, "-I", "-c", PROBE], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True
        )
        told = json.loads(said.stdout)
        return Interpreter(path=path, number=told["number"], base=told["base"], packages=Path(told["packages"]))
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
        raise UnmadeError(f"{path} is no Python that runs") from error


def _candidates(python: str) -> Iterator[Path]:
    """Yield where a version of Python may be, in the order of the PATH."""
    for folder in map(Path, filter(None, os.environ.get("PATH", "").split(os.pathsep))):
        program = folder / f"python{python}"
        if program.is_file():
            yield program
        if folder.name == SHIMS:
            yield from sorted((folder.parent / KEPT).glob(f"{python}.*/bin/python{python}"), reverse=True)
