"""Tables of a document for LaTeX, with the rules of booktabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from benchmarks.reports.document import Block, Heading, Table, plain

#: What stands for each character that LaTeX reads as something else, or that the oldest font encoding lacks.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\char34{}",
        "\n": " ",
        "\r": " ",
        **{character: f"\\{character}" for character in "&%$#_{}"},
    }
)
#: A column of which every cell begins like this, or is empty, is set flush right.
NUMBER = re.compile(r"[+-]?\d.*|-|")


def escape(text: str) -> str:
    """Return a text that LaTeX prints as it is."""
    return text.translate(ESCAPES)


def tabular(frame: pd.DataFrame) -> str:
    """Return a table of texts as a ``tabular``; columns of numbers are set flush right, all others flush left."""
    cells = frame.map(plain)
    columns = "".join("r" if all(map(NUMBER.fullmatch, cells[name])) else "l" for name in cells)
    escaped = cells.map(escape).rename(columns=escape)
    return str(escaped.style.hide(axis="index").to_latex(hrules=True, column_format=columns))


def tables(blocks: Sequence[Block], *, run: str) -> dict[str, str]:
    """Return every table of a document by its name, each as a file's text that says where it is from."""
    texts: dict[str, str] = {}
    path: dict[int, str] = {}
    for block in blocks:
        if isinstance(block, Heading):
            path = {level: text for level, text in path.items() if level < block.level} | {block.level: block.text}
        elif isinstance(block, Table):
            title = ": ".join(text for level, text in path.items() if level > 1)
            head = f"% {_comment(title)}\n% From record {_comment(run)}. Needs \\usepackage{{booktabs}}.\n"
            texts[block.name] = head + tabular(block.frame)
    return texts


def _comment(text: str) -> str:
    """Return a text that stays within the line of a comment."""
    return " ".join(text.split())
