"""Which figures a drawn run gets, that their bytes follow from the record, and that they say what the tables say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan import sizes
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender
from benchmarks.record.record import Record
from benchmarks.record.schema import Ceilings, Data, End, Environment, Failure, Line, Training
from benchmarks.reports import figures, rounding
from benchmarks.reports.drawings.axes import apart, logarithmic_ticks, straight_ticks
from benchmarks.reports.drawings.palette import looks_of, variants
from benchmarks.reports.figures.style import drawing, points
from benchmarks.reports.sections import steps

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.201, "tensorflow-eager": 0.5}
STARTS = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 10.0)}
CEILINGS = Ceilings(framework="reference", matmul_flop_per_second=1e11, copy_bytes_per_second=2e10)


JAX = contender("jax", "jax", "static")


def drawn(record: Record, *, baseline: str = "", band: float | None = None) -> dict[str, Figure]:
    with drawing():
        return figures.figures(Analysis(record, baseline=baseline, band=band))


def texts_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def with_lines(record: Record, *lines: Line) -> Record:
    return Record([*record.lines, *lines], record.file)


def training(contender: str, seed: int, accuracies: list[float]) -> Training:
    return Training(
        workload=WORKLOAD,
        contender=contender,
        initializer="standard_normal",
        seed=seed,
        epoch_seconds=[1.0] * 3,
        accuracies=accuracies,
        training_seconds=3.0,
        final_loss=0.1,
        epoch_steps=5,
    )


def draw_sweep(draw_run: DrawRun) -> Record:
    """Return a drawn sweep in which a step takes an overhead and what its rows and hidden units take."""
    lines: list[Line] = []
    for name, (rows, hidden) in sizes.SIZES.items():
        work = rows * hidden * 2e-7
        times = {contender: 1e-3 * (number + 1) + work for number, contender in enumerate(TIMES)}
        record = draw_run(times, name=name, workload=name, processes=1)
        lines += [line for line in record.lines if not (lines and isinstance(line, Environment))]
    return Record(lines, record.file)


def test_the_same_record_gives_the_same_bytes_whatever_the_users_settings(draw_run: DrawRun, tmp_path: Path) -> None:
    record = with_lines(draw_run(TIMES, starts=STARTS), CEILINGS)
    first = figures.write(Analysis(record), tmp_path / "first")
    with mpl.rc_context({"font.size": 30, "savefig.dpi": 10, "svg.hashsalt": "another", "axes.facecolor": "red"}):
        second = figures.write(Analysis(record), tmp_path / "second")
    assert [file.name for file in first] == [file.name for file in second]
    assert {file.suffix for file in first} == {".svg", ".png"}
    assert all(one.read_bytes() == other.read_bytes() for one, other in zip(first, second, strict=True))


def test_no_figure_names_a_date_of_its_own_or_a_font_that_a_viewer_may_lack(draw_run: DrawRun, tmp_path: Path) -> None:
    for file in figures.write(Analysis(draw_run(TIMES)), tmp_path / "figures"):
        content = file.read_bytes()
        assert b"dc:date" not in content
        assert b"matplotlib.org" not in content
        assert b"font-family" not in content


def test_a_figure_is_made_where_its_numbers_are_and_nowhere_else(draw_run: DrawRun) -> None:
    plain = draw_run(TIMES)
    always = {f"{WORKLOAD}_steps", f"{WORKLOAD}_ratios", "standings"}
    assert set(drawn(plain)) == always
    assert set(drawn(with_lines(plain, CEILINGS))) == {*always, f"{WORKLOAD}_roofline"}
    assert set(drawn(draw_run(TIMES, name="started", starts=STARTS))) == {*always, f"{WORKLOAD}_starts"}
    scored = [training("numpy", seed, [0.5, 0.7, 0.9]) for seed in range(3)]
    assert set(drawn(with_lines(plain, *scored))) == {*always, f"{WORKLOAD}_learning"}
    assert set(drawn(with_lines(plain, training("numpy", 0, [0.9])))) == always
    assert set(drawn(draw_run({"numpy": 0.1}, name="alone"))) == {f"{WORKLOAD}_steps"}


def test_nothing_timed_makes_no_figure(draw_run: DrawRun, tmp_path: Path) -> None:
    record = draw_run(TIMES)
    lines = [line for line in record.lines if isinstance(line, Environment | Data | End)]
    assert figures.write(Analysis(Record(lines, record.file)), tmp_path / "figures") == []


def test_times_and_verdicts_are_the_tables_digit_for_digit(draw_run: DrawRun) -> None:
    record = draw_run(TIMES)
    table = steps.table(Analysis(record).workload(WORKLOAD))
    shown = drawn(record)
    assert set(table["step"]) <= set(texts_of(shown[f"{WORKLOAD}_steps"]))
    assert set(table["against pytorch-eager"]) <= set(texts_of(shown[f"{WORKLOAD}_ratios"]))


def test_another_baseline_and_band_are_drawn_as_asked(draw_run: DrawRun) -> None:
    texts = texts_of(drawn(draw_run(TIMES), baseline="numpy", band=0.2)[f"{WORKLOAD}_ratios"])
    assert f"{WORKLOAD}: against numpy" in texts
    assert any(text.startswith("same within 20 %") for text in texts)


def test_lines_of_total_time_cross_where_the_analysis_says(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, starts=STARTS)
    crossings = Analysis(record).workload(WORKLOAD).starts.break_evens("numpy")
    crossing = crossings["pytorch-compile", "cold", "pytorch-eager"].steps
    figure = drawn(record)[f"{WORKLOAD}_starts"]
    assert f"pytorch-compile\nafter {rounding.steps_interval(crossing)}" in texts_of(figure)
    dynamic, static = (np.asarray(line.get_data(), np.float64) for line in figure.axes[0].lines[:2])
    (slow, late), (fast, early) = (np.polyfit(line[0], line[1], 1) for line in (dynamic, static))
    assert (early - late) / (slow - fast) == pytest.approx(crossing.estimate, rel=1e-6)


def test_the_sweep_is_drawn_with_each_contenders_overhead(draw_run: DrawRun) -> None:
    record = draw_sweep(draw_run)
    fits = Analysis(record).sweep.fits
    assert fits.keys() == TIMES.keys()
    overheads = {f"{name}\noverhead {rounding.overhead(fit.scaling)}" for name, fit in fits.items()}
    assert overheads <= set(texts_of(drawn(record)["size_sweep"]))


def test_sequences_are_drawn_by_the_word(draw_run: DrawRun) -> None:
    built = {name: {"words": 1000, "padding_share": 0.25} for name in (*TIMES, "numpy-again")}
    record = draw_run(TIMES, workload="sequence_classifier", built=built)
    rows = Analysis(record).workload("sequence_classifier").sequences
    assert len(rows) == len(TIMES)
    texts = texts_of(drawn(record)["sequence_classifier_words"])
    for row in rows:
        assert any(
            text.startswith(rounding.seconds(row.word_seconds)) and text.endswith("25 % empty)") for text in texts
        )


def test_a_hostile_name_is_drawn_as_it_is(draw_run: DrawRun, tmp_path: Path) -> None:
    hostile = r"_$\frac{x}$ & <b>|"
    record = draw_run({**TIMES, hostile: 0.3}, roster={hostile: contender(hostile, "another", "static")})
    record = with_lines(record, CEILINGS, training(hostile, 0, [0.5, 0.7, 0.9]))
    shown = drawn(record)
    assert hostile in texts_of(shown[f"{WORKLOAD}_steps"])
    assert hostile in texts_of(shown[f"{WORKLOAD}_learning"])
    assert figures.write(Analysis(record), tmp_path / "figures")


def test_a_panels_title_begins_inside_the_figure_and_names_who_failed(draw_run: DrawRun) -> None:
    """Short labels let a panel begin farther left, and its title with it."""
    failed = Failure(workload=WORKLOAD, contender="tensorflow-graph", status="failed", reason="why")
    figure = drawn(draw_run({"pytorch-eager": 0.2, "jax": 0.1}, roster={"jax": JAX}, more=(failed,)))["standings"]
    figure.draw_without_rendering()
    (title,) = [text for axes in figure.axes for text in axes.texts if "(time of a step)" in text.get_text()]
    assert title.get_text().endswith("; tensorflow-graph failed")
    assert 0 <= title.get_window_extent().x0 < 0.05 * figure.bbox.width


def test_a_smoke_run_says_so_in_every_figure(draw_run: DrawRun) -> None:
    for figure in drawn(draw_run(TIMES, smoke=True)).values():
        assert any("Smoke run" in text for text in texts_of(figure))


def test_frameworks_differ_in_form_and_lightness_and_graphs_in_filling(draw_run: DrawRun) -> None:
    looks = looks_of(draw_run(TIMES))
    colours = [looks[name].colour for name in ("numpy", "pytorch-eager", "tensorflow-eager")]
    assert len({colour.marker for colour in colours}) == 3
    rgb = [mpl.colors.to_rgb(colour.light) for colour in colours]
    greys = sorted(0.3 * red + 0.59 * green + 0.11 * blue for red, green, blue in rgb)
    assert all(lighter - darker > 0.08 for darker, lighter in pairwise(greys))
    dynamic, static = (points(looks[name]) for name in ("pytorch-eager", "pytorch-compile"))
    assert dynamic["markerfacecolor"] != static["markerfacecolor"]
    forms = variants({name: looks[name] for name in ("tensorflow-eager", "tensorflow-graph")})
    assert len({(look.colour.light, look.colour.marker) for look in forms.values()}) == 2


@pytest.mark.parametrize(("low", "high"), [(0.95, 1.06), (0.9, 1.2), (0.4, 1.2), (3e-4, 6e-3), (1, 1e8)])
def test_a_logarithmic_axis_has_enough_ticks_and_not_too_many(low: float, high: float) -> None:
    ticks = logarithmic_ticks(low, high)
    assert 4 <= len(ticks) <= 9
    assert ticks == sorted(ticks)
    assert low <= ticks[0] < ticks[-1] <= high


@pytest.mark.parametrize(("low", "high"), [(0, 0.27), (0.55, 10.45), (0.693, 0.957), (0, 1e-6)])
def test_a_straight_axis_has_round_ticks_inside_it(low: float, high: float) -> None:
    ticks = straight_ticks(low, high)
    assert 3 <= len(ticks) <= 8
    assert low <= ticks[0] < ticks[-1] <= high


def test_labels_keep_apart_and_stay_near() -> None:
    assert apart([0.0, 0.1, 0.2, 5.0], 1.0) == pytest.approx([-0.9, 0.1, 1.1, 5.0])


def test_a_contender_without_an_interval_is_drawn_without_one(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, processes=1)
    comparison = Analysis(record).workload(WORKLOAD).comparisons["numpy"]
    verdict = rounding.verdict(comparison.verdict, comparison.ratio, 0.03)
    assert "[" not in verdict
    assert verdict in texts_of(drawn(record)[f"{WORKLOAD}_ratios"])


def test_a_figure_names_the_versions_of_all_frameworks_that_the_run_found(draw_run: DrawRun) -> None:
    found = {"numpy": "2.4", "keras": "3.1", "scipy": "1.1", "jax": "0.9", "torch": "2.0"}
    for figure in drawn(draw_run(TIMES, machine={"versions": found})).values():
        foot = " ".join(texts_of(figure)).replace("\n", " ")
        assert "; numpy 2.4, torch 2.0, jax 0.9; " in foot
