"""Replay of measured samples into pytest-benchmark, whose own statistics and files then hold the workers' numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


class ReplayClock:
    """A clock that stands still but for what it is told; pass it to pytest-benchmark as its timer."""

    def __init__(self) -> None:
        """Start at zero."""
        self._now = 0.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self._now

    def restart(self) -> None:
        """Go back to zero, so that a sum of many samples costs the next one no digits."""
        self._now = 0.0

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += seconds


CLOCK = ReplayClock()


def replay(benchmark: Any, samples: Sequence[float]) -> None:
    """Let pytest-benchmark time a function that takes exactly these seconds, one sample a round."""
    if benchmark.disabled:
        benchmark.pedantic(lambda: None)
        return
    remaining: Iterator[float] = iter(samples)

    def setup() -> None:
        CLOCK.restart()

    benchmark.pedantic(lambda: CLOCK.advance(next(remaining)), setup=setup, rounds=len(samples), iterations=1)
