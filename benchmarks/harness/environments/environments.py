"""Environments of other versions in the cache: made once, never half, locked while a run uses them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Self, TextIO

from benchmarks.harness.environments.filling import fill
from benchmarks.harness.environments.installer import Installer
from benchmarks.harness.environments.interpreters import UnmadeError, asked, find
from benchmarks.harness.environments.recipe import Recipe, installed, recipe_of
from benchmarks.harness.runner.surroundings import NEEDED
from benchmarks.plan.versions import WHEEL, Version
from data.store import CacheUnwritableError

if sys.platform != "win32":
    import fcntl

#: The folder below the cache, and the file that an environment has from when it is finished.
FOLDER, FINISHED = "environments", "finished.json"
LOCK, LOG = ".lock", ".log"
#: How long a run that met another one waits before it looks again.
A_MOMENT = 0.05


class InUseError(RuntimeError):
    """Raised when an environment is to be removed that a run uses."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """An environment that is there.

    Attributes:
        folder: where it is.
        interpreter: its Python's program.
        environment: what it is called.
        python: the version of its Python.
        packages: what is installed in it, by canonical name.
        date: when it was made, UTC.
    """

    folder: Path
    interpreter: Path
    environment: str
    python: str
    packages: dict[str, str] = field(default_factory=dict)
    date: str = ""


class Environments:
    """The environments of a run; while this object is entered nobody removes them."""

    def __init__(self, cache: Path) -> None:
        """Keep them below a cache's folder."""
        self.folder = cache / FOLDER
        self._held = ExitStack()

    def make(self, version: Version, *, needed: Collection[str] = NEEDED) -> Made:
        """Return a version's environment, made if it isn't there yet.

        Raises:
            UnmadeError: that's impossible.
            CacheUnwritableError: the cache can't be written.
        """
        interpreter = find(version.python)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".wheel-", dir=self.folder) as workshop:
                target = self._target(version, interpreter.path, Path(workshop))
                recipe = recipe_of(version, target, interpreter, needed=needed)
                folder = self.folder / f"{version.distribution}-{version.suffix}-{recipe.key}"
                self._hold(recipe, folder)
        except OSError as error:
            raise CacheUnwritableError(
                f"can't keep an environment in {error.filename or self.folder} ({error.strerror or error}): make room "
                "for it, make it writable, or name another place by --data-cache=FOLDER"
            ) from error
        return read(folder)

    def _hold(self, recipe: Recipe, folder: Path) -> None:
        """Hold a finished environment, together with other runs; make it, alone, where it isn't there."""
        lock = self._held.enter_context(_opened(folder))
        while True:
            # Waits while another run makes it.
            _lock(lock, alone=False)
            if (folder / FINISHED).is_file():
                return
            try:
                _lock(lock, alone=True, wait=False)
            except BlockingIOError:
                # Another run has seen the same, and may be about to make it.
                _unlock(lock)
                sleep(A_MOMENT)
            else:
                _make(recipe, folder, lock)

    def _target(self, version: Version, python: Path, workshop: Path) -> str:
        """Return what is installed: a requirement, or a wheel, that of sources built anew."""
        if not Path(version.requirement).is_absolute() or version.requirement.endswith(WHEEL):
            return version.requirement
        log = self.folder / f"{version.distribution}-{version.suffix}{LOG}"
        log.unlink(missing_ok=True)
        return str(Installer(python, log).wheel(Path(version.requirement), workshop))

    def __enter__(self) -> Self:
        """Return this object."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of all."""
        self._held.close()


def read(folder: Path) -> Made:
    """Return what a finished environment is; raises UnmadeError for any other folder."""
    try:
        told = json.loads((folder / FINISHED).read_text(encoding="utf-8"))
        return Made(**{**told, "folder": folder, "interpreter": _program(folder)})
    except (OSError, ValueError, TypeError) as error:
        raise UnmadeError(f"{folder} is unfinished") from error


def everything(cache: Path) -> dict[str, Made | None]:
    """Return every environment of a cache by its folder's name; None for one that was never finished."""
    folders = sorted(path for path in (cache / FOLDER).glob("*") if path.is_dir() and not path.name.startswith("."))
    return {folder.name: read(folder) if (folder / FINISHED).is_file() else None for folder in folders}


def remove(cache: Path, name: str) -> None:
    """Remove an environment of a cache, and its log; raises InUseError where a run uses it.

    The file that is locked stays: another run may be waiting for it.
    """
    folder = cache / FOLDER / name
    with _opened(folder) as lock:
        try:
            _lock(lock, alone=True, wait=False)
        except BlockingIOError as error:
            raise InUseError(f"{name} is used by a run: end that first") from error
        # What is no longer finished is used by nobody, however far its removal comes.
        (folder / FINISHED).unlink(missing_ok=True)
        shutil.rmtree(folder)
        folder.with_name(f"{name}{LOG}").unlink(missing_ok=True)


def _make(recipe: Recipe, folder: Path, lock: TextIO) -> None:
    """Make an environment in its folder, where half of one may lie; what fails leaves its log alone."""
    shutil.rmtree(folder, ignore_errors=True)
    log = folder.with_name(f"{folder.name}{LOG}")
    log.write_text(f"{recipe.version.environment}\n", encoding="utf-8")
    try:
        _begin(recipe, folder, lock)
        python = asked(_program(folder))
        fill(recipe, Installer(python.path, log, lock=lock), python)
        told = asdict(
            Made(
                folder=folder,
                interpreter=python.path,
                environment=recipe.version.environment,
                python=python.number,
                packages=installed(python.packages),
                date=f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}",
            )
        )
        kept = {name: value for name, value in told.items() if name not in {"folder", "interpreter"}}
        unnamed = folder / f"{FINISHED}.new"
        unnamed.write_text(json.dumps(kept), encoding="utf-8")
        unnamed.replace(folder / FINISHED)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _begin(recipe: Recipe, folder: Path, lock: TextIO) -> None:
    """Make an empty environment; whoever makes it keeps the lock, so that it is waited for; raises UnmadeError."""
    try:
        subprocess.run(  # noqa: S603  an interpreter that has said who it is
            [recipe.interpreter.path, "-m", "venv", "--without-pip", folder],
            check=True,
            capture_output=True,
            text=True,
            pass_fds=() if sys.platform == "win32" else (lock.fileno(),),
        )
    except subprocess.CalledProcessError as error:
        last = (error.stdout + error.stderr).strip().splitlines()[-1:]
        raise UnmadeError(f"{recipe.interpreter.path} makes no virtual environment: {' '.join(last)}") from error


def _program(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


@contextmanager
def _opened(folder: Path) -> Iterator[TextIO]:
    with folder.with_name(f"{folder.name}{LOCK}").open("a", encoding="ascii") as lock:
        yield lock


def _lock(file: TextIO, *, alone: bool, wait: bool = True) -> None:
    """Lock a file, alone or with others; the system gives it back however this process ends.

    Raises:
        BlockingIOError: others have it, and nobody waits.
    """
    if sys.platform != "win32":
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))


def _unlock(file: TextIO) -> None:
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_UN)
