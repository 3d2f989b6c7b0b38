"""Files of documents: each is there as a whole or not at all, and what prevents it is said in a sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


class UnwritableError(RuntimeError):
    """Raised when a file can't be written; the message names it, why, and what to do."""


def write(file: Path, content: str | bytes) -> Path:
    """Write a file with the folders above it, in place of an older one, and return it.

    Raises:
        UnwritableError: that's impossible; an older file is then as it was.
    """
    (written,) = write_together({file: content})
    return written


def write_together(contents: Mapping[Path, str | bytes]) -> list[Path]:
    """Write files that belong together, with the folders above them, and return them.

    None takes its place before all of them are on the disk.

    Raises:
        UnwritableError: that's impossible; older files are then as they were.
    """
    partials = {file: file.with_name(f".{file.name}.{os.getpid()}.partial") for file in contents}
    file = next(iter(contents), Path())
    try:
        for file, content in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            partials[file].write_bytes(content.encode() if isinstance(content, str) else content)
        for file, partial in partials.items():
            partial.replace(file)
    except OSError as error:
        for partial in partials.values():
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
        raise _unwritable(file, error) from error
    return list(contents)


def check_folder(folder: Path, *, is_made: bool) -> None:
    """Refuse a folder in which no file can be written; one that will be made has to have a place for it.

    Raises:
        UnwritableError: there can't be one.
    """
    there = folder
    while is_made and not os.path.lexists(there) and there != there.parent:
        there = there.parent
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(place: Path, error: OSError) -> UnwritableError:
    advice = "make room for it, make its folder writable, or name another place"
    return UnwritableError(f"can't write {place}: {error.strerror}; {advice}")
