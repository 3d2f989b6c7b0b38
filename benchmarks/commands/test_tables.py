"""Files that a command writes lie beside the record, and it prints where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.commands.parser import main
from benchmarks.record.drawn import DrawRun
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.latex import tables

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1}


def test_tables_for_latex_are_those_of_the_page(draw_run: DrawRun, capsys: pytest.CaptureFixture[str]) -> None:
    record = draw_run(TIMES)
    folder = record.file.parent
    assert main(["tables", str(folder), "--latex"]) == 0
    written = {Path(line) for line in capsys.readouterr().out.splitlines()}
    texts = tables(page(Analysis(record)), run=record.name)
    expected = {folder / f"tables_{name}.tex": text for name, text in texts.items()}
    assert {file: file.read_text(encoding="utf-8") for file in written} == expected


@pytest.mark.parametrize(
    ("option", "names"),
    [
        ("--tidy", ["tidy_blocks.csv", "tidy.md"]),
        ("--band=5", ["tables.md", "tables.csv", "tables_pairwise.csv"]),
    ],
)
def test_files_lie_beside_the_record(
    draw_run: DrawRun, capsys: pytest.CaptureFixture[str], option: str, names: list[str]
) -> None:
    folder = draw_run(TIMES).file.parent
    assert main(["tables", str(folder), option]) == 0
    assert capsys.readouterr().out.splitlines() == [str(folder / name) for name in names]
    assert all((folder / name).stat().st_size for name in names)
