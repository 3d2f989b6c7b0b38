"""Trainings, studies, sequences, sizes and pitfalls: what drawn records with known numbers come to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.options import lines_changed
from benchmarks.plan import sizes
from benchmarks.plan.pitfalls import PITFALLS, UNFAIR
from benchmarks.plan.questions import GRID
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, study, training
from benchmarks.record.record import Record
from benchmarks.record.schema import End, Failure, Latency, Line, PitfallCaught, PitfallSample, Start
from benchmarks.stats.verdicts import Word

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}


def test_a_view_keeps_to_its_baseline_and_band_and_computes_once(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, settings={"baseline": "numpy"})
    whole = Analysis(record)
    assert (whole.baseline, whole.band) == ("numpy", record.environment.settings.band)
    assert whole.workload(WORKLOAD) is whole.workload(WORKLOAD)
    assert whole.workload(WORKLOAD).comparisons["pytorch-eager"].verdict.word is Word.SLOWER
    wide = Analysis(record, baseline="pytorch-eager", band=2.0).workload(WORKLOAD)
    assert wide.comparisons["numpy"].verdict.word is Word.SAME


def test_trainings_give_means_ranges_curves_and_the_time_to_the_target(draw_run: DrawRun) -> None:
    lines = [
        *(training(WORKLOAD, "pytorch-eager", [0.5, 0.94 + seed / 100], seed=seed) for seed in range(3)),
        *(training(WORKLOAD, "numpy", [0.7, 0.8 + seed / 100], seed=seed) for seed in range(3)),
        training(WORKLOAD, "pytorch-compile", [0.5, 0.9]),
        *(training(WORKLOAD, "tensorflow-eager", [0.9], seed=seed) for seed in range(3)),
        Failure(workload=WORKLOAD, contender="tensorflow-eager", status="failed", reason="x"),
    ]
    accuracies = Analysis(draw_run(TIMES, more=tuple(lines)), baseline="pytorch-eager").workload(WORKLOAD).accuracies
    rows = {row.contender: row for row in accuracies.rows}
    # Who trained with one seed alone, or failed, has no row.
    assert set(rows) == {"pytorch-eager", "numpy"}
    assert rows["numpy"].mean == pytest.approx(0.81)
    assert [rows["numpy"].lowest, rows["numpy"].highest] == pytest.approx([0.8, 0.82])
    assert rows["pytorch-eager"].against_baseline is None
    assert rows["numpy"].against_baseline is not None
    assert rows["numpy"].against_baseline.word == "different"
    assert (rows["pytorch-eager"].reached.seconds, rows["pytorch-eager"].reached.steps) == (2.0, 22)
    assert rows["numpy"].reached.missed == 3
    assert accuracies.curves["numpy"].shape == (3, 2)


def test_the_grid_has_a_row_for_each_pair_and_contender(draw_run: DrawRun) -> None:
    lines = tuple(training(pair, "numpy", [0.5 + seed / 10], seed=seed) for pair in GRID for seed in range(3))
    rows = Analysis(draw_run(TIMES, more=lines)).grid
    assert [(row.weights, row.vocabulary) for row in rows] == list(GRID.values())
    assert {(round(row.mean, 9), row.lowest, row.highest, row.seeds) for row in rows} == {(0.6, 0.5, 0.7, 3)}


def test_ways_are_held_against_the_plain_way_of_their_case(draw_run: DrawRun) -> None:
    lines = study("inference", "text_classifier", "one row", {"plain": 2e-3, "quick": 1e-3})
    refused = replace(lines[0], name="refused", base=False, reason="not run: there is no GPU")
    latencies = [
        Latency(
            **{field: getattr(lines[0], field) for field in ("workload", "contender", "net", "case", "name")},
            replicate=replicate,
            calls=100,
            p50_seconds=1e-3 * (replicate + 1),
            p95_seconds=2e-3,
            p99_seconds=3e-3,
        )
        for replicate in range(3)
    ]
    analysis = Analysis(draw_run(TIMES, more=(*lines, refused, *latencies)))
    plain, quick, missing = analysis.study("inference").ways
    assert plain.plain
    assert plain.ratio is None
    assert plain.latencies == {50: 2e-3, 95: 2e-3, 99: 3e-3}
    assert (plain.latency_calls, quick.latency_calls) == (100, 0)
    assert analysis.study("inference").noise_floors == {("text_classifier", "pytorch", "one row"): pytest.approx(0)}
    assert quick.ratio is not None
    assert quick.ratio.estimate == pytest.approx(0.5)
    assert quick.verdict is not None
    assert quick.verdict.word is Word.FASTER
    assert (missing.reason, missing.verdict) == ("not run: there is no GPU", None)
    assert np.isnan(missing.call_seconds)
    assert analysis.study("bridge").ways == []


def test_sequences_count_words_and_padding_and_other_workloads_have_none(draw_run: DrawRun) -> None:
    name, built = "sequence_classifier", {"words": 1000, "padding_share": 0.5}
    padded = contender("pytorch-longest", "pytorch", "static", padding="longest")
    start = Start(
        workload=name,
        contender=padded.name,
        number=0,
        cache="cold",
        import_seconds=1.0,
        build_seconds=0.0,
        step_seconds=[1.0],
        traces=4,
        captured={"graph_breaks": 2},
    )
    times = {"numpy": 0.1, padded.name: 0.2}
    record = draw_run(times, workload=name, roster={padded.name: padded}, built={padded.name: built}, more=(start,))
    (row,) = Analysis(record).workload(name).sequences
    assert (row.contender, row.padding, row.words, row.padding_share) == (padded.name, "longest", 1000, 0.5)
    assert row.word_seconds == pytest.approx(0.2 / 1000, rel=0.02)
    assert (row.traces, row.graph_breaks) == (4, 2)
    assert Analysis(draw_run(TIMES, name="other")).workload(WORKLOAD).sequences == []


def test_the_sweep_finds_the_overhead_that_times_were_drawn_with(draw_run: DrawRun) -> None:
    steps = 500
    lines: list[Line] = []
    for number, size in enumerate(sizes.SIZES):
        work = Analysis(draw_run(TIMES, workload=size, name=f"{size}-shapes", processes=1)).workload(size).work
        seconds = steps * (1e-3 + work.flop / 1e11)
        run = draw_run({"numpy": seconds}, workload=size, name=size, seed=number, processes=2, spread=1e-4)
        lines += [line for line in run.lines if not isinstance(line, End)] if not lines else run.lines[1:-1]
    sweep = Analysis(Record(lines, draw_run(TIMES).file)).sweep
    assert {row.size for row in sweep.steps} == {*sizes.SIZES}
    assert sweep.fits["numpy"].scaling.overhead_seconds == pytest.approx(1e-3, rel=0.1)
    assert sweep.fits["numpy"].crossover_flop is None
    assert Analysis(draw_run(TIMES, name="none")).sweep.fits == {}


def test_a_pitfall_moves_the_honest_ratio_and_its_reason_is_told(draw_run: DrawRun) -> None:
    shown = next(pitfall for pitfall in PITFALLS.values() if not pitfall.spread)
    failed = next(pitfall for pitfall in PITFALLS.values() if pitfall is not shown)
    played: dict[str, Any] = {"workload": UNFAIR, "contender": shown.name, "round": 0, "player": "numpy"}
    numbers: tuple[tuple[Any, Any, float], ...] = (
        ("honest", "subject", 2.0),
        ("honest", "baseline", 1.0),
        ("unfair", "subject", 1.0),
    )
    samples = [
        PitfallSample(**played, replicate=replicate, version=version, role=role, value=value * (1 + 0.001 * replicate))
        for replicate in range(3)
        for version, role, value in numbers
    ]
    caught = [PitfallCaught(workload=UNFAIR, contender=shown.name, replicate=n, said="no") for n in range(2)]
    failure = Failure(workload=UNFAIR, contender=failed.name, status="not run", reason="no GPU")
    base = draw_run({})
    record = Record([base.lines[0], *samples, *caught, failure], base.file)
    by_name = {row.pitfall.name: row for row in Analysis(record).pitfalls}
    row = by_name[shown.name]
    assert row.honest is not None
    assert row.moved is not None
    assert [row.honest.estimate, row.moved.estimate] == pytest.approx([2.0, 0.5])
    assert row.caught == ("no",)
    assert by_name[failed.name].reason == "not run: no GPU"


def test_lines_are_counted_where_both_forms_still_compute_the_workload() -> None:
    pair = ("jax-jit", "jax-scan")
    changed = lines_changed(*pair, "two_layer_net_tuned")
    assert changed
    assert changed[0] > changed[1]
    assert lines_changed(*pair, "text_classifier_tuned") is None
    assert lines_changed("jax-jit", "jax-gone", "two_layer_net_tuned") is None
