"""The end of a run fits a terminal, and says what came out, how far it is settled, and where more is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import MAIN, extras
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.drawn import DrawRun, contender, study
from benchmarks.record.record import Record
from benchmarks.record.schema import End, Environment, Failure, Line
from benchmarks.reports.pages.published import chosen
from benchmarks.reports.pages.terminal import intention, summary
from benchmarks.reports.render.terminal import WIDTH, text
from impls.workloads import WORKLOADS

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.15}
MOST_LINES = 25
#: A path of the length that a user's has.
FOLDER = Path("/home/somebody/side-by-side/results/runs/20261121T073541-cpu-standard")


def said(record: Record, **changes: object) -> str:
    return text(summary(Analysis(record), FOLDER, FOLDER / "report.html", **changes))  # type: ignore[arg-type]


def everything(draw_run: DrawRun) -> Record:
    """Return a drawn run of every workload and of a study."""
    lines: list[Line] = []
    for name in WORKLOADS:
        record = draw_run(TIMES, name=name, workload=name, spread=0.05, data={"nonzeros_per_row": 10.0})
        lines += [line for line in record.lines if not isinstance(line, Environment | End) or not lines]
    for case in ("batch of 1", "batch of 1024"):
        lines += study("inference", "two_layer_net_minibatch", case, {"recording": 2.0, "no_grad": 1.0})
    failure = Failure(workload=WORKLOADS["two_layer_net"].name, contender="pytorch", status="failed", reason="x " * 200)
    return Record([*lines, failure, End(pages=[""])], record.file)


def test_a_run_of_everything_fits_a_terminal(draw_run: DrawRun) -> None:
    lines = said(everything(draw_run), trouble="can't write there: no space left on device").splitlines()
    assert len(lines) <= MOST_LINES
    assert max(len(line) for line in lines if "report.html" not in line) <= WIDTH
    assert any(line.endswith(str(FOLDER / "report.html")) for line in lines)


def test_three_questions_have_room_for_the_best_form_of_three_frameworks(draw_run: DrawRun) -> None:
    times, third = {**TIMES, "jax-jit": 0.17}, {"jax-jit": contender("jax-jit", "jax", "static")}
    lines: list[Line] = []
    for name in MAIN:
        record = draw_run(times, name=name, workload=name, roster=third)
        lines += [line for line in record.lines if not isinstance(line, Environment | End) or not lines]
    shown = said(Record([*lines, End(pages=[""])], record.file)).splitlines()
    assert len(shown) <= MOST_LINES
    for form in ("pytorch-compile", "tensorflow-graph", "jax-jit"):
        assert sum(form in line.split() for line in shown) == len(MAIN)


def test_it_says_the_fastest_the_best_of_each_framework_and_what_is_settled(draw_run: DrawRun) -> None:
    end = said(draw_run(TIMES, more=(End(pages=[""]),), ended=False))
    rows = [line.split() for line in end.splitlines()]
    assert ["two", "layer", "net", "pytorch-compile", "200", "us", "fastest"] in rows
    assert any(
        row[0] == "tensorflow-graph" and 1.4 < float(row[3][:-1]) < 1.6 and row[4] == "slower" for row in rows if row
    )
    words = " ".join(end.split())
    assert "numpy, by hand and without a framework, isn't slower than the fastest on two_layer_net" in words
    assert "Settled: 3 of 3 comparisons with pytorch-eager." in words
    assert "Noise: identical code differed by" in words
    assert "This run tells 4 in 5 differences of " in words
    assert f"publish {FOLDER.name} puts this run's there" in words
    assert "--effort rigorous" in words


def test_what_is_not_settled_is_marked(draw_run: DrawRun) -> None:
    words = said(draw_run(TIMES, spread=0.5))
    assert "slower?" in words
    assert "with ? isn't settled" in words


def test_a_control_that_is_slower_says_nothing_of_overhead(draw_run: DrawRun) -> None:
    assert "overhead" not in said(draw_run({**TIMES, "numpy": 0.5}))


def test_nothing_timed_still_says_where_the_record_is(draw_run: DrawRun) -> None:
    record = draw_run({})
    words = text(summary(Analysis(record), FOLDER, None))
    assert f"Record: {FOLDER}" in words
    assert len(words.splitlines()) <= MOST_LINES


def test_names_steer_no_terminal(draw_run: DrawRun) -> None:
    hostile = "\x1b[31mred\nline " * 9
    record = draw_run({**TIMES, hostile: 0.01}, roster={hostile: contender(hostile, "another", "static")})
    lines = said(record).splitlines()
    assert all(line.isprintable() for line in lines)
    assert len(lines) <= MOST_LINES


@pytest.mark.parametrize(
    ("names", "effort", "budget", "expected"),
    [
        (MAIN, "fast", 20.0, ("text_classifier, two_layer_net, two_layer_net_minibatch;", "effort fast: about 20 min")),
        (("two_layer_net",), "smoke", None, ("cells of two_layer_net;", "about 1 min")),
        (extras(), "standard", None, (f"and {len(extras()) - 3} more; CPU, threads: 1, effort standard",)),
    ],
)
def test_what_will_be_done_is_said_with_its_minutes(
    names: tuple[str, ...], effort: str, budget: float | None, expected: tuple[str, ...]
) -> None:
    settings = Settings(effort=EFFORTS[effort], budget_minutes=budget)
    line = intention([Cell(name, "numpy") for name in names], settings, 60 * (budget or 1))
    assert all(part in line for part in expected)


@pytest.mark.parametrize(("seconds", "told"), [(60, False), (360, True)])
def test_a_budget_that_is_less_than_the_least_is_named_before_anything_is_measured(seconds: float, told: bool) -> None:  # noqa: FBT001
    line = intention([Cell("two_layer_net", "numpy")], Settings(budget_minutes=1), seconds)
    assert (", the least for them, more than --budget 1" in line) is told


def test_cases_that_differ_in_what_is_around_them_are_told_apart(draw_run: DrawRun) -> None:
    cases = ("batch of 1", "batch of 1, from NumPy to NumPy", "to NumPy, 72 MB")
    lines = [line for case in cases for line in study("inference", "text_classifier", case, {"no_grad": 1e-3})]
    told = said(draw_run({"numpy": 0.1}, more=tuple(lines)))
    rows = [line for line in told.splitlines() if "no_grad" in line]
    named = ["text classifier: batch of 1", "  from NumPy to NumPy", "text classifier: to NumPy, 72 MB"]
    assert [row.partition("PyTorch no_grad")[0].rstrip() for row in rows] == named


def test_published_runs_end_within_the_screen() -> None:
    pages = chosen(Path(__file__).parents[3] / "results")
    for one in {one.folder: one for one in pages}.values():
        lines = said(one.record).splitlines()
        assert len(lines) <= MOST_LINES
        assert max(len(line) for line in lines if "report.html" not in line) <= WIDTH
