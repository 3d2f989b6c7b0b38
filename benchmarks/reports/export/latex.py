"""A run's tables for LaTeX: every table of its page, digit for digit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import files
from benchmarks.reports.document import Block
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.latex import tables


def write(analysis: Analysis, folder: Path, stem: str) -> list[Path]:
    """Write every table to ``<stem>_<table>.tex`` in the folder; return the files."""
    texts = tables(page(analysis), run=analysis.record.name)
    return [files.write(folder / f"{stem}_{name}.tex", text) for name, text in texts.items()]


def whole(blocks: Sequence[Block], *, run: str) -> str:
    """Return every table of a document in one text, each below a comment with its name."""
    return "\n".join(f"% {name}\n{text}" for name, text in tables(blocks, run=run).items())
