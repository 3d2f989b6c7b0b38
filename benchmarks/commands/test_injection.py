"""What a record says stays text in every document, and names no place to write."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.commands.parser import main
from benchmarks.record.drawn import WORKLOAD, DrawRun
from benchmarks.record.files import SAMPLES
from benchmarks.record.schema import End, Failure
from benchmarks.reports.export import latex
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.markdown import markdown

TIMES = {"numpy": 0.010, "pytorch-eager": 0.020}
HOSTILE = "a\n\\input{/etc/passwd}<script>alert(1)</script>|`<b>`"
FAILURE = Failure(workload=WORKLOAD, contender="tensorflow-graph", status="failed", reason=HOSTILE)


def rewritten(folder: Path, **fields: object) -> Path:
    """Give fields of a record's first line other values."""
    first, *others = (folder / SAMPLES).read_bytes().splitlines(keepends=True)
    line = {**msgspec.json.decode(first), **fields}
    (folder / SAMPLES).write_bytes(b"".join([msgspec.json.encode(line), b"\n", *others]))
    return folder


def test_a_name_of_a_run_ends_no_comment_of_latex(draw_run: DrawRun, tmp_path: Path) -> None:
    record = draw_run(TIMES, name="x", machine={"cpu": HOSTILE}, more=(FAILURE,))
    record.name = HOSTILE
    for file in latex.write(Analysis(record), tmp_path, "tables"):
        text = file.read_text(encoding="utf-8")
        assert not [line for line in text.splitlines() if line.lstrip().startswith("\\input")]
        assert "\\input" not in text.partition("\\begin")[2]


def test_markdown_has_no_element_of_html_and_no_more_cells_than_columns(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, machine={"cpu": HOSTILE, "commit": HOSTILE}, more=(FAILURE,))
    text = markdown(page(Analysis(record)))
    assert "alert(1)" in text
    assert "<script>" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(row.endswith("|") for row in rows)


def test_a_device_that_is_a_path_is_no_record_and_publishes_nothing(
    draw_run: DrawRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = draw_run(TIMES, name="results/runs/x", more=(End(pages=[""]),), ended=False).file.parent
    settings = msgspec.json.decode((folder / SAMPLES).read_bytes().splitlines()[0])["settings"]
    rewritten(folder, settings={**settings, "device": "../../evil"})
    before = set(tmp_path.rglob("*"))
    assert main(["publish", "--results", str(tmp_path / "results")]) == 2
    assert "settings.device" in capsys.readouterr().err
    assert set(tmp_path.rglob("*")) == before
