"""Published pages are what their listed runs give, byte by byte; nothing replaces them but what is asked to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.plan.places import RESULTS, ROOT
from benchmarks.plan.settings import EFFORTS
from benchmarks.record.drawn import DrawRun, contender
from benchmarks.record.files import SAMPLES, RecordError
from benchmarks.record.machine import GpuModel
from benchmarks.record.schema import End
from benchmarks.reports.pages.published import LIST, WeakerError, chosen, demonstration
from benchmarks.reports.pages.readme import BEGIN, END
from benchmarks.reports.publishing import contents, publish
from benchmarks.reports.render.spacing import NO_BREAK_SPACE
from benchmarks.reports.web import render

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}


def draw_full(draw_run: DrawRun, name: str, *, pages: tuple[str, ...] = ("",), effort: str = "standard") -> Path:
    """Draw a run that measured pages in full, and return its folder."""
    settings = {"effort": EFFORTS[effort]}
    record = draw_run(TIMES, name=f"runs/{name}", settings=settings, more=(End(pages=[*pages]),), ended=False)
    return record.file.parent


def bytes_of(folder: Path) -> dict[Path, bytes]:
    """Return every published file below a folder of results."""
    runs = folder / "runs"
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and runs not in file.parents}


def test_without_a_list_the_strongest_run_of_a_page_counts_and_the_latest_of_equals(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    for name, effort in (("a", "standard"), ("b", "standard"), ("c", "fast")):
        draw_full(draw_run, name, effort=effort)
    draw_full(draw_run, "d", pages=())
    (one,) = chosen(tmp_path)
    assert (one.folder.name, one.stem) == ("b", "cpu")
    written = publish(tmp_path)
    first = {file: file.read_bytes() for file in written}
    assert {file: file.read_bytes() for file in publish(tmp_path)} == first
    front_page = (tmp_path / "README.md").read_text(encoding="utf-8")
    (row,) = (line for line in front_page.splitlines() if line.startswith("|") and "`b`" in line)
    assert [cell.strip() for cell in row.split("|")][-4:-2] == ["1\xa0min", "abc1234"]


def test_every_setting_has_pages_figures_and_a_report_of_its_own(draw_run: DrawRun, tmp_path: Path) -> None:
    for threads in (1, 2):
        times = {**TIMES, "pytorch-eager": 0.2 / threads}
        settings, ended = {"threads": threads}, (End(pages=[""]),)
        draw_run(times, name=f"runs/{threads}", settings=settings, more=ended, ended=False)
    written = {file.relative_to(tmp_path).as_posix() for file in publish(tmp_path)}
    assert {"cpu.md", "cpu_2_threads.md", "report.html", "report_cpu_2_threads.html"} <= written
    assert {f"{stem}{end}" for stem in ("figures/cpu", "figures/cpu_2_threads") for end in (".svg",)} <= written
    assert {"data/cpu.csv", "data/cpu.tex", "data/cpu_2_threads_pairwise.csv"} <= written
    front_page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "[cpu_2_threads.md](cpu_2_threads.md)" in front_page
    assert front_page.index("CPU, 1 thread") < front_page.index("CPU, 2 threads")
    assert front_page.index("## Who is fastest, CPU, 1 thread") < front_page.index("## Who is fastest, CPU, 2 threads")
    page = (tmp_path / "cpu.md").read_text(encoding="utf-8")
    assert page.index("](figures/cpu.svg)") < page.index("## two_layer_net") < page.index("## How this was measured")


def test_the_data_of_a_table_that_a_page_no_longer_has_go_and_nothing_of_anybody_else(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    draw_full(draw_run, "run")
    kept = [tmp_path / "data" / name for name in ("sales.csv", "cpu_temperatures.csv")]
    for file in kept:
        file.parent.mkdir(exist_ok=True)
        file.write_text("somebody's", encoding="utf-8")
    written = {*publish(tmp_path)}
    gone = tmp_path / "data" / "cpu_of_a_table_of_before.csv"
    outside = tmp_path / "notes.md"
    for file in (gone, outside):
        file.write_text("ours", encoding="utf-8")
    listed = tmp_path / LIST
    listed.write_text(
        listed.read_text(encoding="utf-8").replace(
            '"data/cpu.csv"', f'"data/{gone.name}", "data/../notes.md", "data/cpu.csv"'
        ),
        encoding="utf-8",
    )
    assert {*publish(tmp_path)} == written
    assert not gone.exists()
    assert outside.exists()
    assert all(file.read_text(encoding="utf-8") == "somebody's" for file in kept)
    assert gone.name not in listed.read_text(encoding="utf-8")


def test_the_readme_names_the_gpu_and_who_was_timed_alone_on_it(draw_run: DrawRun, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    unknown: dict[str, Any] = dict.fromkeys(GpuModel.__struct_fields__)
    machine = {"gpus": [GpuModel(**unknown | {"name": "NVIDIA H200", "driver": "580"})]}
    for device in ("cpu", "gpu"):
        draw_run(
            TIMES,
            name=f"results/runs/{device}",
            machine=machine,
            settings={"device": device},
            more=(End(pages=[""]),),
            ended=False,
        )
    publish(tmp_path / "results")
    said = (tmp_path / "README.md").read_text(encoding="utf-8").replace(NO_BREAK_SPACE, " ")
    assert "fastest, GPU, 1 thread" in said
    assert "That is NVIDIA H200 (driver 580), run `gpu`, standard; the page is [results/gpu.md](results/gpu.md)" in said
    assert "every framework by its fastest current form in this race:" in said
    assert "; no other framework was timed beside it." in said
    assert said.index("fastest, CPU, 1 thread") < said.index("NVIDIA H200")
    pages = {device: (tmp_path / f"results/{device}.md").read_text(encoding="utf-8") for device in ("cpu", "gpu")}
    assert "- device: gpu, NVIDIA H200 (driver 580)\n" in pages["gpu"]
    assert "- device: cpu\n" in pages["cpu"]
    report = (tmp_path / "results/report_gpu.html").read_text(encoding="utf-8")
    assert "on NVIDIA H200 (driver 580), " in report.replace(NO_BREAK_SPACE, " ")


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
    text = (tmp_path / "results" / "README.md").read_text(encoding="utf-8").replace(NO_BREAK_SPACE, " ")
    assert f"> **WARNING: {said}" in text
    assert "family: 25 against 26" in text
    assert "CPU, 2 threads, machine B" in text
    # The README shows one page alone.
    assert said not in (tmp_path / "README.md").read_text(encoding="utf-8")
    # A report holds one setting, and here one machine.
    assert said not in (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    both = render.page([one.analysis for one in chosen(tmp_path / "results")])
    assert said in both
    for name, family in (("cpu", "25"), ("cpu_2_threads", "26")):
        assert f"family {family}, model 17, stepping 1" in (tmp_path / f"results/{name}.md").read_text(encoding="utf-8")


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no run below"):
        publish(tmp_path)


def test_a_weaker_run_replaces_nothing_unless_that_is_asked_for(draw_run: DrawRun, tmp_path: Path) -> None:
    publish(tmp_path, [draw_full(draw_run, "a")])
    before, weaker = bytes_of(tmp_path), draw_full(draw_run, "b", pages=("", "sequences"), effort="fast")
    with pytest.raises(WeakerError, match=r"cpu\.md was measured at effort standard by a.* publish b --weaker"):
        publish(tmp_path, [weaker])
    assert bytes_of(tmp_path) == before
    publish(tmp_path, [weaker], weaker=True)
    assert {one.folder.name for one in chosen(tmp_path)} == {"b"}
    assert "`a`" not in (tmp_path / "README.md").read_text(encoding="utf-8")
    # Once published, it stays, though a stronger run lies beside it.
    publish(tmp_path)
    assert {one.stem for one in chosen(tmp_path)} == {"cpu", "cpu_sequences"}


def test_what_ended_early_is_published_only_where_that_is_asked_for_and_gives_way_to_any_other_run(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    early = draw_run(TIMES, name="runs/c", ended=False).file.parent
    with pytest.raises(RecordError, match=r"no page in full.*insist by publish c --unfinished"):
        publish(tmp_path, [early])
    publish(tmp_path, [early], unfinished=True)
    assert "WARNING: The run ended early" in (tmp_path / "cpu.md").read_text(encoding="utf-8")
    assert "effort standard, ended early" in (tmp_path / "README.md").read_text(encoding="utf-8")
    # Made again, it stays; a run that ended replaces it, whatever its effort, and it replaces none.
    assert [one.folder.name for one in chosen(tmp_path)] == ["c"]
    publish(tmp_path, [draw_full(draw_run, "b", effort="fast")])
    with pytest.raises(WeakerError, match=r"by b, and c ended early: nothing is replaced; .* publish c --weaker"):
        publish(tmp_path, [early], unfinished=True)
    assert [one.folder.name for one in chosen(tmp_path)] == ["b"]


def test_one_process_and_small_shapes_are_nothing_to_publish_of_what_ended_early(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    one, small = (
        draw_run(TIMES, name="runs/one", processes=1, ended=False),
        draw_run(TIMES, name="runs/small", smoke=True, ended=False),
    )
    for record in (one, small):
        with pytest.raises(RecordError, match=r"nothing of it to publish$"):
            publish(tmp_path, [record.file.parent], unfinished=True)


def test_a_calibration_that_was_broken_off_is_no_page(tmp_path: Path) -> None:
    records = (file.read_text(encoding="utf-8") for file in sorted(RESULTS.glob(f"runs/*/{SAMPLES}")))
    lines = next(text for text in records if "benchmarks calibrate" in text.partition("\n")[0]).splitlines(
        keepends=True
    )
    folder = tmp_path / "runs" / "broken-off"
    folder.mkdir(parents=True)
    (folder / SAMPLES).write_text("".join(line for line in lines if '"kind":"end"' not in line), encoding="utf-8")
    with pytest.raises(RecordError, match=r"nothing of it to publish$"):
        publish(tmp_path, [folder], unfinished=True)


def test_a_run_without_a_whole_page_and_a_list_without_its_record_are_said(draw_run: DrawRun, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no page in full"):
        publish(tmp_path, [draw_full(draw_run, "a", pages=())])
    folder = draw_full(draw_run, "b")
    publish(tmp_path, [folder])
    (folder / SAMPLES).unlink()
    with pytest.raises(RecordError, match="can't read"):
        publish(tmp_path)


def test_the_committed_pages_are_what_their_records_give() -> None:
    pages = chosen(RESULTS)
    pitfalls = demonstration(RESULTS)
    assert pages
    assert pitfalls
    made = contents(RESULTS, pages, pitfalls)
    for file, content in made.items():
        assert file.read_bytes() == (content.encode() if isinstance(content, str) else content), (
            f"{file.name}: python -m benchmarks publish"
        )
    kept = {file for name in ("data", "figures") for file in (RESULTS / name).iterdir()}
    assert kept - made.keys() == {RESULTS / "data" / "published.json"}, "what no page shows lies there"
    assert ROOT / "README.md" in made


def test_a_page_says_of_its_net_what_is_faster_on_another_page_as_the_front_page_does(
    draw_run: DrawRun, tmp_path: Path
) -> None:
    fused = {"pytorch-fused": contender("pytorch-fused", "pytorch", "dynamic")}
    draw_run(TIMES, name="runs/main", workload="text_classifier", more=(End(pages=[""]),), ended=False)
    tuned: dict[str, Any] = {"workload": "text_classifier_tuned", "roster": fused}
    times = {**TIMES, "pytorch-fused": 0.1}
    draw_run(times, name="runs/tuned", more=(End(pages=["tuned"]),), ended=False, **tuned)
    publish(tmp_path)
    said = "Faster in another race: pytorch-fused, "
    pages = [(tmp_path / f"{stem}.md").read_text(encoding="utf-8") for stem in ("README", "cpu", "cpu_tuned")]
    assert [said in page.replace(NO_BREAK_SPACE, " ") for page in pages] == [True, True, False]
    assert all("([tuned](cpu_tuned.md))." in page for page in pages[:2])
