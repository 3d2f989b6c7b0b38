"""What a table says of drawn runs whose ratios are known."""

from __future__ import annotations

import pytest

from benchmarks.reports import comparisons, sections, starts
from benchmarks.reports.conftest import WORKLOAD, DrawRun
from benchmarks.reports.matrix import pairwise_matrix
from benchmarks.reports.page import markdown
from benchmarks.stats.verdicts import Word

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.201, "tensorflow-eager": 0.5}


def said(lines: list[dict[str, object]]) -> dict[str, str]:
    table = sections.step_table(lines, WORKLOAD, baseline="pytorch-eager", band=0.03)
    return dict(zip(table["contender"], table["against pytorch-eager"], strict=True))


def test_each_contender_gets_its_verdict_with_interval(draw_run: DrawRun) -> None:
    found = said(draw_run(TIMES))
    assert found["pytorch-eager"] == "baseline"
    assert float(found["pytorch-compile"].partition("x")[0]) == pytest.approx(2, rel=0.02)
    assert "x faster [" in found["pytorch-compile"]
    assert "x slower [" in found["tensorflow-eager"]
    assert found["tensorflow-graph"].startswith("same within 3 % [")


def test_the_controls_twin_is_the_noise_floor_and_no_row(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES)
    assert "numpy-again" not in said(lines)
    assert 0 < comparisons.noise_floor(lines, WORKLOAD) < 0.03
    assert "numpy against itself" in sections.noise_sentence(lines, WORKLOAD)


@pytest.mark.parametrize(
    ("field", "value"),
    [("weights", "c" * 64), ("dtype", "float64"), ("tf32", True), ("threads", {"pool": 2}), ("optimizer", "Adam()")],
)
def test_cards_that_differ_forbid_a_verdict_and_name_the_field(draw_run: DrawRun, field: str, value: object) -> None:
    lines = draw_run(TIMES, cards={"pytorch-compile": {field: value}})
    found = {each.contender: each for each in comparisons.comparisons(lines, WORKLOAD, baseline="numpy", band=0.03)}
    assert found["pytorch-compile"].verdict.word is Word.NO_VERDICT
    assert "differ" in found["pytorch-compile"].verdict.reason
    assert found["tensorflow-eager"].verdict.word is Word.SLOWER


def test_a_contender_on_more_threads_than_it_was_given_gets_no_verdict(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES, cpu_share=1.9)
    reasons = sections.no_verdicts(lines, WORKLOAD, baseline="pytorch-eager", band=0.03)
    assert any("thread leak" in reason for reason in reasons)


def test_a_noisy_run_keeps_only_large_effects(draw_run: DrawRun) -> None:
    lines = draw_run({**TIMES, "tensorflow-graph": 0.22}, cpu_share=0.8, spread=0.03, processes=30)
    found = said(lines)
    assert "faster" in found["pytorch-compile"]
    assert found["tensorflow-graph"].startswith("no verdict")
    assert "noisy" in markdown(lines)


def test_wide_intervals_say_how_many_processes_it_would_take(draw_run: DrawRun) -> None:
    lines = draw_run({**TIMES, "tensorflow-graph": 0.22}, spread=0.06, seed=2)
    reasons = " ".join(sections.no_verdicts(lines, WORKLOAD, baseline="pytorch-eager", band=0.03))
    assert "the interval is too wide" in reasons
    assert "processes would do" in reasons


def test_without_the_baseline_there_are_no_verdicts_and_the_page_says_so(draw_run: DrawRun) -> None:
    lines = draw_run({"numpy": 0.1, "tensorflow-graph": 0.2})
    assert "pytorch-eager, the baseline, was not timed here" in markdown(lines)


def test_another_baseline_turns_the_ratios_round(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES)
    (found,) = [
        each
        for each in comparisons.comparisons(lines, WORKLOAD, baseline="pytorch-compile", band=0.03)
        if each.contender == "pytorch-eager"
    ]
    assert found.verdict.word is Word.SLOWER


def test_the_matrix_mirrors_itself(draw_run: DrawRun) -> None:
    matrix = pairwise_matrix(draw_run(TIMES), WORKLOAD, band=0.03)
    assert "faster" in str(matrix.loc["numpy", "tensorflow-eager"])
    assert "slower" in str(matrix.loc["tensorflow-eager", "numpy"])
    assert matrix.loc["numpy", "numpy"] == ""


def test_break_even_is_where_the_lines_cross(draw_run: DrawRun) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-eager": 0.3}
    begun = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.3, 5.0), "tensorflow-eager": (3.0, 0.01)}
    lines = draw_run(times, starts=begun, spread=1e-4)
    found = starts.break_evens(lines, WORKLOAD, baseline="pytorch-eager")
    compiled = found["pytorch-compile", "cold", "pytorch-eager"]
    assert compiled.steps.estimate == pytest.approx((5.0 - 0.01) / (0.1 / 500), rel=0.02)
    assert compiled.seconds == pytest.approx(1.0 + 0.01 + compiled.steps.estimate * 0.2 / 500, rel=0.02)
    assert compiled.steps.low < compiled.steps.estimate < compiled.steps.high
    assert found["tensorflow-eager", "cold", "pytorch-eager"].steps.estimate == float("inf")
    table = sections.start_table(lines, WORKLOAD, baseline="pytorch-eager").set_index("contender")
    assert table.loc["tensorflow-eager", "overtakes pytorch-eager"] == "never"
    assert str(table.loc["pytorch-compile", "overtakes its dynamic form"]).startswith("after 25 000 steps [")


def test_what_identical_code_shows_keeps_a_break_even_open(draw_run: DrawRun) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.206}
    begun = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.3, 5.0)}
    lines = draw_run(times, starts=begun, spread=1e-4)
    key = ("pytorch-compile", "cold", "pytorch-eager")
    assert starts.break_evens(lines, WORKLOAD, baseline="pytorch-eager")[key].steps.low == float("inf")
    for line in lines:
        if line["kind"] == "block" and line["contender"] == "numpy-again":
            line["seconds"] *= 1.1
    assert starts.break_evens(lines, WORKLOAD, baseline="pytorch-eager")[key].steps.low < float("inf")
