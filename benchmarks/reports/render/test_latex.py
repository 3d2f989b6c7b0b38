"""Tables for LaTeX are the page's own, digit for digit, and whatever a name holds is printed as it is."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, study
from benchmarks.record.record import Record
from benchmarks.reports.document import Block, Heading, Table
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.latex import tables
from benchmarks.reports.sections import steps

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.201, "tensorflow-eager": 0.5}
HOSTILE = r"a_b & 50% $x^2$ #1 {c} \d ~ <e> | f"
BACK = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"\char34{}": '"',
}


def printed(text: str) -> str:
    """Return what LaTeX prints for a text."""
    return re.sub(r"\\(?:text\w+|char34)\{\}|\\[&%$#_{}]", lambda escape: BACK.get(escape[0], escape[0][1:]), text)


def rows(tabular: str) -> list[list[str]]:
    """Return the cells of a table, head first, as they are printed."""
    lines = [line for line in tabular.splitlines() if line.endswith(r" \\")]
    return [[printed(cell.strip()) for cell in line.removesuffix(r" \\").split(" & ")] for line in lines]


def texts(record: Record) -> dict[str, str]:
    return tables(page(Analysis(record)), run=record.name)


def test_steps_and_verdicts_are_the_pages_digit_for_digit(draw_run: DrawRun) -> None:
    record = draw_run(TIMES)
    table, text = steps.table(Analysis(record).workload(WORKLOAD)), texts(record)[f"{WORKLOAD}_steps"]
    assert rows(text) == [list(table), *map(list, table.to_numpy())]
    assert all(rule in text for rule in (r"\toprule", r"\midrule", r"\bottomrule"))
    assert r"\hline" not in text
    # Numbers are flush right.
    assert r"\begin{tabular}{llrrlrr}" in text


def test_every_table_of_the_page_is_there_once_and_says_where_it_is_from(draw_run: DrawRun) -> None:
    starts = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 10.0)}
    cases = [study("bridge", "text_classifier", case, {"copy": 1e-6}) for case in ("in", "out")]
    record = draw_run(TIMES, starts=starts, more=(*cases[0], *cases[1]))
    written, on_page = texts(record), [block for block in page(Analysis(record)) if isinstance(block, Table)]
    assert list(written) == [block.name for block in on_page]
    assert {f"{WORKLOAD}_starts", f"{WORKLOAD}_cards", "bridge_text_classifier_2"} <= set(written)
    assert ": bridge of text_classifier: out\n% From record run." in written["bridge_text_classifier_2"]


@pytest.mark.parametrize("name", [HOSTILE, "|", '"quoted"', "\\", "two\nlines"])
def test_a_hostile_name_is_printed_as_it_is(draw_run: DrawRun, name: str) -> None:
    record = draw_run({**TIMES, name: 0.3}, roster={name: contender(name, "another", "static")})
    table = texts(record)[f"{WORKLOAD}_steps"]
    assert name.replace("\n", " ") in [cells[0] for cells in rows(table)]
    plain = re.sub(
        r"\\[&%$#_{}]|\\(?:text\w+|char34)\{\}| & |\\\\$", "", table.partition(r"\midrule")[2].partition(r"\bottom")[0]
    )
    assert not set(plain) & set('&%$#_{}~^<>|"')


def test_a_hostile_heading_stays_within_its_comment() -> None:
    blocks: list[Block] = [Heading(2, "a\r\nb\u2028\\input{c}"), Table("t", pd.DataFrame({"x": ["1"]}))]
    head = tables(blocks, run="r\n\\end")["t"].partition("\\begin")[0]
    assert all(line.startswith("% ") for line in head.splitlines())
