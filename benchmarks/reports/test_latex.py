"""Tables for LaTeX are the page's own, digit for digit, and whatever a name holds is printed as it is."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pandas as pd
import pytest

from benchmarks.record import files as records
from benchmarks.reports import latex, rounding, sections
from benchmarks.reports.conftest import WORKLOAD, DrawRun
from benchmarks.reports.page import markdown

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
    return re.sub(r"\\(?:text\w+|char34)\{\}|\\[&%$#_{}]", lambda found: BACK.get(found[0], found[0][1:]), text)


def rows(tabular: str) -> list[list[str]]:
    """Return the cells of a table, head first, as they are printed."""
    lines = [line for line in tabular.splitlines() if line.endswith(r" \\")]
    return [[printed(cell.strip()) for cell in line.removesuffix(r" \\").split(" & ")] for line in lines]


def texts(lines: list[dict[str, Any]]) -> dict[str, str]:
    return latex.texts(lines, baseline="pytorch-eager", band=0.03)


def test_steps_and_verdicts_are_the_pages_digit_for_digit(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES)
    table = sections.step_table(lines, WORKLOAD, baseline="pytorch-eager", band=0.03)
    assert rows(texts(lines)[f"{WORKLOAD}_steps"]) == [list(table), *map(list, table.to_numpy())]


def test_every_table_of_the_page_is_there_once(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES, starts={"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 10.0)})
    found = texts(lines)
    assert len(found) == len(re.findall(r"^\|:?-+", markdown(lines), flags=re.MULTILINE))
    assert {f"{WORKLOAD}_what_starting_costs", f"{WORKLOAD}_fairness_card"} < set(found)


def test_rules_are_those_of_booktabs_and_numbers_are_flush_right(draw_run: DrawRun) -> None:
    text = texts(draw_run(TIMES))[f"{WORKLOAD}_steps"]
    assert all(rule in text for rule in (r"\toprule", r"\midrule", r"\bottomrule"))
    assert r"\hline" not in text
    assert r"\begin{tabular}{llrrlrr}" in text


@pytest.mark.parametrize("name", [HOSTILE, "|", '"quoted"', "\\"])
def test_a_hostile_name_is_printed_as_it_is(draw_run: DrawRun, name: str) -> None:
    lines = draw_run({**TIMES, name: 0.3}, roster={name: {"framework": "another", "graph": "static"}})
    table = texts(lines)[f"{WORKLOAD}_steps"]
    assert any(printed(line.split(" & ")[0]) == name for line in table.splitlines() if " & static" in line)
    plain = re.sub(
        r"\\[&%$#_{}]|\\(?:text\w+|char34)\{\}| & |\\\\$", "", table.partition(r"\midrule")[2].partition(r"\bottom")[0]
    )
    assert not set(plain) & set('&%$#_{}~^<>|"')


def test_a_table_is_read_back_as_it_was_written() -> None:
    frame = pd.DataFrame({"name": ["a | b", "", "|"], "x|y": ["1", "-", "no verdict, 0.9"]})
    ((_, _, found),) = latex.tables(f"## section\n\n{rounding.markdown_table(frame)}\n\nMore.\n")
    pd.testing.assert_frame_equal(found, frame)


def test_tables_of_one_heading_are_numbered_and_those_of_a_case_named_by_it() -> None:
    table = "| a |\n|:--|\n| 1 |"
    page = f"## bridge: What?\n\n### bridge of net\n\n**in**\n\n{table}\n\n**out**\n\n{table}\n\n{table}\n"
    assert [name for _, name, _ in latex.tables(page)] == [
        "bridge of net in",
        "bridge of net out",
        "bridge of net out 2",
    ]


def test_the_command_writes_them_beside_the_record(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run(TIMES)
    command = [sys.executable, "-m", "benchmarks.tables", str(tmp_path / "run"), "--latex"]
    written = run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    expected = texts(records.read(tmp_path / "run"))
    assert {Path(file).name for file in written} == {f"tables_{name}.tex" for name in expected}
    assert all(Path(file).read_text(encoding="utf-8") in expected.values() for file in written)
