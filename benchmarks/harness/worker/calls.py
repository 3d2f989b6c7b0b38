"""Calls of a variant: how many make a lap, and how long single ones take."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter_ns

from impls.study import Variant

#: One lap of a variant takes as many calls as fill this time: long enough that the end's synchronisation, which costs
#: an idle device up to some tenths of a millisecond, is told from work that is left over.
LAP_SECONDS = 0.03


def calls_of_a_lap(variant: Variant) -> int:
    """Return how many calls fill a lap, doubling them until they do; that warms up as well."""
    calls = 1
    while True:
        start = perf_counter_ns()
        for _ in range(calls):
            variant.work()
        if perf_counter_ns() - start >= LAP_SECONDS * 1e9:
            return calls
        calls *= 2


def durations(variant: Variant, count: int) -> list[float]:
    """Return the seconds of so many calls, one by one."""

    def each() -> Iterator[float]:
        for _ in range(count):
            start = perf_counter_ns()
            variant.work()
            yield max(1, perf_counter_ns() - start) / 1e9

    return list(each())
