"""Regressions between runs whose machine changed meanwhile. Timings here are drawn, not measured."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.stats.ratios import Ratio, ratio_of_logs
from benchmarks.stats.regressions import Change, compare

RUNS, PROCESSES = 300, 5
SPREAD = 0.01


def run(generator: np.random.Generator, relative: float) -> Ratio:
    return ratio_of_logs([float(x) for x in math.log(relative) + generator.normal(0, SPREAD, PROCESSES)])


def said(factor: float, *, confirm: bool = True) -> list[Change]:
    generator = np.random.default_rng(0)
    return [
        compare(
            run(generator, 2.0), run(generator, 2.0 * factor), run(generator, 2.0 * factor) if confirm else None
        ).change
        for _ in range(RUNS)
    ]


def share(found: list[Change], change: Change) -> float:
    return found.count(change) / len(found)


def test_the_same_version_is_never_a_regression() -> None:
    found = said(1.0)
    assert share(found, Change.REGRESSION) == 0
    assert share(found, Change.UNCHANGED) > 0.9


def test_a_regression_of_ten_per_cent_is_found() -> None:
    assert share(said(1.10), Change.REGRESSION) > 0.9


def test_a_change_on_the_limit_is_rarely_called_a_regression() -> None:
    assert share(said(1.05), Change.REGRESSION) < 0.05


def test_without_another_measurement_a_regression_is_only_suspected() -> None:
    found = said(1.10, confirm=False)
    assert share(found, Change.SUSPECTED) > 0.9
    assert Change.REGRESSION not in found


def test_what_another_measurement_does_not_show_is_no_regression() -> None:
    generator = np.random.default_rng(1)
    once = compare(run(generator, 2.0), run(generator, 2.3), run(generator, 2.0))
    assert once.change is Change.NO_VERDICT


def test_an_improvement_is_faster() -> None:
    assert share(said(0.8), Change.FASTER) > 0.95


def test_single_processes_give_no_verdict() -> None:
    assert compare(ratio_of_logs([0.0]), ratio_of_logs([0.5])).change is Change.NO_VERDICT
