"""The front page holds the latest record of every page that was measured in full, and is made again byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.plan.places import RESULTS
from benchmarks.publish import publish
from benchmarks.record.files import SAMPLES, RecordError
from benchmarks.reports import front, tables
from benchmarks.reports.conftest import DrawRun


def test_the_latest_record_of_a_page_counts_and_one_that_ended_early_does_not(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2}
    for name, pages in (("runs/a", [""]), ("runs/b", [""]), ("runs/c", [])):
        lines = draw_run(times, name=name)
        kept = [line for line in lines if line["kind"] != "end"]
        text = "".join(json.dumps(line) + "\n" for line in [*kept, {"kind": "end", "pages": pages}])
        (tmp_path / name / SAMPLES).write_text(text, encoding="utf-8")
    (one,) = front.published((tmp_path / "runs").iterdir())
    assert (one.run.name, one.stem) == ("b", "cpu")
    written = publish(tmp_path)
    first = {file: file.read_bytes() for file in written}
    assert {file: file.read_bytes() for file in publish(tmp_path)} == first
    assert "`b`" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_every_setting_has_pages_figures_and_a_report_of_its_own(draw_run: DrawRun, tmp_path: Path) -> None:
    for threads in (1, 2):
        name = f"runs/{threads}"
        lines = draw_run({"numpy": 0.1, "pytorch-eager": 0.2 / threads}, name=name, settings={"threads": threads})
        kept = [line for line in lines if line["kind"] != "end"]
        text = "".join(json.dumps(line) + "\n" for line in [*kept, {"kind": "end", "pages": [""]}])
        (tmp_path / name / SAMPLES).write_text(text, encoding="utf-8")
    written = {file.relative_to(tmp_path).as_posix() for file in publish(tmp_path)}
    assert {"cpu.md", "cpu_2_threads.md", "report.html", "report_cpu_2_threads.html"} <= written
    assert {f"figures/{name}/two_layer_net_ratios.svg" for name in ("cpu", "cpu_2_threads")} <= written
    front_page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "[cpu_2_threads.md](cpu_2_threads.md)" in front_page
    assert front_page.index("CPU, 1 threads") < front_page.index("CPU, 2 threads")
    other = (tmp_path / "report_cpu_2_threads.html").read_text(encoding="utf-8")
    assert "<title>Side by side: CPU, 2 threads</title>" in other


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no run below"):
        publish(tmp_path)


def test_the_committed_pages_are_what_their_records_give(tmp_path: Path) -> None:
    runs = [path for path in (RESULTS / "runs").iterdir() if path.is_dir()]
    pages, lies = front.published(runs), front.demonstration(runs)
    assert pages
    for one in pages:
        for file in tables.write_page(one.lines, one.page, tmp_path):
            assert (RESULTS / file.name).read_bytes() == file.read_bytes(), f"{file.name}: python -m benchmarks.publish"
    assert (RESULTS / "README.md").read_text(encoding="utf-8") == front.markdown(pages, unfair=bool(lies))
