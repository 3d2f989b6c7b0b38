"""The page in HTML: complete, self-contained, escaped, the same bytes each time, true to the tables."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.drawn import STEPS, DrawRun, contender, study
from benchmarks.record.record import Record
from benchmarks.record.schema import (
    Card,
    Ceilings,
    CellLine,
    Control,
    Data,
    End,
    Environment,
    Failure,
    Line,
    LoaderSeconds,
    Memory,
    PitfallSample,
    Start,
    Training,
)
from benchmarks.reports import rounding
from benchmarks.reports.document import Code, Emphasis, Link, Strong
from benchmarks.reports.document import Table as DocumentTable
from benchmarks.reports.drawings.axes import Axis, Tick, apart, logarithmic
from benchmarks.reports.drawings.palette import MARKERS
from benchmarks.reports.drawings.totals import from_process_start
from benchmarks.reports.render.spacing import unbroken
from benchmarks.reports.sections import steps, workload_sections
from benchmarks.reports.web import hues, places, questions, render, stops
from benchmarks.reports.web.pairs import pairs
from impls.contenders import FRAMEWORKS, framework

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
UNTIMED = contender("pytorch-cudagraph", "pytorch", "static")
HOSTILE = "</script><script>alert(1)</script> & \"quoted\" 'so' \u2028"
MOST_BYTES = 1_500_000


def full_record(draw_run: DrawRun, *, reason: str = "CUDA graphs exist only on a GPU", **changes: Any) -> Record:
    """Return a drawn run that has all sections of a workload: starts, trainings, memory, ceilings, a row not run."""
    more: list[Line] = [
        Failure(workload=WORKLOAD, contender=UNTIMED.name, status="not run", reason=reason),
        Ceilings(framework="reference", matmul_flop_per_second=1e11, copy_bytes_per_second=2e10),
    ]
    for number, name in enumerate(TIMES, start=1):
        peak_bytes = 2**20 * number
        more.append(
            Memory(workload=WORKLOAD, contender=name, baseline_bytes=0, peak_bytes=peak_bytes, device_peak_bytes=None)
        )
        more += [training(name, seed) for seed in range(4)]
    data = {"loader_seconds": LoaderSeconds(in_file_order=1e-4, shuffled=2e-4)}
    roster = {UNTIMED.name: UNTIMED}
    drawn: Record = draw_run(TIMES, starts=STARTS, workload=WORKLOAD, roster=roster, data=data, more=more, **changes)
    return drawn


def training(contender: str, seed: int) -> Training:
    return Training(
        workload=WORKLOAD,
        contender=contender,
        initializer="standard_normal",
        seed=seed,
        epoch_seconds=[1.0] * 4,
        accuracies=[0.7 + 0.05 * epoch + 0.004 * seed for epoch in range(4)],
        training_seconds=4.0,
        final_loss=0.1,
        epoch_steps=11,
    )


def page_of(*records: Record) -> str:
    return render.page([Analysis(record) for record in records])


def text_of(page: str) -> str:
    """Return what a reader sees, without styles and script."""
    without = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"[^\S\u00a0]+", " ", unescape(re.sub(r"<[^>]*>", " ", without)))


def data_of(page: str) -> Any:
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)
    assert data
    return json.loads(data[1])


def test_the_same_record_gives_the_same_bytes_below_the_limit(draw_run: DrawRun) -> None:
    record = full_record(draw_run)
    page = page_of(record)
    assert page == page_of(record)
    assert len(page.encode()) < MOST_BYTES


def test_nothing_comes_from_outside(draw_run: DrawRun) -> None:
    page = page_of(full_record(draw_run))
    assert not re.search(r"(src|href)\s*=\s*[\"'](?!#)", page)
    # In the checkout it has links to other files of it, which nothing asks for before a reader does.
    linked = render.page([Analysis(full_record(draw_run, name="again"))], root="..")
    assert {*re.findall(r"href=\"([^#][^\"]*)\"", linked)} >= {"../benchmarks/README.md", "../results/data"}
    assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|import\(", page)
    addresses = set(re.findall(r"https?://[^\"'\s<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page


def test_sentences_keep_their_words_and_links_become_names_of_files() -> None:
    words = ("a ", Code("<x>"), Emphasis(" b"), Strong(" c"), " (", Link("how", "impls/CODE_COST.md"), ")")
    template = "{% import 'blocks.html.j2' as document with context %}{{ document.sentence(words) }}"
    sentence = render.environment().from_string(template).render(words=words, root="")
    assert sentence == ("a <code>&lt;x&gt;</code><em> b</em><strong> c</strong> (how: <code>impls/CODE_COST.md</code>)")


def test_every_contender_has_its_row_and_what_was_not_run_its_reason(draw_run: DrawRun) -> None:
    page = page_of(full_record(draw_run))
    rows = re.findall(r'<tr data-contender="([^"]+)"', page)
    assert sorted(rows) == sorted([*TIMES, UNTIMED.name])
    assert rows[-1] == UNTIMED.name
    assert "not run: CUDA graphs exist only on a GPU" in text_of(page)


def test_its_numbers_are_those_of_the_tables(draw_run: DrawRun) -> None:
    record = full_record(draw_run)
    workload = Analysis(record).workload(WORKLOAD)
    seen = text_of(page_of(record))
    # Steps stand without their unit, which heads the column.
    assert all(f" {step.partition(' ')[0]} " in seen for step in steps.table(workload)["step"] if step[0].isdigit())
    folded = [section for section in workload_sections(workload) if section.in_report == "folded"]
    tables = [block for section in folded for block in section.blocks(workload) if isinstance(block, DocumentTable)]
    assert len(tables) >= 3
    for table in tables:
        for cell in table.frame.to_numpy().ravel():
            assert unbroken(str(cell)) in seen


def test_all_pairs_are_in_the_page_as_the_statistics_give_them(draw_run: DrawRun) -> None:
    record = full_record(draw_run)
    (own,) = data_of(page_of(record)).values()
    assert own["pairs"].keys() == TIMES.keys()
    times = Analysis(record).workload(WORKLOAD).times
    for baseline, pair in own["pairs"].items():
        verdicts = {
            name: rounding.verdict(comparison.verdict, comparison.ratio, 0.03)
            for name, comparison in times.against(baseline).items()
        }
        assert {name: row["text"] for name, row in pair["rows"].items()} == verdicts


def test_places_keep_the_order_of_the_ratios(draw_run: DrawRun) -> None:
    pair = pairs(Analysis(full_record(draw_run)).workload(WORKLOAD))["pytorch-eager"]
    rows = sorted(pair["rows"].values(), key=lambda row: row["sort"] or 0)
    assert [row["at"] for row in rows] == sorted(row["at"] or 0 for row in rows)
    limits = pair["rows"]["pytorch-compile"]["limits"]
    assert limits
    assert limits[1] < pair["band"][0] < pair["one"] < pair["band"][1]


def test_limits_far_from_their_ratio_are_cut_so_that_others_can_be_seen(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, processes=2, spread=1.0)
    rows = pairs(Analysis(record).workload("two_layer_net"))["numpy"]["rows"]
    shares = [row["at"] for row in rows.values() if row["at"] is not None]
    assert max(shares) - min(shares) > 10
    assert any(row["limits"] and {places.MARGIN, 100 - places.MARGIN} & {*row["limits"]} for row in rows.values())


def test_the_slider_names_who_is_ahead_and_what_is_open(draw_run: DrawRun) -> None:
    drawing = from_process_start(Analysis(full_record(draw_run, spread=1e-4)).workload(WORKLOAD))
    assert drawing
    counts = stops.counts(drawing.steps)
    shown = dict(zip(counts, (stops.stop(count, drawing) for count in counts), strict=True))
    ahead = {count: drawing.lines[stop["order"][0]].contender for count, stop in shown.items()}
    assert ahead[counts[0]] == "numpy"
    assert ahead[counts[-1]] == "pytorch-compile"
    # numpy starts 6 s sooner and loses 0.05 s in 500 steps.
    crossing = (6.0 - 0.011) / ((0.15 - 0.1) / STEPS)
    assert min(count for count, leader in ahead.items() if leader == "pytorch-compile") == pytest.approx(
        crossing, rel=0.3
    )
    nearest = min(counts, key=lambda count: abs(count - crossing))
    assert not shown[counts[0]]["open"]
    assert not shown[counts[-1]]["open"] or shown[nearest]["open"]


def test_a_slider_s_stop_says_one_step_and_several(draw_run: DrawRun) -> None:
    drawing = from_process_start(Analysis(full_record(draw_run)).workload(WORKLOAD))
    assert drawing
    assert stops.stop(1, drawing)["steps"] == "1 step"
    assert stops.stop(20, drawing)["steps"] == "20 steps"


def first_screens(page: str) -> str:
    """Return what a reader sees above the sections that can be folded."""
    return text_of(page.partition('<details class="question"')[0])


OTHER_MACHINE = {"machine": {"cpu_model_number": "18"}}


def test_rows_say_which_machine_where_runs_come_from_several(draw_run: DrawRun) -> None:
    one = full_record(draw_run, name="one")
    assert "machine\N{NO-BREAK SPACE}" not in first_screens(page_of(one))
    seen = first_screens(page_of(one, draw_run(TIMES, name="two", workload="sequence_classifier", **OTHER_MACHINE)))
    assert "text classifier, machine\N{NO-BREAK SPACE}A" in seen
    assert "sequence classifier, machine\N{NO-BREAK SPACE}B" in seen


def test_a_faster_form_of_another_page_is_named_in_the_row(draw_run: DrawRun) -> None:
    times = {"pytorch-compile": 0.1, "pytorch-fused": 0.05}
    fused = {"pytorch-fused": contender("pytorch-fused", "pytorch", "dynamic")}
    tuned = draw_run(times, name="tuned", workload="text_classifier_tuned", roster=fused, **OTHER_MACHINE)
    page = page_of(full_record(draw_run), tuned)
    said = "Faster in another race: pytorch-fused, "
    assert said in first_screens(page)
    assert '(<a href="#run2">tuned, machine\N{NO-BREAK SPACE}B</a>).' in page
    assert said not in first_screens(page_of(full_record(draw_run, name="alone")))


def test_a_race_of_versions_answers_only_what_no_other_run_was_asked(draw_run: DrawRun) -> None:
    other = contender("pytorch-eager@1.9", "pytorch", "dynamic", base="pytorch-eager", environment="pytorch-1.9")
    versions = draw_run({**TIMES, other.name: 0.2}, name="versions", roster={other.name: other}, workload=WORKLOAD)
    title = "Training a text classifier"
    assert first_screens(page_of(versions)).count(title) == 1
    main = full_record(draw_run, name="main")
    assert first_screens(page_of(main, versions)).count(title) == 1
    elsewhere = draw_run({**TIMES, other.name: 0.2}, name="a net", roster={other.name: other}, workload="two_layer_net")
    assert "Training a small net" in first_screens(page_of(main, elsewhere))


def test_serving_says_which_net_and_from_where_to_where(draw_run: DrawRun) -> None:
    lines: list[Line] = []
    for net, rows in (("two_layer_net_minibatch", 1024), ("text_classifier", 150)):
        for items in (1, rows):
            case = f"batch of {items}, from NumPy to NumPy"
            lines += study("inference", net, case, {"no_grad": 2e-5, "compile": 1e-5}, items=items)
    seen = first_screens(page_of(draw_run({}, workload="inference", more=tuple(lines))))
    assert "Serving one row two layer net minibatch, from NumPy to NumPy" in seen
    assert "Serving 1024 rows at once two layer net minibatch, from NumPy to NumPy" in seen
    assert "text classifier, batch of 150, from NumPy to NumPy: PyTorch's compile takes" in seen


def test_padding_is_explained_in_the_row_of_who_pads(draw_run: DrawRun) -> None:
    padded = contender("pytorch-compile", "pytorch", "static", padding="buckets")
    seen = {
        name: first_screens(page_of(draw_run(TIMES, name=name, workload="sequence_classifier", roster=roster)))
        for name, roster in (("padded", {padded.name: padded}), ("own", {}))
    }
    assert "pytorch-compile pads to buckets: each batch is as wide as the next power of two" in seen["padded"]
    assert " pads to " not in seen["own"]


def test_who_is_not_ranked_is_explained_where_he_stands(draw_run: DrawRun) -> None:
    session = contender("tensorflow-session", "tensorflow", "static", mode="session")
    times = {"numpy": 0.3, "tensorflow-graph": 0.1}
    seen = first_screens(page_of(draw_run(times | {session.name: 0.05}, roster={session.name: session})))
    assert "Not ranked: the control, which is the same net by hand in NumPy" in seen
    assert "legacy interfaces, which a framework keeps for old programs" in seen
    assert "legacy interfaces" not in first_screens(page_of(draw_run(times, name="current")))


def test_every_form_of_a_row_is_explained_behind_it(draw_run: DrawRun) -> None:
    seen = first_screens(page_of(full_record(draw_run)))
    assert "What these are" in seen
    assert "pytorch-compile pytorch-compile, as documented" in seen


def test_whether_it_compares_with_last_month_is_answered_above_all_sections(draw_run: DrawRun) -> None:
    seen = first_screens(page_of(full_record(draw_run, name="one")))
    question, _, answer = seen.partition("May I compare this with last month? ")
    assert "When does compiling pay?" in question
    assert answer.startswith("Never by raw times")
    assert "python -m benchmarks compare OLDER one" in answer


def test_texts_of_a_record_are_never_markup(draw_run: DrawRun) -> None:
    record = full_record(draw_run, reason=HOSTILE)
    declared = contender(HOSTILE, "<b>", "static", summary=HOSTILE)
    lines: list[Line] = []
    for line in record.lines:
        if isinstance(line, Environment):
            lines.append(replace(line, roster=line.roster | {HOSTILE: declared}))
        elif isinstance(line, Data):
            lines.append(replace(line, warning=HOSTILE))
        elif isinstance(line, CellLine) and line.contender == "tensorflow-graph":
            lines += [line, replace(line, contender=HOSTILE)]
        else:
            lines.append(line)
    page = page_of(Record(lines, record.file))
    assert page.count("<script") == 2
    assert "alert(1)</script>" not in page
    assert "<b>" not in page
    assert HOSTILE in next(iter(data_of(page).values()))["pairs"]["numpy"]["rows"]


def test_two_runs_are_told_apart_and_held_against_each_other(draw_run: DrawRun) -> None:
    page = page_of(full_record(draw_run, name="one"), full_record(draw_run, name="two", machine={"commit": "other"}))
    assert page.count(f'data-workload="run1-{WORKLOAD}"') == page.count(f'data-workload="run2-{WORKLOAD}"') == 1
    assert "suite abc1234 -&gt; other" in page
    assert re.findall(r'<details class="question" id="(run\d)"', page) == ["run1", "run2"]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_runs_of_other_workloads_are_not_held_against_each_other(draw_run: DrawRun) -> None:
    page = page_of(full_record(draw_run, name="one"), draw_run(TIMES, name="two", workload="sequence_classifier"))
    assert ">training</option>" in page
    assert ">sequences</option>" in page
    assert "omparable:" not in page


def test_a_demonstration_is_shown_and_said_to_be_no_result(draw_run: DrawRun) -> None:
    record = draw_run({}, name="pitfalls")
    first = replace(record.environment, demonstration=True)
    samples = [
        msgspec.convert(
            {
                "kind": "pitfall_sample",
                "workload": "unfair",
                "contender": "unequal-threads",
                "version": version,
                "role": role,
                "player": role,
                "replicate": process,
                "round": 0,
                "value": seconds * (1 + 0.001 * process),
            },
            PitfallSample,
        )
        for version, role, seconds in (
            ("honest", "subject", 1.0),
            ("honest", "baseline", 1.0),
            ("unfair", "subject", 0.5),
            ("unfair", "baseline", 1.0),
        )
        for process in range(3)
    ]
    text = text_of(page_of(full_record(draw_run), Record([first, *samples, End()], record.file)))
    assert "Warning. NOT RESULTS: every unfair ratio on this page was made wrong on purpose." in text
    # Both sides of some mistakes are made wrong, so what moves is one's time over the other's.
    assert re.search(r"makes subject look 2\.0\S* \[.*\] times faster beside baseline than it is", text)


@pytest.mark.parametrize("kinds", [End, End | Card, End | Start | Memory | Training | Card | Control])
def test_a_run_that_ended_early_is_a_true_page(draw_run: DrawRun, kinds: Any) -> None:
    record = full_record(draw_run)
    repeat = "numpy-again"
    lines = [
        line
        for line in record.lines
        if not isinstance(line, kinds) and not (isinstance(line, CellLine) and line.contender == repeat)
    ]
    seen = text_of(page_of(Record(lines, record.file)))
    assert "The run ended early" in seen
    assert "This run ended early: what it lacks can't be compared." in seen


@pytest.mark.parametrize("names", [[], ["pytorch-eager"], ["tensorflow-graph"]])
def test_few_contenders_are_enough(draw_run: DrawRun, names: list[str]) -> None:
    record = full_record(draw_run)
    lines = [line for line in record.lines if not isinstance(line, CellLine) or line.contender in names]
    seen = text_of(page_of(Record(lines, record.file)))
    assert all(name in seen for name in names)


def test_one_process_has_no_verdict_and_the_page_says_why(draw_run: DrawRun) -> None:
    seen = text_of(page_of(full_record(draw_run, processes=1)))
    assert "one process gives no interval" in seen
    assert "faster [" not in seen


def test_a_smoke_run_is_no_result(draw_run: DrawRun) -> None:
    assert "can't be compared" in questions.no_result(full_record(draw_run, smoke=True))


def test_a_baseline_that_was_not_timed_is_replaced_and_the_page_says_so(draw_run: DrawRun) -> None:
    analysis = Analysis(full_record(draw_run), baseline=UNTIMED.name)
    assert f"{UNTIMED.name} was not timed here; numpy is the baseline instead." in text_of(render.page([analysis]))


def test_every_colour_has_its_hue_on_light_and_on_dark_ground(draw_run: DrawRun) -> None:
    page = page_of(full_record(draw_run))
    styles = page.partition("</style>")[0]
    light, _, dark = styles.partition("@media (prefers-color-scheme: dark) {\n  .hue-")
    for name in set(re.findall(r"\bhue-[0-9a-f]{6}-[0-9a-f]{6}\b", page.partition("</style>")[2])):
        _, of_light, of_dark = name.split("-")
        assert f".{name} {{ --hue: #{of_light}; }}" in light
        assert f"{name.removeprefix('hue-')} {{ --hue: #{of_dark}; }}" in dark
    assert not re.search("|".join(FRAMEWORKS), styles)


def test_every_marker_of_the_palette_can_be_drawn() -> None:
    assert {*MARKERS, *(framework(name).colour.marker for name in FRAMEWORKS)} <= hues.MARKS.keys()


@pytest.mark.parametrize(("low", "high"), [(1e-6, 2e-6), (1e-3, 1e3), (0.9, 1.1), (5.0, 5.0)])
def test_an_axis_has_ticks_inside_it(low: float, high: float) -> None:
    axis = logarithmic(low / 1.1, high * 1.1, label="", text=str)
    assert 1 <= len(axis.ticks) <= 9
    assert all(0 <= place <= 100 for place, _ in places.labels(axis))
    assert 0 < places.at(axis, low) <= places.at(axis, high) < 100


@pytest.mark.parametrize(
    ("texts", "kept"),
    [(["5 FLOP/B", "10 FLOP/B", "20 FLOP/B"], ["5 FLOP/B", "20 FLOP/B"]), (["1", "10", "100"], ["1", "10", "100"])],
)
def test_labels_across_have_room_on_a_telephone(texts: list[str], kept: list[str]) -> None:
    ticks = tuple(Tick(value=value, text=text) for value, text in zip((20, 40, 60), texts, strict=True))
    axis = Axis(label="", low=0, high=100, logarithmic=False, ticks=ticks)
    assert [text for _, text in places.thinned(axis)] == kept


@pytest.mark.parametrize("wanted", [[10.0, 10.0, 10.0], [0.0, 99.0, 100.0], [50.0], [3.0, 1.0, 2.0]])
def test_labels_are_moved_apart_in_their_order_within_their_bounds(wanted: list[float]) -> None:
    moved = apart(wanted, 15, low=0, high=100)
    assert all(following - place >= 15 - 0.02 for place, following in pairwise(sorted(moved)))
    order = sorted(range(len(wanted)), key=lambda number: (wanted[number], number))
    assert order == sorted(range(len(wanted)), key=moved.__getitem__)
    assert min(moved) >= 0
    assert max(moved) <= 100
