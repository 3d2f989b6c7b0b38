"""What a document is made of; renderers in ``render`` turn it into Markdown, LaTeX, HTML or a terminal's text.

A sentence is a text, or a tuple of texts and of words that stand out. No renderer looks into a text to find out what it
says: what is a table, a list or a link is an object of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd


@dataclass(frozen=True)
class Code:
    """Words as a computer reads them."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    """Words that are stressed, or explained."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words that are to be seen first."""

    text: str


@dataclass(frozen=True)
class Link:
    """A place to go on reading; ``target`` is relative to the checkout's root, or an address."""

    text: str
    target: str


Inline: TypeAlias = str | Code | Emphasis | Strong | Link
Sentence: TypeAlias = str | tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is the document's, 2 a workload's or a question's, 3 a section's, 4 a table's."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    sentence: Sentence


@dataclass(frozen=True)
class Caution:
    """What every reader must know first."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: Sequence[Sentence]


@dataclass(frozen=True, eq=False)
class Table:
    """A table of texts.

    Attributes:
        name: what files of this table alone are called.
        frame: texts, or inline words; the columns are the heads.
    """

    name: str
    frame: pd.DataFrame


@dataclass(frozen=True)
class Figure:
    """A figure: its name, and its file as a path from the checkout's root."""

    name: str
    file: str


@dataclass(frozen=True)
class Listing:
    """Lines of a program or of a difference, in a language."""

    language: str
    text: str


Block: TypeAlias = Heading | Text | Caution | Bullets | Table | Figure | Listing


def when(condition: object, *blocks: Block) -> list[Block]:
    """Return blocks where a condition holds, else none."""
    return list(blocks) if condition else []


def plain(sentence: Sentence) -> str:
    """Return a sentence's words alone."""
    if isinstance(sentence, str):
        return sentence
    return "".join(inline if isinstance(inline, str) else inline.text for inline in sentence)


def joined(*sentences: Sentence) -> Sentence:
    """Return sentences as one."""
    return tuple(
        inline for sentence in sentences for inline in ((sentence,) if isinstance(sentence, str) else sentence)
    )
