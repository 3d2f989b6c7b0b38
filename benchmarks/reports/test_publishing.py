"""The front page holds the latest record of every page that was measured in full, and is made again byte by byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.places import RESULTS
from benchmarks.record.drawn import DrawRun
from benchmarks.record.files import RecordError
from benchmarks.record.schema import End
from benchmarks.reports.pages.front import front
from benchmarks.reports.pages.published import demonstration, published
from benchmarks.reports.pages.readme import BEGIN, END
from benchmarks.reports.publishing import publish, write_page
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.web import render

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}


def test_the_latest_record_of_a_page_counts_and_one_that_ended_early_does_not(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    for name, pages in (("a", [""]), ("b", [""]), ("c", [])):
        draw_run(TIMES, name=f"runs/{name}", more=(End(pages=pages),), ended=False)
    (one,) = published((tmp_path / "runs").iterdir())
    assert (one.folder.name, one.stem) == ("b", "cpu")
    written = publish(tmp_path)
    first = {file: file.read_bytes() for file in written}
    assert {file: file.read_bytes() for file in publish(tmp_path)} == first
    assert "`b`" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_every_setting_has_pages_figures_and_a_report_of_its_own(draw_run: DrawRun, tmp_path: Path) -> None:
    for threads in (1, 2):
        times = {**TIMES, "pytorch-eager": 0.2 / threads}
        settings, ended = {"threads": threads}, (End(pages=[""]),)
        draw_run(times, name=f"runs/{threads}", settings=settings, more=ended, ended=False)
    written = {file.relative_to(tmp_path).as_posix() for file in publish(tmp_path)}
    assert {"cpu.md", "cpu_2_threads.md", "report.html", "report_cpu_2_threads.html"} <= written
    assert {f"figures/{name}/two_layer_net_ratios.svg" for name in ("cpu", "cpu_2_threads")} <= written
    front_page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "[cpu_2_threads.md](cpu_2_threads.md)" in front_page
    assert front_page.index("CPU, 1 thread") < front_page.index("CPU, 2 threads")
    other = (tmp_path / "report_cpu_2_threads.html").read_text(encoding="utf-8")
    assert "<title>Side by side: CPU, 2 threads</title>" in other


def test_pages_of_two_machines_say_so_wherever_they_stand_together(draw_run: DrawRun, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    for family, threads in (("25", 1), ("26", 2)):
        more, machine = (End(pages=[""]),), {"cpu_family": family}
        draw_run(
            TIMES,
            name=f"results/runs/{threads}",
            machine=machine,
            settings={"threads": threads},
            more=more,
            ended=False,
        )
    publish(tmp_path / "results")
    said = "These results come from 2 machines"
    for name in ("README.md", "results/README.md"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert f"> **WARNING: {said}" in text
        assert "family: 25 against 26" in text
        assert "CPU, 2 threads, machine B" in text
    # A report holds one setting, and here one machine.
    assert said not in (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    both = render.page([one.analysis for one in published((tmp_path / "results" / "runs").iterdir())])
    assert said in both
    for name, family in (("cpu", "25"), ("cpu_2_threads", "26")):
        assert f"family {family}, model 17, stepping 1" in (tmp_path / f"results/{name}.md").read_text(encoding="utf-8")


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no run below"):
        publish(tmp_path)


def test_the_committed_pages_are_what_their_records_give(tmp_path: Path) -> None:
    runs = [path for path in (RESULTS / "runs").iterdir() if path.is_dir()]
    pages, pitfalls = published(runs), demonstration(runs)
    assert pages
    for one in pages:
        for file in write_page(one.record, one.page, tmp_path):
            assert (RESULTS / file.name).read_bytes() == file.read_bytes(), f"{file.name}: python -m benchmarks publish"
    assert pitfalls is not None
    (file,) = write_page(pitfalls, UNFAIR, tmp_path)
    assert (RESULTS / file.name).read_bytes() == file.read_bytes()
    text = markdown(front(pages, pitfalls=True))
    assert (RESULTS / "README.md").read_text(encoding="utf-8") == text
