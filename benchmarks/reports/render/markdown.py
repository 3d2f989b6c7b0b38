"""A document as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import relpath

import pandas as pd

from benchmarks.reports.document import (
    Block,
    Bullets,
    Caution,
    Code,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Link,
    Listing,
    Sentence,
    Strong,
    Table,
    Text,
)
from benchmarks.reports.render.spacing import unbroken

#: What a text may not bring into a document by itself: elements of HTML, emphasis, code, formulas, ends of lines.
_ESCAPES = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "\n": " ", "\r": " ", **{character: f"\\{character}" for character in "\\`*$"}}
)


def markdown(blocks: Sequence[Block], *, folder: str = "results") -> str:
    """Return a document as Markdown.

    Args:
        blocks: the document.
        folder: where it will lie, as a path from the checkout's root; links are relative to it.
    """
    return "\n\n".join(_block(block, folder) for block in blocks) + "\n"


def _block(block: Block, folder: str) -> str:
    match block:
        case Heading(level=4, text=text):
            return f"**{_escaped(text)}**"
        case Heading(level=level, text=text):
            return f"{'#' * level} {_escaped(text)}"
        case Text(sentence=sentence):
            return inline(sentence, folder=folder)
        case Caution(text=text):
            return f"> **{_escaped(text)}**"
        case Bullets(items=items):
            return "\n".join(f"- {inline(item, folder=folder)}" for item in items)
        case Table(frame=frame):
            return _table(frame, folder)
        case Figure(file=file, name=name):
            return f"![{name}]({_target(file, folder)})"
        case Listing(language=language, text=text):
            return f"```{language}\n{text}\n```"


def _table(frame: pd.DataFrame, folder: str) -> str:
    cells = frame.map(lambda cell: inline(cell, folder=folder).replace("|", "\\|"))
    cells.columns = [_escaped(str(name)).replace("|", "\\|") for name in frame.columns]
    return str(cells.to_markdown(index=False, disable_numparse=True))


def inline(sentence: Sentence, *, folder: str = "results") -> str:
    """Return a sentence as Markdown; links are relative to ``folder``."""
    words = (sentence,) if isinstance(sentence, str) else sentence
    return "".join(_inline(word, folder) for word in words)


def _inline(word: Inline, folder: str) -> str:
    match word:
        case Code(text=text):
            return _code(text)
        case Emphasis(text=text):
            return f"*{_escaped(text)}*"
        case Strong(text=text):
            return f"**{_escaped(text)}**"
        case Link(text=text, target=target):
            return f"[{_escaped(text)}]({_target(target, folder)})"
        case _:
            return _escaped(word)


def _code(text: str) -> str:
    """Return words as code; where they hold the mark of code themselves, two marks stand around them."""
    line = " ".join(text.splitlines())
    return f"`` {line} ``" if "`" in line else f"`{line}`"


def _escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, with spaces that no line ends at; a link stays a text."""
    return unbroken(text).translate(_ESCAPES).replace("](", "]\\(")


def _target(target: str, folder: str) -> str:
    return target if "://" in target else relpath(target, folder or ".")
