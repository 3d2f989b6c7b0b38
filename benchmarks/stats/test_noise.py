"""Flags are raised for what they name, and rarely for anything else. Timings here are drawn, not measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.stats.noise import Columns, Noise, flags, flags_of, is_noisy, noise

PROCESSES, ROUNDS = 5, 10
GENERATOR = np.random.default_rng(0)


def columns(seconds: NDArray[np.float64], *, own: float = 1.0, foreign: float = 0.0, stolen: float = 0.0) -> Columns:
    return {
        "block_seconds": seconds,
        "clock_seconds": seconds,
        "cpu_seconds": seconds * own,
        "foreign_seconds": seconds * foreign,
        "stolen_seconds": seconds * stolen,
        "os_threads": np.full(len(seconds), 4.0),
    }


def processes(shape: Callable[[NDArray[np.float64]], NDArray[np.float64]], **shares: float) -> list[Columns]:
    """Draw quiet times of every process, changed by a function of the round's number."""
    rounds = np.arange(ROUNDS, dtype=float)
    return [columns(np.exp(GENERATOR.normal(0, 0.01, ROUNDS)) * shape(rounds), **shares) for _ in range(PROCESSES)]


def raised(drawn: list[Columns], threads: int = 1) -> tuple[str, ...]:
    return flags(drawn, cores=2, threads=threads)


def test_quiet_times_raise_nothing() -> None:
    assert [raised(processes(np.ones_like)) for _ in range(100)] == [()] * 100


def test_long_tailed_times_are_rarely_called_bimodal_or_drifting() -> None:
    tails = [raised(processes(lambda r: np.exp(GENERATOR.exponential(0.02, len(r))))) for _ in range(200)]
    assert np.mean([bool({"bimodal", "drifting"} & set(found)) for found in tails]) <= 0.05


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("drifting", lambda rounds: 1 + 0.02 * rounds),
        ("bimodal", lambda rounds: np.where(rounds % 3 == 0, 1.3, 1.0)),
        ("unstable", lambda rounds: np.exp(GENERATOR.normal(0, 0.2, len(rounds)))),
        ("unsettled", lambda rounds: np.where(rounds == 0, 3.0, 1.0)),
    ],
)
def test_a_pattern_is_named(name: str, shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> None:
    assert name in raised(processes(shape))


@pytest.mark.parametrize(("slower", "found"), [(1.2, ("bimodal between processes",)), (1.02, ())])
def test_two_kinds_of_processes_are_named_as_two_kinds_of_blocks_are(slower: float, found: tuple[str, ...]) -> None:
    drawn = processes(np.ones_like)[:3] + processes(lambda rounds: np.full(len(rounds), slower))[:2]
    assert raised(drawn) == found


def test_a_machine_that_was_slower_for_everybody_in_some_processes_is_nobodys_own() -> None:
    def drawn(slower: float, own: float = 1.0) -> list[Columns]:
        levels = np.array([1.0, own, slower, slower * own, slower])
        return [columns(np.exp(GENERATOR.normal(0, 0.005, ROUNDS)) * level) for level in levels]

    def found(slower: float, **others: list[Columns]) -> dict[str, tuple[str, ...]]:
        blocks = {name: drawn(slower) for name in "abcd"} | others
        return flags_of(blocks, cores=2, threads=dict.fromkeys(blocks, 1))

    nobody = dict.fromkeys("abcd", ())
    assert raised(drawn(1.3)) == ("bimodal between processes",)
    assert found(1.3) == nobody
    # Whom a slow machine left alone isn't accused of having been quick meanwhile.
    assert found(1.3, spared=drawn(1.0)) == nobody | {"spared": ()}
    assert found(1.0, two=drawn(1.0, own=1.5)) == nobody | {"two": ("bimodal between processes",)}


def test_processes_that_scatter_are_rarely_called_two_kinds() -> None:
    drawn = [[columns(np.full(10, np.exp(GENERATOR.normal(0, 0.1)))) for _ in range(PROCESSES)] for _ in range(100)]
    assert np.mean(["bimodal between processes" in raised(found) for found in drawn]) <= 0.08


@pytest.mark.parametrize(
    "shares", [{"foreign": 0.5}, {"stolen": 0.1}, {"own": 0.7}], ids=["a neighbour", "the host", "kept waiting"]
)
def test_a_noisy_machine_is_named(shares: dict[str, float]) -> None:
    assert raised(processes(np.ones_like, **shares)) == ("noisy",)


def test_a_contender_that_waits_for_a_device_is_not_kept_waiting_by_the_machine() -> None:
    assert flags(processes(np.ones_like, own=0.3), cores=2, threads=1, waits=True) == ()


def test_more_processor_time_than_threads_allow_is_a_leak() -> None:
    assert raised(processes(np.ones_like, own=1.8)) == ("thread leak",)
    assert raised(processes(np.ones_like, own=1.8), threads=2) == ()


def test_threads_that_feed_a_device_are_no_leak() -> None:
    assert flags(processes(np.ones_like, own=2.2), cores=16, threads=1, waits=True) == ()
    growing = [dict(process) | {"os_threads": np.arange(float(ROUNDS))} for process in processes(np.ones_like)]
    assert flags(growing, cores=16, threads=1, waits=True) == ()


def test_threads_left_behind_are_a_leak() -> None:
    growing = [dict(process) | {"os_threads": np.arange(float(ROUNDS))} for process in processes(np.ones_like)]
    assert flags(growing, cores=2, threads=1) == ("thread leak",)


def test_what_a_machine_does_not_say_is_none_and_no_flag() -> None:
    silent = [columns(np.ones(5), foreign=np.nan, stolen=np.nan)]
    assert noise(silent, cores=2) == Noise(foreign=None, stolen=None, own=1)
    assert not is_noisy(noise(silent, cores=2), threads=1)


def test_a_handful_of_rounds_shows_no_pattern() -> None:
    assert flags([columns(np.array([1.0, 2.0]))], cores=2, threads=1) == ()
