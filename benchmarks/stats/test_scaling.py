"""Overhead, rate and bandwidth are found again in drawn times."""

import numpy as np
import pytest

from benchmarks.stats.scaling import BYTES, FLOP, Scaling, Size, crossover, fit, left_out

TRUE = Scaling(overhead_seconds=200e-6, seconds_per_flop=1 / 50e9, seconds_per_byte=1 / 10e9, error=0.0)
SIZES = [
    Size(flop=6.0 * rows * 1000 * hidden, moved=4.0 * (3 * 1000 * hidden + 2 * rows * 1000))
    for rows, hidden in [(1, 100), (16, 100), (64, 16), (64, 100), (64, 1000), (1024, 100), (4096, 100), (64, 4096)]
]


def drawn(spread: float, seed: int = 0) -> list[float]:
    generator = np.random.default_rng(seed)
    return [TRUE.seconds(size) * float(np.exp(generator.normal(0, spread))) for size in SIZES]


def test_exact_times_give_the_line_back() -> None:
    found = fit(SIZES, drawn(0))
    assert found.overhead_seconds == pytest.approx(TRUE.overhead_seconds, rel=1e-6)
    assert found.flop_per_second == pytest.approx(50e9, rel=1e-6)
    assert found.error < 1e-6
    assert found.unresolved == frozenset()


def test_noisy_times_give_it_back_about() -> None:
    found = [fit(SIZES, drawn(0.03, seed)).overhead_seconds for seed in range(50)]
    assert np.median(found) == pytest.approx(TRUE.overhead_seconds, rel=0.05)


def test_a_size_that_was_left_out_is_predicted() -> None:
    assert np.max(np.abs(left_out(SIZES, drawn(0.01)))) < 0.1


def test_what_a_contender_does_not_have_is_not_resolved_however_little_is_fitted() -> None:
    times = [size.flop / 50e9 for size in SIZES]
    assert fit(SIZES, times).overhead_seconds == pytest.approx(0, abs=1e-9)
    generator = np.random.default_rng(0)
    for _ in range(20):
        noisy = fit(SIZES, [seconds * float(np.exp(generator.normal(0, 0.1))) for seconds in times])
        assert noisy.unresolved >= {BYTES} or noisy.bytes_per_second < 1e12
        assert FLOP not in noisy.unresolved


def test_the_crossover_is_where_the_overhead_no_longer_matters() -> None:
    lean = Scaling(overhead_seconds=20e-6, seconds_per_flop=1 / 50e9, seconds_per_byte=1 / 10e9, error=0.0)
    found = crossover(TRUE, lean, SIZES, share=0.05)
    assert found is not None
    assert lean.seconds(found) >= 0.95 * TRUE.seconds(found)
    smaller = [size for size in SIZES if size.flop < found.flop]
    assert any(lean.seconds(size) < 0.95 * TRUE.seconds(size) for size in smaller)
    half = Scaling(overhead_seconds=0, seconds_per_flop=0.5 / 50e9, seconds_per_byte=0.5 / 10e9, error=0.0)
    assert crossover(TRUE, half, SIZES, share=0.05) is None


def test_too_few_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="5 at least"):
        fit(SIZES[:4], drawn(0)[:4])
