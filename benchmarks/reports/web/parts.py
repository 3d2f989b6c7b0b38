"""Parts of the Markdown page (headings, sentences, tables that hold their frames) as plain data for the template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from benchmarks.reports.rounding import MISSING, TableText

#: What our own sentences use of Markdown, after everything in them was escaped.
INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
    # The page stands alone, wherever it lies: a link to another file becomes that file's name.
    (re.compile(r"\[([^\]]+)\]\((?:\.\./)*([^)\s]+)\)"), r"\1: <code>\2</code>"),
)


def unbroken(text: str) -> str:
    """Return a sentence whose intervals aren't broken at the end of a line."""
    return re.sub(r"\[[^\[\]]*\]", lambda found: found[0].replace(" ", "\u00a0"), text)


def inline(text: str) -> Markup:
    """Return a sentence with its code and emphasis as HTML, all else escaped."""
    found = str(escape(text))
    for pattern, replacement in INLINE:
        found = pattern.sub(replacement, found)
    return Markup(found)  # noqa: S704  escaped in the first line


def blocks(parts: Iterable[str]) -> list[dict[str, Any]]:
    """Return headings (with their level), lists, tables and sentences, in their order; a caption goes to its table."""
    found: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, TableText):
            above = next((block["text"] for block in reversed(found) if block["kind"] == "heading"), "")
            frame = part.frame
            rows = [
                [MISSING if pd.isna(value) else str(value) for value in row]
                for row in frame.itertuples(index=False, name=None)
            ]
            found.append({"kind": "table", "caption": above, "columns": list(map(str, frame.columns)), "rows": rows})
        elif part.startswith("#"):
            marks, _, text = part.partition(" ")
            found.append({"kind": "heading", "level": len(marks), "text": text})
        elif re.fullmatch(r"\*\*[^*]+\*\*", part):
            found.append({"kind": "heading", "level": 4, "text": part.strip("*")})
        elif part.startswith("- "):
            found.append({"kind": "list", "items": [item.removeprefix("- ") for item in part.split("\n")]})
        elif part:
            found.append({"kind": "text", "text": part})
    return found


def folded(parts: Iterable[str]) -> dict[str, Any] | None:
    """Return a section: its title, what precedes its first smaller heading, what follows, by heading; None if empty."""
    found = blocks(parts)
    if not found:
        return None
    title = found[0]["text"]
    section: dict[str, Any] = {"title": title, "lead": [], "folds": []}
    for block in found[1:]:
        if block["kind"] == "heading" and block["level"] == 3:  # noqa: PLR2004  the level below a section's
            section["folds"].append({"title": block["text"], "blocks": []})
        elif section["folds"]:
            section["folds"][-1]["blocks"].append(block)
        else:
            section["lead"].append(block)
    return section
