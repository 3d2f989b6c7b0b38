"""The README's table says what its brackets are, and below it whether the accuracies beside them differ."""

from __future__ import annotations

import pytest

from benchmarks.record.drawn import DrawRun, training
from benchmarks.record.schema import End
from benchmarks.reports.pages.published import Published
from benchmarks.reports.pages.readme import BEGIN, END, TABLE, filled
from benchmarks.reports.render.spacing import NO_BREAK_SPACE

TIMES = {"numpy": 0.3, "pytorch-eager": 0.2, "tensorflow-eager": 0.5}


def readme(draw_run: DrawRun, seeds: int) -> str:
    """Return a README of one page whose forms were trained with so many seeds."""
    trainings = [
        training(TABLE, name, [0.5, 0.90 + 0.01 * seed], seed=seed)
        for name in ("pytorch-eager", "tensorflow-eager")
        for seed in range(seeds)
    ]
    record = draw_run(TIMES, workload=TABLE, more=(*trainings, End(pages=[""])), ended=False)
    made = filled(f"{BEGIN}\n{END}\n", [Published(page="", folder=record.file.parent, record=record)])
    return made.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(("seeds", "heads"), [(5, ["accuracy: mean (range) over 5 seeds"]), (1, ["accuracy"]), (0, [])])
def test_the_column_of_accuracies_says_what_its_brackets_are(draw_run: DrawRun, seeds: int, heads: list[str]) -> None:
    table = [line for line in readme(draw_run, seeds).splitlines() if line.startswith("|")]
    assert [cell.strip() for cell in table[0].strip("|").split("|") if "accuracy" in cell] == heads


@pytest.mark.parametrize(("seeds", "told"), [(3, True), (0, False)])
def test_whether_accuracies_differ_is_said_below_the_table(draw_run: DrawRun, seeds: int, *, told: bool) -> None:
    _, _, below = readme(draw_run, seeds).rpartition("|")
    source, verdict, _ = below.partition("A verdict is a 95 % interval")
    assert verdict
    question = "The same accuracy? Yes, within 1 point of pytorch-eager; means over 3 seeds differ "
    assert (question in source) == told
    assert ("The same accuracy?" in source) == told
