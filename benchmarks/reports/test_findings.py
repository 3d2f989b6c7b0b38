"""Every sentence appears with the numbers that call for it, changes as they do, and vanishes below its threshold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.reports import findings_training, starts
from benchmarks.reports.conftest import WORKLOAD, DrawRun
from benchmarks.reports.findings import findings
from benchmarks.stats.breakeven import BreakEven
from benchmarks.stats.ratios import Interval

TIMES = {"numpy": 0.3, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-eager": 0.5}
INFINITE = float("inf")
UNKNOWN = float("nan")


def said(lines: list[dict[str, Any]], *, workload: str = WORKLOAD, baseline: str = "pytorch-eager") -> dict[str, str]:
    """Return what is said, by rule; sentences of one rule are joined."""
    found: dict[str, str] = {}
    for each in findings(lines, workload, baseline=baseline, band=0.03):
        found[each.rule] = " ".join(filter(None, (found.get(each.rule), each.text)))
    return found


def test_the_fastest_form_is_named_with_the_nearest_one_and_its_interval(draw_run: DrawRun) -> None:
    text = said(draw_run(TIMES))["fastest"]
    assert text.startswith("pytorch-compile has the shortest step, 200 us")
    nearest = text.partition("the nearest, pytorch-eager, ")[2]
    assert float(nearest.partition("x slower [")[0]) == pytest.approx(2, rel=0.02)


def test_another_form_is_named_when_it_is_faster(draw_run: DrawRun) -> None:
    assert said(draw_run(TIMES | {"tensorflow-eager": 0.05}))["fastest"].startswith("tensorflow-eager has")


def test_who_is_not_proven_slower_is_not_beaten(draw_run: DrawRun) -> None:
    found = said(draw_run(TIMES | {"tensorflow-eager": 0.1005}))
    assert "fastest" not in found
    assert "can't be told apart from" in found["tied"]
    assert "within 3 %" in found["tied"]


def test_one_form_alone_is_not_called_the_fastest(draw_run: DrawRun) -> None:
    text = said(draw_run({"numpy": 0.1, "pytorch-eager": 0.2}))["fastest"]
    assert "isn't known to be the fastest" in text


@pytest.mark.parametrize(
    ("control", "told"),
    [(0.05, "which is written by hand, is faster still"), (0.1, "isn't proven faster"), (0.3, None)],
)
def test_the_control_is_named_where_no_framework_beats_it(draw_run: DrawRun, control: float, told: str | None) -> None:
    found = said(draw_run(TIMES | {"numpy": control})).get("control")
    assert (found is None) if told is None else (found is not None and told in found)


@pytest.mark.parametrize(("compiled", "word"), [(0.1, "faster ["), (0.4, "slower ["), (0.2, "same within 3 %")])
def test_a_static_form_is_held_against_its_frameworks_dynamic_one(
    draw_run: DrawRun, compiled: float, word: str
) -> None:
    text = said(draw_run(TIMES | {"pytorch-compile": compiled}))["static"]
    assert text.startswith("Against pytorch-eager, its framework's dynamic form: pytorch-compile")
    assert word in text
    assert "tensorflow" not in text


def test_without_a_static_form_nothing_is_said_of_one(draw_run: DrawRun) -> None:
    assert "static" not in said(
        draw_run({name: TIMES[name] for name in ("numpy", "pytorch-eager", "tensorflow-eager")})
    )


@pytest.mark.parametrize(("spread", "told"), [(0.003, False), (0.08, True)])
def test_a_noise_floor_above_the_band_is_told(draw_run: DrawRun, spread: float, *, told: bool) -> None:
    assert ("noise floor" in said(draw_run(TIMES, spread=spread))) is told


@pytest.mark.parametrize(("cpu_share", "told"), [(1.0, False), (0.5, True)])
def test_flags_are_told_with_whose_they_are(draw_run: DrawRun, cpu_share: float, *, told: bool) -> None:
    text = said(draw_run(TIMES, cpu_share=cpu_share)).get("flags", "")
    assert ("noisy (numpy, pytorch-eager" in text) is told


@pytest.mark.parametrize(
    ("steps", "loses", "rule", "text"),
    [
        ((210, 180, 240), False, "pays", "a overtakes b after 210 steps [180, 240], at 1 s from process start."),
        ((210, 180, 240), True, "loses", "a starts sooner than b but is ahead only until 210 steps [180, 240]"),
        ((0, 0, 1), False, "pays at once", "a is ahead of b from the first step [0, 1]."),
        ((500, 100, INFINITE), False, "unsettled", "Whether a ever overtakes b is open; it takes 100 steps at least."),
        ((500, 100, INFINITE), True, "unsettled", "Whether b ever overtakes a is open"),
        ((INFINITE, 100, INFINITE), False, "unsettled", "Whether a ever overtakes b is open"),
        ((INFINITE, INFINITE, INFINITE), False, "never", "a doesn't overtake b"),
        ((210, UNKNOWN, UNKNOWN), False, "pays", "210 steps (measured too seldom for an interval)"),
    ],
)
def test_a_crossing_is_told_as_its_interval_allows(
    monkeypatch: pytest.MonkeyPatch, *, steps: tuple[float, float, float], loses: bool, rule: str, text: str
) -> None:
    crossing = BreakEven(steps=Interval(estimate=steps[0], low=steps[1], high=steps[2]), seconds=1.0, loses=loses)
    monkeypatch.setattr(starts, "break_evens", lambda *_, **__: {("a", "cold", "b"): crossing})
    monkeypatch.setattr(starts, "dynamic_form", lambda *_: "b")
    (found,) = findings_training.pays([], WORKLOAD, ["a"])
    assert found.rule == rule
    assert text in found.text


def test_starts_that_were_not_measured_say_nothing_of_compiling(draw_run: DrawRun) -> None:
    assert not {"pays", "never", "unsettled", "loses"} & said(draw_run(TIMES)).keys()
    begun = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 5.0)}
    assert "pytorch-compile overtakes pytorch-eager after" in said(draw_run(TIMES, name="starts", starts=begun))["pays"]


def trained(accuracy: Mapping[str, list[float]], *, reached: float = 0.9) -> list[dict[str, Any]]:
    where = {"kind": "training", "workload": "text_classifier"}
    curve = {"epoch_seconds": [1.0, 1.0], "epoch_steps": 11}
    return [
        where | curve | {"contender": name, "seed": seed, "accuracies": [0.5, reached], "accuracy": value}
        for name, values in accuracy.items()
        for seed, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("other", "rule", "text"),
    [
        ([0.901, 0.911, 0.921], "same accuracy", "Yes, within 1 point of pytorch-eager"),
        ([0.801, 0.811, 0.822], "different accuracy", "No: tensorflow-eager differs by more than 1 point"),
        ([0.95, 0.86, 0.92], "open accuracy", "No difference is proven, and 0 of 1 are proven equal"),
    ],
)
def test_accuracies_are_equal_different_or_open(draw_run: DrawRun, other: list[float], rule: str, text: str) -> None:
    accuracy = {"pytorch-eager": [0.90, 0.91, 0.92], "tensorflow-eager": other}
    found = said([*draw_run(TIMES, workload="text_classifier"), *trained(accuracy)], workload="text_classifier")
    assert text in found[rule]
    assert {"same accuracy", "different accuracy", "open accuracy"} & found.keys() == {rule}


@pytest.mark.parametrize(
    ("reached", "text"),
    [(0.9, "85% takes 2 s (pytorch-eager) to 2 s (tensorflow-eager)"), (0.6, "not reached with every seed by pytorch")],
)
def test_the_time_to_the_target_or_who_missed_it(draw_run: DrawRun, reached: float, text: str) -> None:
    accuracy = {name: [0.9, 0.91, 0.92] for name in ("pytorch-eager", "tensorflow-eager")}
    lines = [*draw_run(TIMES, workload="text_classifier"), *trained(accuracy, reached=reached)]
    assert text in said(lines, workload="text_classifier")["time to accuracy"]


@pytest.mark.parametrize(("rate", "told"), [(1e9, False), (1e13, True)])
def test_overhead_is_told_where_half_are_bound_by_it(draw_run: DrawRun, rate: float, *, told: bool) -> None:
    ceilings = {"kind": "ceilings", "matmul_flop_per_second": rate, "copy_bytes_per_second": rate}
    assert ("overhead" in said([*draw_run(TIMES), ceilings])) is told


@pytest.mark.parametrize(("most", "told"), [(1.2, False), (2.0, True)])
def test_memory_is_told_where_it_is_well_apart(draw_run: DrawRun, most: float, *, told: bool) -> None:
    held = [
        {"kind": "memory", "workload": WORKLOAD, "contender": name, "peak_bytes": 2**30 * factor}
        for name, factor in (("pytorch-eager", 1), ("tensorflow-eager", most))
    ]
    text = said([*draw_run(TIMES), *held]).get("memory", "")
    assert ("from 1 GiB (pytorch-eager) to 2 GiB (tensorflow-eager)" in text) is told


def test_a_workload_that_was_not_timed_has_no_sentence(draw_run: DrawRun) -> None:
    assert findings(draw_run({"numpy": 0.1}), WORKLOAD, baseline="pytorch-eager", band=0.03) == []
