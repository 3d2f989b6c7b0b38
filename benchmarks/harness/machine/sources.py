"""Where facts about a machine come from: the system's files and small programs; None where one doesn't answer."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

#: The folder that holds ``proc`` and ``sys``; tests put another in its place.
ROOT = Path("/")
#: A program that takes longer doesn't answer. A driver that nobody uses wakes in seconds for every GPU.
LIMIT_SECONDS = 15.0

T = TypeVar("T")


def or_none(read: Callable[[], T]) -> T | None:
    """Return what ``read`` returns, None where it raises anything at all."""
    try:
        return read()
    except Exception:  # noqa: BLE001  machines fail to answer in any way, and no run should fail for that
        return None


def clean(text: str) -> str | None:
    """Return the text without the blanks around it; None where nothing is left or it is no plain text."""
    text = text.strip()
    return text if text and text.isascii() and text.isprintable() else None


def lines(path: str) -> list[str]:
    """Return the lines of a file below ROOT; none where it can't be read."""
    return or_none(lambda: (ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines()) or []


def text(path: str) -> str | None:
    """Return the only line of a file below ROOT."""
    content = lines(path)
    return clean(content[0]) if len(content) == 1 else None


def number(path: str) -> int | None:
    """Return the only number in a file below ROOT."""
    return or_none(lambda: int(text(path) or ""))


def files(pattern: str) -> list[str]:
    """Return the sorted paths below ROOT that a pattern matches."""
    return or_none(lambda: sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(pattern))) or []


def ask(program: str, *arguments: str, statuses: Collection[int] = (0,)) -> str | None:
    """Return what a program on PATH prints; None where it is missing, too slow or ends with another status."""

    def run() -> str | None:
        command = shutil.which(program)
        if command is None:
            return None
        completed = subprocess.run(  # noqa: S603  callers name programs in their own text
            [command, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT_SECONDS,
            check=False,
        )
        return completed.stdout.strip() if completed.returncode in statuses else None

    return or_none(run)
