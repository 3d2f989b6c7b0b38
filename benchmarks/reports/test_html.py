"""The page in HTML: complete, self-contained, escaped, the same bytes each time; a damaged record is a clear error."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.record.files import RecordError
from benchmarks.reports import comparisons, rounding, sections
from benchmarks.record.drawn import STEPS, DrawRun
from benchmarks.reports.web import checks, parts, render, runs
from benchmarks.reports.web.families import looks
from benchmarks.reports.web.intervals import intervals
from benchmarks.reports.web.scales import axis_of, spread, thinned
from benchmarks.reports.web.starting import starting

WORKLOAD = "text_classifier"
TIMES = {
    "numpy": 0.15,
    "pytorch-eager": 0.2,
    "pytorch-compile": 0.1,
    "tensorflow-graph": 0.201,
    "tensorflow-eager": 0.5,
}
STARTS = {
    "numpy": (0.01, 0.001),
    "pytorch-eager": (1.0, 0.01),
    "pytorch-compile": (1.0, 5.0),
    "tensorflow-graph": (2.0, 0.3),
    "tensorflow-eager": (2.0, 0.01),
}
HOSTILE = "</script><script>alert(1)</script> & \"quoted\" 'so' \u2028"
MOST_BYTES = 1_500_000


def record(
    draw_run: DrawRun, *, reason: str = "CUDA graphs exist only on a GPU", **changes: Any
) -> list[dict[str, Any]]:
    """Return a drawn run that has all sections of a workload: starts, trainings, memory, ceilings, a row not run."""
    roster = {"pytorch-cudagraph": {"framework": "pytorch", "graph": "static"}}
    lines = draw_run(TIMES, starts=STARTS, workload=WORKLOAD, **{"roster": roster, **changes})
    for line in lines:
        if line["kind"] == "data":
            line |= {"feeding": {"in_file_order": 1e-4, "shuffled": 2e-4}}
    where = {"workload": WORKLOAD}
    added: list[dict[str, Any]] = [
        {"kind": "failure", **where, "contender": "pytorch-cudagraph", "status": "not run", "reason": reason},
        {"kind": "ceilings", "matmul_flop_per_second": 1e11, "copy_bytes_per_second": 2e10},
    ]
    for place, name in enumerate(TIMES):
        added.append({"kind": "memory", **where, "contender": name, "peak_bytes": 2**20 * (place + 1)})
        for seed in range(4):
            scored = [0.7 + 0.05 * epoch + 0.004 * seed for epoch in range(4)]
            trained = {"seed": seed, "accuracies": scored, "epoch_seconds": [1.0] * 4, "epoch_steps": 11}
            added.append({"kind": "training", **where, "contender": name, "accuracy": scored[-1], **trained})
    return [*lines, *added]


def text_of(page: str) -> str:
    """Return what a reader sees, without styles and script."""
    without = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", without)))


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_same_record_gives_the_same_bytes_below_the_limit(draw_run: DrawRun) -> None:
    lines = record(draw_run)
    page = render.page([lines])
    assert page == render.page([lines])
    assert len(page.encode()) < MOST_BYTES


def test_nothing_comes_from_outside(draw_run: DrawRun) -> None:
    page = render.page([record(draw_run)])
    assert not re.search(r"(src|href)\s*=\s*[\"'](?!#)", page)
    assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|import\(", page)
    addresses = set(re.findall(r"https?://[^\"'\s<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page


def test_links_of_the_markdown_page_become_names_of_files() -> None:
    said = parts.inline("lines ([how they are counted](../impls/CODE_COST.md))")
    assert said == "lines (how they are counted: <code>impls/CODE_COST.md</code>)"


def test_every_contender_has_its_row_and_what_was_not_run_its_reason(draw_run: DrawRun) -> None:
    lines = record(draw_run)
    page = render.page([lines])
    rows = re.findall(r'<tr data-contender="([^"]+)"', page)
    assert sorted(rows) == sorted([*TIMES, "pytorch-cudagraph"])
    assert rows[-1] == "pytorch-cudagraph"
    assert "not run: CUDA graphs exist only on a GPU" in text_of(page)


def test_its_numbers_are_those_of_the_tables(draw_run: DrawRun) -> None:
    lines = record(draw_run)
    seen = text_of(render.page([lines]))
    table = sections.step_table(lines, WORKLOAD, baseline="pytorch-eager", band=0.03)
    for _, row in table.iterrows():
        assert row["step"] in seen
    for table in (
        sections.start_table(lines, WORKLOAD, baseline="pytorch-eager"),
        sections.resource_table(lines, WORKLOAD),
        sections.target_table(lines, WORKLOAD, baseline="pytorch-eager"),
    ):
        for cell in table.to_numpy().ravel():
            assert str(cell) in seen


def test_all_pairs_are_in_the_page_as_the_statistics_give_them(draw_run: DrawRun) -> None:
    lines = record(draw_run)
    (own,) = data_of(render.page([lines])).values()
    assert own["pairs"].keys() == TIMES.keys()
    for baseline, found in own["pairs"].items():
        compared = comparisons.comparisons(lines, WORKLOAD, baseline=baseline, band=0.03)
        said = {each.contender: rounding.verdict(each.verdict, each.ratio, 0.03) for each in compared}
        assert {name: row["text"] for name, row in found["rows"].items()} == said


def test_places_keep_the_order_of_the_ratios(draw_run: DrawRun) -> None:
    found = intervals(record(draw_run), WORKLOAD, band=0.03)["pytorch-eager"]
    rows = sorted(found["rows"].values(), key=lambda row: row["sort"])
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert found["rows"]["pytorch-compile"]["limits"][1] < found["band"][0] < found["one"] < found["band"][1]


def test_the_slider_names_who_is_ahead_and_what_is_open(draw_run: DrawRun) -> None:
    lines = record(draw_run, spread=1e-4)
    found = starting(lines, WORKLOAD, looks=looks(lines))
    assert found
    names = [key["look"].name for key in found["keys"]]
    first, last = found["stops"][0], found["stops"][-1]
    assert names[first["order"][0]] == "numpy"
    assert names[last["order"][0]] == "pytorch-compile"
    # numpy starts 6 s sooner and loses 0.05 s in 500 steps.
    crossing = (6.0 - 0.011) / ((0.15 - 0.1) / STEPS)
    ahead = [
        float(stop["steps"].replace(" ", "")) for stop in found["stops"] if names[stop["order"][0]] == "pytorch-compile"
    ]
    assert min(ahead) == pytest.approx(crossing, rel=0.3)
    at_crossing = min(found["stops"], key=lambda stop: abs(float(stop["steps"].replace(" ", "")) - crossing))
    assert all(not stop["open"] for stop in (first, last)) or at_crossing["open"]


def test_texts_of_a_record_are_never_markup(draw_run: DrawRun) -> None:
    roster = {HOSTILE: {"framework": "<b>", "graph": "static", "summary": HOSTILE}}
    lines = record(
        draw_run, reason=HOSTILE, roster=roster | {"pytorch-cudagraph": {"framework": "pytorch", "graph": "static"}}
    )
    hostile = [line | {"contender": HOSTILE} for line in lines if line.get("contender") == "tensorflow-graph"]
    for line in lines:
        if line["kind"] == "data":
            line["warning"] = HOSTILE
    page = render.page([[*lines, *hostile]])
    assert page.count("<script") == 2
    assert "alert(1)</script>" not in page
    assert "<b>" not in re.sub(r"<b>\d+</b>", "", page)
    assert HOSTILE in next(iter(data_of(page).values()))["pairs"]["numpy"]["rows"]


def test_two_runs_are_told_apart_and_held_against_each_other(draw_run: DrawRun) -> None:
    first, second = record(draw_run, name="one"), record(draw_run, name="two", machine={"commit": "other"})
    page = render.page([first, second])
    assert page.count(f'data-workload="run1-{WORKLOAD}"') == page.count(f'data-workload="run2-{WORKLOAD}"') == 1
    assert "suite abc1234 -&gt; other" in page
    assert set(re.findall(r'<a href="#run\d">([^<]+)</a>', page)) == {"training"}
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_runs_of_other_workloads_are_not_held_against_each_other(draw_run: DrawRun) -> None:
    page = render.page([record(draw_run, name="one"), draw_run(TIMES, name="two", workload="sequence_classifier")])
    assert ">training</a>" in page
    assert ">sequences</a>" in page
    assert "omparable:" not in page


def test_a_demonstration_is_shown_and_said_to_be_no_result(draw_run: DrawRun) -> None:
    lines = [line for line in draw_run({}, name="lies") if line["kind"] in {"environment", "end"}]
    lines[0]["demonstration"] = True
    made = {"workload": "unfair", "contender": "unequal-threads"}
    lines += [
        {"kind": "lie", **made, "version": version, "role": role, "who": role, "replicate": process, "round": 0}
        | {"seconds": seconds * (1 + 0.001 * process), "final_loss": 1.0}
        for (version, role), seconds in {
            ("honest", "subject"): 1.0,
            ("honest", "baseline"): 1.0,
            ("unfair", "subject"): 0.5,
            ("unfair", "baseline"): 1.0,
        }.items()
        for process in range(3)
    ]
    page = text_of(render.page([record(draw_run), lines]))
    assert "Warning. NOT RESULTS: every unfair ratio on this page was made wrong on purpose." in page
    assert "makes subject look 2.0" in page


@pytest.mark.parametrize("kinds", [{"end"}, {"end", "card"}, {"end", "start", "memory", "training", "card", "control"}])
def test_a_run_that_ended_early_is_a_true_page(draw_run: DrawRun, kinds: set[str]) -> None:
    lines = [line for line in record(draw_run) if line["kind"] not in kinds]
    seen = text_of(render.page([lines]))
    assert "The run ended early" in seen
    assert "This run ended early: what it lacks can't be compared." in seen


@pytest.mark.parametrize("names", [[], ["pytorch-eager"], ["tensorflow-graph"]])
def test_few_contenders_are_enough(draw_run: DrawRun, names: Sequence[str]) -> None:
    kept = {*names, None}
    lines = [line for line in record(draw_run) if line.get("contender") in kept]
    seen = text_of(render.page([lines]))
    assert all(name in seen for name in names)


def test_one_process_has_no_verdict_and_the_page_says_why(draw_run: DrawRun) -> None:
    seen = text_of(render.page([record(draw_run, processes=1)]))
    assert "one process gives no interval" in seen
    assert "faster [" not in seen.partition("How to read")[0]


def test_a_smoke_run_is_no_result(draw_run: DrawRun) -> None:
    found = runs.run(record(draw_run, smoke=True), number=1)
    assert "can't be compared" in found["no_result"]


def written(folder: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    folder.mkdir()
    (folder / "samples.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("block", "seconds", None),
        ("block", "seconds", 0.0),
        ("block", "contender", "nobody"),
        ("start", "step_seconds", None),
        ("environment", "roster", None),
        ("card", "threads", None),
        ("ceilings", "copy_bytes_per_second", None),
    ],
)
def test_a_damaged_line_is_named_with_its_file_and_field(
    draw_run: DrawRun, tmp_path: Path, kind: str, field: str, value: object
) -> None:
    lines = record(draw_run)
    damaged = next(line for line in lines if line["kind"] == kind)
    if value is None:
        del damaged[field]
    else:
        damaged[field] = value
    with pytest.raises(RecordError, match=rf"samples\.jsonl.*{field}"):
        checks.read(written(tmp_path / "damaged", lines))


@pytest.mark.parametrize("kind", ["build", "cell"])
def test_a_timed_contender_that_was_never_built_is_a_damaged_record(
    draw_run: DrawRun, tmp_path: Path, kind: str
) -> None:
    lines = [line for line in record(draw_run) if line["kind"] != kind]
    with pytest.raises(RecordError, match=f"no {kind} line"):
        checks.read(written(tmp_path / "damaged", lines))


def test_the_command_writes_the_page_or_says_what_is_wrong(draw_run: DrawRun, tmp_path: Path) -> None:
    folder, page = written(tmp_path / "run-1", record(draw_run)), tmp_path / "new" / "report.html"
    command = [sys.executable, "-m", "benchmarks.report", str(folder), "--output", str(page)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{page}\n"
    assert "text classifier" in text_of(page.read_text(encoding="utf-8"))
    failed = subprocess.run([*command[:3], str(tmp_path / "none")], check=False, capture_output=True, text=True)
    assert failed.returncode == 1
    assert failed.stderr.startswith("can't read")


@pytest.mark.parametrize(("low", "high"), [(1e-6, 2e-6), (1e-3, 1e3), (0.9, 1.1), (5.0, 5.0)])
def test_an_axis_has_ticks_inside_it(low: float, high: float) -> None:
    axis = axis_of([low, high])
    assert axis
    ticks = axis.ticks(str)
    assert 1 <= len(ticks) <= 9
    assert all(0 <= place <= 100 for place, _ in ticks)
    assert axis.at(low) <= axis.at(high)


def test_labels_across_have_room_on_a_telephone() -> None:
    assert thinned([(20.0, "5 FLOP/B"), (40.0, "10 FLOP/B"), (60.0, "20 FLOP/B")]) == [
        (20.0, "5 FLOP/B"),
        (60.0, "20 FLOP/B"),
    ]
    assert len(thinned([(20.0, "1"), (40.0, "10"), (60.0, "100")])) == 3


@pytest.mark.parametrize("places", [[10.0, 10.0, 10.0], [0.0, 99.0, 100.0], [50.0], [3.0, 1.0, 2.0]])
def test_labels_are_moved_apart_in_their_order(places: list[float]) -> None:
    moved = spread(places, apart=15, most=100)
    ordered = sorted(moved)
    assert all(b - a >= 15 - 0.02 for a, b in pairwise(ordered))
    assert sorted(range(len(places)), key=lambda i: (places[i], i)) == sorted(range(len(places)), key=moved.__getitem__)
    assert max(moved) <= 100
