"""The command that writes the report says where it is, or what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.commands.parser import main
from benchmarks.record.drawn import DrawRun


def test_the_command_writes_the_page_or_says_what_is_wrong(
    draw_run: DrawRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = draw_run({"numpy": 0.1, "pytorch-eager": 0.2}).file.parent
    page = tmp_path / "new" / "report.html"
    assert main(["report", str(folder), "--output", str(page)]) == 0
    assert capsys.readouterr().out == f"{page}\n"
    assert "two layer net" in page.read_text(encoding="utf-8")
    assert main(["report", str(folder)]) == 0
    assert main(["report", str(folder), str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder / 'report.html'}\n{folder / 'together.html'}\n"
    assert main(["report", str(tmp_path / "none")]) == 2
    assert "there is no run" in capsys.readouterr().err
