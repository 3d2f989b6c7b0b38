"""The scratch folder of a run: below the system's folder for temporary files, gone when the run has ended.

A run that was killed can't remove its own; the next one does. Whose owner lives is told by a lock, which the system
gives back however a process ends, and which also tells runs in containers apart that share a folder.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TextIO

if sys.platform != "win32":
    import fcntl

PREFIX = "side-by-side-"
LOCK = "lock"


class ScratchError(RuntimeError):
    """Raised when there is no place for scratch files; the message names the folder and the variable for another."""


class Scratch:
    """One run's folder for compile caches, temporary files and whatever else need not stay."""

    def __init__(self) -> None:
        """Remove the folders of dead runs, and create one.

        Raises:
            ScratchError: that's impossible.
        """
        try:
            parent = Path(tempfile.gettempdir())
            _reclaim(parent)
            # It gets its name when it is locked: what has the name without a lock belongs to nobody.
            nameless = Path(tempfile.mkdtemp(prefix=f".{PREFIX}"))
            self._lock = (nameless / LOCK).open("w", encoding="ascii")
            _is_locked_by_us(self._lock)
            self.folder = nameless.rename(nameless.with_name(nameless.name.removeprefix(".")))
        except OSError as error:
            place = error.filename or tempfile.tempdir or "a folder for temporary files"
            raise ScratchError(
                f"can't keep scratch files in {place} ({error.strerror}): make room there, or name another folder by "
                "the variable TMPDIR"
            ) from error

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _reclaim(parent: Path) -> None:
    """Remove the scratch folders below ``parent`` whose runs are dead; one that can't be looked into is left."""
    for lock in parent.glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError), lock.open("r+", encoding="ascii") as file:
            if _is_locked_by_us(file):
                shutil.rmtree(lock.parent, ignore_errors=True)


def _is_locked_by_us(file: TextIO) -> bool:
    """Whether a file could be locked; never where the system has no such locks."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
