"""Read tracebacks as a user does: is the line at fault named, and how far down?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getsourcefile, getsourcelines
from traceback import extract_tb
from typing import Any

#: The comment at the end of the line that a fault stands in.
MARK = "# planted"
LONGEST_MESSAGE = 200

Frame = tuple[str, int]

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')
#: What frameworks write above a stack in a message; a message may hold several.
_STACK = re.compile(r"most recent call last|user code:|stack trace for", re.IGNORECASE)
_FOLDERS = re.compile(r"(?<![\w:.])(?:/[\w.@+-]+)+/(?=[\w.@+-])")
#: A framework's names of the node that failed, around the message.
_NODE = re.compile(r"^\{\{[^}]*\}\}\s*|^Node: .*|\s*\[Op:\w+\].*$")


@dataclass(frozen=True, kw_only=True)
class Line:
    """The place of a fault: a line of a user's function, which has the lines from ``first`` to ``last``."""

    file: str
    number: int
    first: int
    last: int

    @classmethod
    def planted(cls, function: Callable[..., Any]) -> Line:
        """Find the marked line of a function.

        Raises:
            ValueError: if not exactly one line is marked.
        """
        lines, first = getsourcelines(function)
        (number,) = (first + offset for offset, line in enumerate(lines) if line.rstrip().endswith(MARK))
        return cls(file=str(getsourcefile(function)), number=number, first=first, last=first + len(lines) - 1)

    def depth_below(self, stack: list[Frame]) -> int | None:
        """Return how many frames stand below the deepest one in this line; None if there is none in it."""
        depths = [depth for depth, frame in enumerate(stack) if frame == (self.file, self.number)]
        return len(stack) - 1 - depths[-1] if depths else None

    def misses(self, stacks: list[list[Frame]]) -> list[int]:
        """Return which other lines of the function's body the stacks name, counted from this one, nearest first."""
        lines = {line for stack in stacks for file, line in stack if file == self.file}
        return sorted((line - self.number for line in lines if self.first < line <= self.last), key=abs)


def printed_with(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those that its traceback prints with it."""
    shown: BaseException | None = error
    while shown is not None:
        yield shown
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)


def frames(error: BaseException) -> list[Frame]:
    """Return the file and line of an exception's own frames, the outermost first."""
    return [(frame.filename, frame.lineno or 0) for frame in extract_tb(error.__traceback__)]


def stacks_in(text: str) -> list[list[Frame]]:
    """Return the stacks that a message or warning prints."""
    found: list[list[Frame]] = [[]]
    for line in text.splitlines():
        if _STACK.search(line):
            found.append([])
        found[-1] += [(match["file"], int(match["line"])) for match in _FRAME.finditer(line)]
    return [stack for stack in found if stack]


def said(error: BaseException) -> str:
    """Return the first line of a message that is no header, no frame and no source line, without this machine's paths.

    Cut to 200 characters.
    """
    indent: int | None = None
    for line in str(error).splitlines():
        text = _NODE.sub("", line.strip())
        source = indent is not None and len(line) - len(line.lstrip()) > indent
        indent = len(line) - len(line.lstrip()) if _FRAME.search(line) else None
        if text and indent is None and not source and not text.endswith(":"):
            return _FOLDERS.sub("", text)[:LONGEST_MESSAGE]
    return ""
