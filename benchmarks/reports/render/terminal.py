"""A document as text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from benchmarks.reports.document import Block, Bullets, Caution, Figure, Heading, Listing, Sentence, Table, Text, plain

WIDTH = 80


def text(blocks: Sequence[Block]) -> str:
    """Return a document as text; blocks that belong together stand on lines one after the other."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and lines:
            lines.append("")
        lines.append(_block(block))
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=title):
            return _printable(title)
        case Text(sentence=sentence):
            return _filled(sentence)
        case Caution(text=warning):
            return _filled(warning)
        case Bullets(items=items):
            return "\n".join(_filled(item, indent="    ") for item in items)
        case Table(frame=frame):
            return _table(frame.map(_printable).rename(columns=_printable))
        case Figure(file=file):
            return file
        case Listing(text=listing):
            return listing


def _filled(sentence: Sentence, indent: str = "") -> str:
    """Return a sentence on lines that fit; a path stays whole, so that it can be copied."""
    words = _printable(sentence)
    return textwrap.fill(words, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def _printable(sentence: Sentence) -> str:
    """Return a sentence's words without what ends a line or steers a terminal."""
    return "".join(character if character.isprintable() else " " for character in plain(sentence))


def _table(frame: pd.DataFrame) -> str:
    padded = {str(name): f"{{:<{max(map(len, frame[name]))}}}".format for name in frame}
    return str(frame.to_string(index=False, justify="left", formatters=padded))
