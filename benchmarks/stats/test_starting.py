"""What starting late does to all contenders is taken out of levels, and intervals cover what they claim.

Timings here are drawn: identical contenders, unequal variances, heavy tails, and a slope that all share.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.stats.moderated import Levels
from benchmarks.stats.order import start_order
from benchmarks.stats.ratios import Ratio
from benchmarks.stats.starting import FEWEST_DEGREES, is_one_order, relative_places, slope_of

RUNS, SPREAD, SLOPE = 250, 0.01, -0.04


def drawn_places(contenders: int, processes: int, *, draw: str) -> NDArray[np.float64]:
    """Return who was started when, by contender and process, in the orders of the design."""
    names = [str(number) for number in range(contenders)]
    orders = [start_order(names, draw=draw, replicate=replicate) for replicate in range(processes)]
    return np.array([[order.index(name) for order in orders] for name in names], float)


def levels_of(logs: NDArray[np.float64], starts: NDArray[np.float64] | None = None) -> Levels[int]:
    blocks = {name: {p: {0: math.exp(value)} for p, value in enumerate(row)} for name, row in enumerate(logs)}
    when = None if starts is None else {name: dict(enumerate(row)) for name, row in enumerate(starts.tolist())}
    return Levels(blocks, starts=when)


def drawn_logs(generator: np.random.Generator, places: NDArray[np.float64], *, slope: float) -> NDArray[np.float64]:
    spreads = SPREAD * np.exp(0.5 * generator.standard_normal((len(places), 1)))
    scatter = spreads * generator.standard_t(4, places.shape) / math.sqrt(2)
    logs: NDArray[np.float64] = scatter + slope * relative_places(places) + generator.normal(0, 0.1, places.shape[1])
    return logs


@cache
def simulated(processes: int, slope: float, contenders: int = 10) -> tuple[list[Ratio], list[Ratio]]:
    """Return the ratios to a common baseline, without and with what is known of starts; all are truly 1."""
    generator = np.random.default_rng(0)
    ignored: list[Ratio] = []
    known: list[Ratio] = []
    for number in range(RUNS):
        places = drawn_places(contenders, processes, draw=str(number))
        logs = drawn_logs(generator, places, slope=slope)
        for found, levels in ((ignored, levels_of(logs)), (known, levels_of(logs, places))):
            found += [ratio for name in range(1, contenders) if (ratio := levels.ratio(name, 0))]
    return ignored, known


def covered(ratios: list[Ratio]) -> float:
    return float(np.mean([ratio.low <= 1 <= ratio.high for ratio in ratios]))


def width(ratios: list[Ratio]) -> float:
    return float(np.mean([ratio.half_width for ratio in ratios]))


@pytest.mark.parametrize("processes", [3, 5, 8])
def test_intervals_cover_the_truth_and_are_narrower_where_starting_late_is_the_quicker(processes: int) -> None:
    ignored, known = simulated(processes, SLOPE)
    assert 0.93 <= covered(known) <= 0.98
    assert width(known) < 0.85 * width(ignored)


@pytest.mark.parametrize("processes", [3, 5, 8])
def test_where_it_makes_no_difference_little_is_lost(processes: int) -> None:
    ignored, known = simulated(processes, 0.0)
    assert 0.93 <= covered(known) <= 0.98
    assert width(known) < 1.05 * width(ignored)


def test_the_slope_is_found_with_its_error() -> None:
    generator, found = np.random.default_rng(1), []
    for number in range(RUNS):
        places = drawn_places(10, 5, draw=str(number))
        slope = levels_of(drawn_logs(generator, places, slope=SLOPE), places).slope
        assert slope is not None
        found.append((slope.estimate, slope.ratio.low <= math.exp(SLOPE) <= slope.ratio.high))
    estimates, within = zip(*found, strict=True)
    assert float(np.mean(estimates)) == pytest.approx(SLOPE, abs=0.001)
    assert 0.9 <= float(np.mean(within)) <= 0.99


def test_a_true_difference_is_not_taken_out_with_it() -> None:
    places = drawn_places(10, 8, draw="")
    logs = drawn_logs(np.random.default_rng(2), places, slope=SLOPE)
    logs[1] += math.log(1.1)
    ratio = levels_of(logs, places).ratio(1, 0)
    assert ratio is not None
    assert ratio.low < 1.1 < ratio.high
    assert ratio.low > 1.03


def test_in_one_order_for_all_nothing_is_taken_out_and_that_is_known() -> None:
    places = np.tile(np.arange(10.0)[:, np.newaxis], 8)
    places[:, 0] = places[::-1, 0]
    logs = drawn_logs(np.random.default_rng(3), places, slope=SLOPE)
    ignored, known = levels_of(logs), levels_of(logs, places)
    assert is_one_order(relative_places(places))
    assert known.in_one_order
    assert known.slope is None
    assert known.ratio(1, 0) == ignored.ratio(1, 0)


def test_few_contenders_in_few_processes_and_identical_times_tell_no_slope() -> None:
    places = drawn_places(3, 5, draw="")
    assert (len(places) - 1) * (places.shape[1] - 1) - 1 < FEWEST_DEGREES
    few = levels_of(drawn_logs(np.random.default_rng(4), places, slope=SLOPE), places)
    assert few.slope is None
    assert not few.in_one_order
    many = relative_places(drawn_places(10, 5, draw=""))
    assert slope_of(np.zeros(many.shape), many, np.zeros(len(many))) is None


def test_who_scatters_hardly_moves_what_all_have_in_common() -> None:
    generator = np.random.default_rng(5)
    places = drawn_places(10, 5, draw="")
    logs = drawn_logs(generator, places, slope=SLOPE)
    logs[3] += np.array([0.0, 0.3, 0.0, -0.3, 0.0])
    slope = levels_of(logs, places).slope
    assert slope is not None
    assert slope.ratio.low < math.exp(SLOPE) < slope.ratio.high
    assert slope.estimate == pytest.approx(SLOPE, abs=0.015)


def test_places_are_told_by_the_order_of_any_numbers() -> None:
    starts = np.array([[3.0, 70.0], [1.5, 90.0], [8.0, 20.0]])
    assert relative_places(starts) == pytest.approx(np.array([[0, 0], [-0.5, 0.5], [0.5, -0.5]]))
