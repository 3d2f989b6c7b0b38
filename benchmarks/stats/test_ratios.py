"""The interval covers what it claims, where pooled or sequential timing fails. Timings here are drawn, not measured."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from benchmarks.stats.order import block_order
from benchmarks.stats.ratios import Blocks, Ratio, difference, mean_interval, paired_ratio

PROCESSES, ROUNDS, RUNS = 5, 15, 400
#: Spread of a block, of a process, and of the machine from round to round, as logarithms.
BLOCK, PROCESS, MACHINE = 0.02, 0.02, 0.05

Draw = Callable[[np.random.Generator], tuple[Blocks, Blocks]]


def as_blocks(logs: NDArray[np.float64]) -> Blocks:
    return {p: dict(enumerate(map(math.exp, row))) for p, row in enumerate(logs)}


def interleaved(true_ratio: float, generator: np.random.Generator) -> tuple[Blocks, Blocks]:
    """Draw two contenders whose rounds share the machine's mood, each process with a luck of its own."""
    mood = generator.normal(0, MACHINE, (PROCESSES, ROUNDS))
    logs = [
        mood + generator.normal(0, PROCESS, (PROCESSES, 1)) + generator.normal(0, BLOCK, (PROCESSES, ROUNDS))
        for _ in range(2)
    ]
    return as_blocks(logs[0] + math.log(true_ratio)), as_blocks(logs[1])


def coverage(interval: Callable[[Blocks, Blocks], tuple[float, float]], true_ratio: float = 1.1) -> float:
    generator = np.random.default_rng(0)
    found = [interval(*interleaved(true_ratio, generator)) for _ in range(RUNS)]
    return float(np.mean([low <= true_ratio <= high for low, high in found]))


def by_processes(blocks: Blocks, baseline: Blocks) -> tuple[float, float]:
    ratio = paired_ratio(blocks, baseline)
    assert ratio is not None
    return ratio.low, ratio.high


def by_pooled_rounds(blocks: Blocks, baseline: Blocks) -> tuple[float, float]:
    """Do what most suites do: take every round for an independent repetition."""
    logs = [math.log(blocks[p][r] / baseline[p][r]) for p in blocks for r in blocks[p]]
    found = mean_interval(logs)
    return math.exp(found.low), math.exp(found.high)


def test_the_interval_covers_the_true_ratio_as_often_as_it_says() -> None:
    assert 0.92 <= coverage(by_processes) <= 0.98


def test_pooled_rounds_cover_it_far_too_rarely() -> None:
    assert coverage(by_pooled_rounds) < 0.75


def test_only_rounds_of_the_same_number_and_process_are_compared() -> None:
    ratio = paired_ratio({0: {0: 2.0, 1: 99.0}, 1: {3: 2.0}, 2: {0: 5.0}}, {0: {0: 1.0, 2: 7.0}, 1: {3: 1.0}})
    assert ratio is not None
    assert ratio.estimate == pytest.approx(2)
    assert ratio.processes == 2
    assert paired_ratio({0: {0: 1.0}}, {0: {1: 1.0}}) is None


def test_one_process_gives_a_ratio_without_limits() -> None:
    ratio = paired_ratio({0: {0: 3.0}}, {0: {0: 2.0}})
    assert ratio is not None
    assert ratio.estimate == pytest.approx(1.5)
    assert math.isnan(ratio.low)
    assert ratio.half_width == math.inf


def test_the_median_of_a_process_ignores_a_single_hiccup() -> None:
    quiet = {p: dict.fromkeys(range(5), 1.0) for p in range(3)}
    disturbed = {p: {**rounds, 2: 50.0} for p, rounds in quiet.items()}
    ratio = paired_ratio(disturbed, quiet)
    assert ratio is not None
    assert ratio.estimate == 1


def timed(cost: Callable[[int], float], order: Callable[[int], list[str]]) -> Ratio:
    """Time two identical contenders in turns; ``cost`` is what the machine asks at the n-th block."""
    seconds: dict[str, dict[int, float]] = {"a": {}, "b": {}}
    clock = 0
    for number in range(ROUNDS + 1):
        for name in order(number):
            seconds[name][number] = cost(clock)
            clock += 1
    ratio = paired_ratio({0: seconds["a"]}, {0: seconds["b"]})
    assert ratio is not None
    return ratio


def alternating(number: int) -> list[str]:
    return block_order(["a", "b"], round_number=number, replicate=0)


def test_a_slot_that_is_always_slow_favours_nobody() -> None:
    def second_pays(clock: int) -> float:
        return 1.2 if clock % 2 else 1.0

    assert timed(second_pays, alternating).estimate == pytest.approx(1, abs=1e-9)
    assert timed(second_pays, lambda _: ["a", "b"]).estimate == pytest.approx(1 / 1.2)


def test_a_machine_that_slows_by_half_favours_nobody_but_misleads_the_sequential_method() -> None:
    def drift(clock: int) -> float:
        return 1 + 0.5 * clock / (2 * ROUNDS + 1)

    assert timed(drift, alternating).estimate == pytest.approx(1, abs=0.02)
    first, second = [drift(n) for n in range(ROUNDS)], [drift(n) for n in range(ROUNDS, 2 * ROUNDS)]
    assert np.mean(second) / np.mean(first) > 1.2
    assert stats.ttest_ind(first, second, equal_var=False).pvalue < 1e-6


def test_welchs_interval_of_a_difference_matches_a_hand_calculation() -> None:
    found = difference([3.0, 5.0], [1.0, 3.0])
    reach = stats.t.ppf(0.975, 2) * math.sqrt(2)
    assert (found.estimate, found.low, found.high) == pytest.approx((2, 2 - reach, 2 + reach))
    assert difference([2.0, 2.0], [1.0, 1.0]).high == 1
    assert math.isnan(difference([2.0], [1.0, 2.0]).low)
