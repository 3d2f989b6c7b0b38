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
            return textwrap.fill(_printable(sentence), WIDTH)
        case Caution(text=warning):
            return textwrap.fill(_printable(warning), WIDTH)
        case Bullets(items=items):
            return "\n".join(textwrap.fill(_printable(item), WIDTH, subsequent_indent="    ") for item in items)
        case Table(frame=frame):
            return _table(frame.map(_printable).rename(columns=_printable))
        case Figure(file=file):
            return file
        case Listing(text=listing):
            return listing


def _printable(sentence: Sentence) -> str:
    """Return a sentence's words without what ends a line or steers a terminal."""
    return "".join(character if character.isprintable() else " " for character in plain(sentence))


def _table(frame: pd.DataFrame) -> str:
    padded = {str(name): f"{{:<{max(map(len, frame[name]))}}}".format for name in frame}
    return str(frame.to_string(index=False, justify="left", formatters=padded))
