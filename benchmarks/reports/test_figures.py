"""Which figures a drawn run gets, that their bytes follow from the record, and that they say what the tables say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from benchmarks.plan import sizes
from benchmarks.reports import comparisons, figures, rounding, sections, sequences, sweep
from benchmarks.record.drawn import WORKLOAD, DrawRun
from benchmarks.reports.figures_axes import ticks
from benchmarks.reports.figures_roofline import apart
from benchmarks.reports.figures_style import drawing, look, variants

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.201, "tensorflow-eager": 0.5}
STARTS = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 10.0)}
CEILINGS: dict[str, Any] = {
    "kind": "ceilings",
    "framework": "reference",
    "matmul_flop_per_second": 1e11,
    "copy_bytes_per_second": 2e10,
}


def drawn(lines: list[dict[str, Any]], *, baseline: str = "pytorch-eager", band: float = 0.03) -> dict[str, Figure]:
    with drawing():
        return figures.figures(lines, baseline=baseline, band=band)


def said(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def training(contender: str, seed: int, accuracies: list[float]) -> dict[str, Any]:
    whose = {"kind": "training", "workload": WORKLOAD, "contender": contender, "seed": seed, "epoch_steps": 5}
    return {**whose, "epoch_seconds": [1.0] * 3, "accuracies": accuracies, "accuracy": accuracies[-1]}


def draw_sweep(draw_run: DrawRun, *, seconds: float = 1e-3) -> list[dict[str, Any]]:
    """Return a drawn sweep in which a step takes an overhead and what its rows and hidden units take."""
    lines: list[dict[str, Any]] = []
    for name, (rows, hidden) in sizes.SIZES.items():
        work = rows * hidden * 2e-7
        times = {who: seconds * (number + 1) + work for number, who in enumerate(TIMES)}
        lines += draw_run(times, name=name, workload=name, processes=1)
    return lines


def test_the_same_record_gives_the_same_bytes_whatever_the_users_settings(draw_run: DrawRun, tmp_path: Path) -> None:
    lines = [*draw_run(TIMES, starts=STARTS), CEILINGS]
    first = figures.write(lines, tmp_path / "first")
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 10, "svg.hashsalt": "another", "axes.facecolor": "red"}):
        second = figures.write(lines, tmp_path / "second")
    assert [file.name for file in first] == [file.name for file in second]
    assert {file.suffix for file in first} == {".svg", ".png"}
    assert all(one.read_bytes() == other.read_bytes() for one, other in zip(first, second, strict=True))


def test_no_figure_names_a_date_of_its_own_or_a_font_that_a_viewer_may_lack(draw_run: DrawRun, tmp_path: Path) -> None:
    for file in figures.write(draw_run(TIMES), tmp_path / "figures"):
        content = file.read_bytes()
        assert b"dc:date" not in content
        assert b"matplotlib.org" not in content
        assert b"font-family" not in content


def test_a_figure_is_made_where_its_numbers_are_and_nowhere_else(draw_run: DrawRun) -> None:
    plain = draw_run(TIMES)
    assert set(drawn(plain)) == {f"{WORKLOAD}_steps", f"{WORKLOAD}_ratios"}
    assert set(drawn([*plain, CEILINGS])) == {*drawn(plain), f"{WORKLOAD}_roofline"}
    assert set(drawn(draw_run(TIMES, name="started", starts=STARTS))) == {*drawn(plain), f"{WORKLOAD}_starts"}
    scored = [training("numpy", seed, [0.5, 0.7, 0.9]) for seed in range(3)]
    assert set(drawn([*plain, *scored])) == {*drawn(plain), f"{WORKLOAD}_learning"}
    assert set(drawn([*plain, training("numpy", 0, [0.9])])) == set(drawn(plain))
    assert set(drawn(draw_run({"numpy": 0.1}, name="alone"))) == {f"{WORKLOAD}_steps"}


def test_nothing_timed_makes_no_figure(draw_run: DrawRun, tmp_path: Path) -> None:
    lines = [line for line in draw_run(TIMES) if line["kind"] in {"environment", "data", "end"}]
    assert figures.write(lines, tmp_path / "figures") == []


def test_times_and_verdicts_are_the_tables_digit_for_digit(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES)
    table = sections.step_table(lines, WORKLOAD, baseline="pytorch-eager", band=0.03)
    found = drawn(lines)
    assert set(table["step"]) <= set(said(found[f"{WORKLOAD}_steps"]))
    assert set(table["against pytorch-eager"]) <= set(said(found[f"{WORKLOAD}_ratios"]))


def test_another_baseline_and_band_are_drawn_as_asked(draw_run: DrawRun) -> None:
    texts = said(drawn(draw_run(TIMES), baseline="numpy", band=0.2)[f"{WORKLOAD}_ratios"])
    assert f"{WORKLOAD}: against numpy" in texts
    assert any(text.startswith("same within 20 %") for text in texts)


def test_lines_of_total_time_cross_where_the_table_says(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES, starts=STARTS)
    (text,) = sections.start_table(lines, WORKLOAD, baseline="numpy")["overtakes its dynamic form"].drop(0)
    steps = text.partition("]")[0] + "]"
    figure = drawn(lines)[f"{WORKLOAD}_starts"]
    assert f"pytorch-compile\n{steps}" in said(figure)
    dynamic, static = (np.asarray(line.get_data(), np.float64) for line in figure.axes[0].lines[:2])
    (slow, late), (fast, early) = (np.polyfit(line[0], line[1], 1) for line in (dynamic, static))
    assert steps.startswith(f"after {rounding.steps((early - late) / (slow - fast))} steps")


def test_the_sweep_is_drawn_with_each_contenders_overhead(draw_run: DrawRun) -> None:
    lines = draw_sweep(draw_run)
    fits, _ = sweep.table(lines)
    expected = set(fits["contender"] + "\noverhead " + fits["overhead a step"])
    assert len(expected) == len(TIMES)
    assert expected <= set(said(drawn(lines)["size_sweep"]))


def test_sequences_are_drawn_by_the_word(draw_run: DrawRun) -> None:
    built = {name: {"words": 1000, "waste": 0.25} for name in (*TIMES, "numpy-again")}
    lines = draw_run(TIMES, workload="sequence_classifier", built=built)
    taken = sequences.frame(lines, "sequence_classifier")["word_seconds"]
    expected = {f"{rounding.seconds(seconds)}  (25 % empty)" for seconds in taken}
    assert expected <= set(said(drawn(lines)["sequence_classifier_words"]))


def test_a_hostile_name_is_drawn_as_it_is(draw_run: DrawRun, tmp_path: Path) -> None:
    hostile = r"_$\frac{x}$ & <b>|"
    roster = {hostile: {"framework": "another", "graph": "static"}}
    lines = [*draw_run({**TIMES, hostile: 0.3}, roster=roster), CEILINGS, training(hostile, 0, [0.5, 0.7, 0.9])]
    found = drawn(lines)
    assert hostile in said(found[f"{WORKLOAD}_steps"])
    assert hostile in said(found[f"{WORKLOAD}_learning"])
    assert figures.write(lines, tmp_path / "figures")


def test_a_smoke_run_says_so_in_every_figure(draw_run: DrawRun) -> None:
    for figure in drawn(draw_run(TIMES, smoke=True)).values():
        assert any("Smoke run" in text for text in said(figure))


def test_frameworks_differ_in_form_and_lightness_and_graphs_in_filling(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES)
    looks = [look(lines, name) for name in ("numpy", "pytorch-eager", "tensorflow-eager")]
    assert len({each.marker for each in looks}) == 3
    greys = sorted(sum(mpl.colors.to_rgb(each.colour)[i] * (0.3, 0.59, 0.11)[i] for i in range(3)) for each in looks)
    assert all(lighter - darker > 0.08 for darker, lighter in pairwise(greys))
    dynamic, static = (look(lines, name).points for name in ("pytorch-eager", "pytorch-compile"))
    assert dynamic["markerfacecolor"] != static["markerfacecolor"]
    shades = variants(lines, ["tensorflow-eager", "tensorflow-graph"])
    assert len({(each.colour, each.marker) for each in shades.values()}) == 2


@pytest.mark.parametrize(("low", "high"), [(0.95, 1.06), (0.9, 1.2), (0.4, 1.2), (3e-4, 6e-3), (1, 1e8)])
def test_a_logarithmic_axis_has_enough_ticks_and_not_too_many(low: float, high: float) -> None:
    found = ticks(low, high)
    assert 4 <= len(found) <= 9
    assert found == sorted(found)
    assert low <= found[0] < found[-1] <= high


def test_labels_keep_apart_and_stay_near() -> None:
    found = apart([0.0, 0.1, 0.2, 5.0], 1.0)
    assert found == pytest.approx([-0.9, 0.1, 1.1, 5.0])


def test_a_contender_without_an_interval_is_drawn_without_one(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES, processes=1)
    texts = said(drawn(lines)[f"{WORKLOAD}_ratios"])
    (found,) = (
        each
        for each in comparisons.comparisons(lines, WORKLOAD, baseline="pytorch-eager", band=0.03)
        if each.contender == "numpy"
    )
    assert rounding.verdict(found.verdict, found.ratio, 0.03) in texts
