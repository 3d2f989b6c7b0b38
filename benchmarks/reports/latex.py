"""A run's tables for LaTeX: every table of the page in Markdown, digit for digit, with the rules of booktabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from benchmarks.plan.questions import PAGES
from benchmarks.reports import moved, unfair
from benchmarks.reports.page import markdown
from benchmarks.reports.summary import Record
from impls.workloads import WORKLOADS

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
        **{character: f"\\{character}" for character in "&%$#_{}"},
    }
)
#: The line below a table's head tells where its columns begin and end.
RULE = re.compile(r"\|(?::?-+:?\|)+")
NUMBER = re.compile(r"[+-]?\d.*|-|")
HEAD = "% {title}\n% From record {run}. Needs \\usepackage{{booktabs}}.\n"
#: What a table is called that stands right below its workload's heading.
FIRST = "steps"
#: What sections that are headed by their question are called, and how many words of any other heading are kept.
PAGE_OF = {page.question: name for name, page in PAGES.items()}
WORDS = 3


def escape(text: str) -> str:
    """Return a text that LaTeX prints as it is."""
    return text.translate(ESCAPES)


def tabular(frame: pd.DataFrame) -> str:
    """Return a table of texts as a ``tabular``; columns of numbers are set flush right, all others flush left."""
    columns = "".join("r" if all(map(NUMBER.fullmatch, frame[name])) else "l" for name in frame)
    escaped = frame.map(escape).rename(columns=escape)
    return str(escaped.style.hide(axis="index").to_latex(hrules=True, column_format=columns))


def tables(page: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield every table of a page in Markdown: its section's heading, what it is called there, and its texts.

    A table is called by the smaller heading and the bold line above it; the second one there carries a number.
    """
    section = title = case = ""
    count = 0
    lines = page.splitlines()
    for number, line in enumerate(lines):
        if line.startswith(("# ", "## ")):
            section, title, case, count = line.lstrip("# "), "", "", 0
        elif line.startswith("### "):
            title, case, count = line[4:], "", 0
        elif re.fullmatch(r"\*\*.+\*\*", line):
            case, count = line.strip("*"), 0
        elif RULE.fullmatch(line) and number:
            count += 1
            yield section, " ".join(filter(None, (title, case, str(count) if count > 1 else ""))), _read(lines, number)


def _read(lines: Sequence[str], rule: int) -> pd.DataFrame:
    """Return the table around a rule as texts; columns are told by their places, so that a cell may hold a bar."""
    bars = [place for place, character in enumerate(lines[rule]) if character == "|"]
    end = next((n for n in range(rule, len(lines)) if not lines[n].startswith("|")), len(lines))
    head, *rows = (
        [lines[n][low + 1 : high].strip() for low, high in pairwise(bars)] for n in (rule - 1, *range(rule + 1, end))
    )
    return pd.DataFrame(rows, columns=head)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def texts(lines: Sequence[Record], *, baseline: str, band: float) -> dict[str, str]:
    """Return a run's tables for LaTeX by the end of their files' names: ``<workload>_<table>``."""
    run = next(line["run"] for line in lines if line["kind"] == "environment")
    found = {}
    demonstration = moved.is_demonstration(lines)
    page = unfair.markdown(lines, band=band) if demonstration else markdown(lines, baseline=baseline, band=band)
    for section, name, frame in tables(page):
        head = HEAD.format(title=f"{section}: {name}" if name else section, run=run)
        found[_file_name(section, name)] = head + tabular(frame)
    return found


def _file_name(section: str, name: str) -> str:
    """Return the end of a table's file name; a study's section has its name before its question."""
    workload = section.partition(":")[0]
    if workload in WORKLOADS:
        return f"{workload}_{_slug(name) or FIRST}"
    workload = PAGE_OF.get(section) or "_".join(_slug(workload).split("_")[:WORDS])
    return "_".join(filter(None, (workload, _slug(name.removeprefix(f"{workload} of ")))))


def write(lines: Sequence[Record], folder: Path, stem: str, *, baseline: str, band: float) -> list[Path]:
    """Write every table to ``<stem>_<workload>_<table>.tex`` in the folder; return the files."""
    found = texts(lines, baseline=baseline, band=band)
    for name, text in found.items():
        (folder / f"{stem}_{name}.tex").write_text(text, encoding="utf-8")
    return [folder / f"{stem}_{name}.tex" for name in found]
