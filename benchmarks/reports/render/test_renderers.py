"""Whatever names and reasons hold, a document says it and nothing else: cells keep their columns, texts their lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, study
from benchmarks.record.schema import Failure, Trouble
from benchmarks.reports.document import Block, Bullets, Caution, Code, Emphasis, Heading, Link, Strong, Table, Text
from benchmarks.reports.pages.page import page
from benchmarks.reports.pages.terminal_tables import tables
from benchmarks.reports.render.markdown import inline, markdown
from benchmarks.reports.render.spacing import NO_BREAK_SPACE, unbroken
from benchmarks.reports.render.terminal import WIDTH, text

if TYPE_CHECKING:
    from benchmarks.record.record import Record

#: Texts that each format reads as something else.
HOSTILE = (
    "two\nlines",
    "a | b",
    "<script>alert(1)</script>",
    "`code`",
    "$x^2$",
    "50 %",
    "\\d|e\\",
    "*bold*",
    "[a](b)",
    "\x1b[31mred",
)


def test_numbers_keep_their_units_and_intervals_their_limits_on_one_line() -> None:
    said = "131 ms, 1 774 rows, 3 %, 2 GiB, 5 steps, 1.3x [1.2, 1.4] of 100 GFLOP/s"
    kept = "131~ms, 1~774 rows, 3~%, 2~GiB, 5 steps, 1.3x [1.2,~1.4] of 100~GFLOP/s"
    assert unbroken(said).replace(NO_BREAK_SPACE, "~") == kept
    assert NO_BREAK_SPACE in markdown([Text(said)])
    assert NO_BREAK_SPACE not in text([Text(said)])


def cells_of(row: str) -> list[str]:
    """Return a Markdown row's cells as they are read: a bar that is escaped is part of its cell."""
    return re.split(r"(?<!\\)\|", row.strip().strip("|"))


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    """Return a text."""
    return str(request.param)


@pytest.fixture
def record(draw_run: DrawRun, hostile: str) -> Record:
    """Return a record in which a contender, a reason, a case and a warning are hostile."""
    times = {"numpy": 0.1, "pytorch-eager": 0.2, hostile: 0.3, "tensorflow-eager": 0.4}
    failure = Failure(workload=WORKLOAD, contender="tensorflow-eager", status="failed", reason=hostile)
    trouble = Trouble(what=hostile, reason=hostile)
    ways = study("bridge", "text_classifier", hostile, {hostile: 1e-6})
    roster = {hostile: contender(hostile, "another", "static")}
    return draw_run(times, roster=roster, more=(failure, trouble, *ways), data={"warning": hostile})


def test_markdown_keeps_its_columns_its_lines_and_no_element(record: Record, hostile: str) -> None:
    lines = markdown(page(Analysis(record))).splitlines()
    assert not any(re.search(r"<[a-z/]", line) for line in lines)
    head = None
    for line in lines:
        if line.startswith("|"):
            head = head or len(cells_of(line))
            assert len(cells_of(line)) == head, line
        else:
            head = None
    assert sum(line.startswith("> **WARNING: ") for line in lines) == 2
    # A step's table has a row for everybody, whatever a name does to it.
    first = next(number for number, line in enumerate(lines) if line.startswith("| contender"))
    assert [line.startswith("|") for line in lines[first : first + 7]] == [True] * 6 + [False]


def test_the_terminal_keeps_to_its_lines(record: Record) -> None:
    lines = text(tables(Analysis(record))).splitlines()
    assert sum(line.startswith(("numpy", "pytorch-eager", "tensorflow-eager")) for line in lines) >= 3
    assert "lines" not in {line.strip() for line in lines}
    assert all(line.isprintable() for line in lines)


def test_every_inline_word_is_escaped(hostile: str) -> None:
    for word in (Emphasis(hostile), Strong(hostile), Code(hostile), Link(hostile, "README.md"), hostile):
        said = inline((word,))
        assert "\n" not in said
        if not isinstance(word, Code):
            # What Markdown would read as something else stands behind a backslash.
            assert not re.search(r"(?<!\\)(?:\\\\)*[`$<]", said)
            assert "*bold*" not in said.removeprefix("*").removesuffix("*")
            assert "[a](b)" not in said


def test_every_block_of_the_terminal_keeps_to_its_width() -> None:
    words = "word " * 60
    blocks: list[Block] = [Text(words), Caution(words), Bullets([words])]
    assert max(map(len, text(blocks).splitlines())) <= WIDTH
    assert text([Heading(1, "a"), Table("t", pd.DataFrame({"x": ["1"]})), Heading(2, "b")]) == "a\nx\n1\n\nb\n"
