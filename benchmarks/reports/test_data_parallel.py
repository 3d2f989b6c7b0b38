"""What a page says of several processes, on drawn runs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.record.drawn import DrawRun, contender
from benchmarks.record.schema import Exchange
from benchmarks.reports.document import Table
from benchmarks.reports.findings import findings
from benchmarks.reports.findings.data_parallel import summary, sums_share
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections import steps, workload_sections

DDP = contender(
    "pytorch-ddp-2", "pytorch", "dynamic", processes=2, base="pytorch-eager", changes="training on 2 processes"
)
TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-ddp-2": 0.125, "tensorflow-graph": 0.15}
TITLE = "On several processes"


def analysed(
    draw_run: DrawRun, workload: str, *, processes: int = 5, seconds: float = 0.125, rate: float | None = 2.0**33
) -> WorkloadAnalysis:
    """Draw a run in which half of a step on two processes is spent on exchanging."""
    exchange = Exchange(
        workload=workload,
        contender=DDP.name,
        processes=2,
        peak_bytes=[2**27, 2**26],
        step_seconds=[0.0003],
        apart_seconds=[0.00015],
        summed_bytes=2**20,
        sent_bytes=2.0**21,
        bytes_per_second=rate,
    )
    record = draw_run(
        TIMES | {DDP.name: seconds},
        workload=workload,
        processes=processes,
        roster={DDP.name: DDP},
        cards={DDP.name: {"processes": 2}},
        cpu_share=0.9,
        more=(exchange,),
    )
    return Analysis(record, baseline="pytorch-eager").workload(workload)


def said(workload: WorkloadAnalysis) -> list[str]:
    return [finding.text for finding in findings(workload) if finding.rule == "several processes"]


def test_a_sentence_says_how_many_times_the_rows_and_what_the_engine_and_its_sums_take(draw_run: DrawRun) -> None:
    (sentence,) = said(analysed(draw_run, "two_layer_net_parallel"))
    assert sentence.startswith("pytorch-ddp-2 trains 1.6")
    assert "times as many rows a second as pytorch-eager on one process" in sentence
    assert " on one process. Of its step 50 % is not training its share (measured once); summing as many" in sentence
    # 1 MiB at 8 GiB a second takes 122 us; a step took what 1.6 times as many rows a second leave of one process's.
    assert re.search(r"; summing as many numbers alone would take 49 % of a step\.$", sentence)


@pytest.mark.parametrize(
    ("rate", "end"),
    [
        (2.0**32, "would take 98 % of a step, so some of it overlaps or the two measurements differ."),
        (None, "is not training its share (measured once)."),
    ],
)
def test_sums_that_take_longer_than_what_is_not_training_are_told_as_that(
    draw_run: DrawRun, rate: float | None, end: str
) -> None:
    (sentence,) = said(analysed(draw_run, "two_layer_net_parallel", rate=rate))
    assert sentence.endswith(end)


def test_sums_of_a_step_of_several_batches_are_a_share_of_all_of_it(draw_run: DrawRun) -> None:
    (row,) = analysed(draw_run, "two_layer_net_parallel").scaling
    assert sums_share(row, 1) == pytest.approx(2**20 / 2**33 / row.step_seconds)
    assert sums_share(row, 2) == pytest.approx(2**20 / 2**33 / row.step_seconds / 2)
    assert sums_share(replace(row, bytes_per_second=None), 1) is None


def test_who_trains_as_many_rows_is_neither_told_more_nor_fewer(draw_run: DrawRun) -> None:
    told = summary(analysed(draw_run, "two_layer_net_parallel", seconds=0.2))
    assert ": as many: pytorch-ddp-2 (" in told


def test_nothing_is_said_where_nothing_is_settled(draw_run: DrawRun) -> None:
    assert said(analysed(draw_run, "two_layer_net_parallel", processes=1)) == []


def test_the_front_page_says_who_trains_more_rows_and_not_who_is_fastest_on_one_process(draw_run: DrawRun) -> None:
    told = summary(analysed(draw_run, "two_layer_net_parallel"))
    assert re.fullmatch(r"rows a second against .* of the same form: more: pytorch-ddp-2 \(1\.6.* times\)\.", told)


def test_the_front_page_names_who_is_not_settled_without_a_number(draw_run: DrawRun) -> None:
    told = summary(analysed(draw_run, "two_layer_net_parallel", processes=1))
    assert told.endswith(": not settled: pytorch-ddp-2.")


@pytest.mark.parametrize(("workload", "word"), [("two_layer_net_parallel", "strong"), ("two_layer_net_weak", "weak")])
def test_the_section_has_verdict_prediction_and_exchange_side_by_side(
    draw_run: DrawRun, workload: str, word: str
) -> None:
    analysis = analysed(draw_run, workload)
    (section,) = (section for section in workload_sections(analysis) if section.title == TITLE)
    text, speed, exchange = section.blocks(analysis)
    assert f"({word} scaling)" in str(text)
    assert ("each repeats the optimiser's whole update" in str(text)) is (word == "strong")
    assert ("divides the update as well, which isn't divided." in str(text)) is (word == "strong")
    assert isinstance(speed, Table)
    assert isinstance(exchange, Table)
    (row,) = speed.frame.to_dict("records")
    assert "x faster [" in row["against one process"]
    assert row["predicted"].endswith("us")
    assert row["prediction less measured"].endswith("%")
    (moved,) = exchange.frame.to_dict("records")
    assert (moved["summed a step"], moved["sent a step"]) == ("1.00 MiB", "2.00 MiB")
    assert moved["engine's, of a step"] == "50 %"
    assert moved["sums, of a step"].endswith(" %")


def test_the_table_of_steps_holds_no_form_on_several_processes_against_one(draw_run: DrawRun) -> None:
    """Not even the baseline's own: what several processes bring has a table of its own."""
    graph = contender("tensorflow-multi-worker-2", "tensorflow", "static", processes=2, base="tensorflow-graph")
    roster, cards = {DDP.name: DDP, graph.name: graph}, {name: {"processes": 2} for name in (DDP.name, graph.name)}
    times = TIMES | {graph.name: 0.14}
    record = draw_run(times, workload="two_layer_net_parallel", roster=roster, cards=cards, cpu_share=0.9)
    workload = Analysis(record, baseline="pytorch-eager").workload("two_layer_net_parallel")
    column = steps.table(workload).set_index("contender")["against pytorch-eager"]
    assert {column[DDP.name], column[graph.name]} == {"not compared: 2 processes against 1"}
    assert "x faster [" in column["numpy"]
    # What isn't shown isn't counted.
    assert f"The table has {sum('[' in text for text in column)} interval" in markdown(page(Analysis(record)))
    assert "processes differ" not in " ".join(steps.no_verdicts(workload))


def test_a_page_without_several_processes_has_no_such_section(draw_run: DrawRun) -> None:
    analysis = Analysis(draw_run({"numpy": 0.1, "pytorch-eager": 0.2})).workload("two_layer_net")
    assert TITLE not in [section.title for section in workload_sections(analysis)]
