"""The stops of the slider over steps: who is ahead at each, and what isn't settled there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.reports import rounding
from benchmarks.reports.web.scales import Axis
from benchmarks.stats.breakeven import BreakEven

#: Stops in each power of ten, and the powers at least and at most.
STOPS, LEAST_POWER, MOST_POWER = 10, 4, 7
#: Beyond this a number of steps is rounded to two digits.
ROUNDED = 10
#: The slider ends this far beyond the last crossing.
BEYOND = 3
#: Contender and state of its compile cache.
Key = tuple[str, str]
#: By contender, state of its cache, and whom it overtakes.
Crossings = Mapping[tuple[str, str, str], BreakEven]


def counts(crossings: Crossings) -> list[int]:
    """Return the numbers of steps at which the slider stops: evenly spaced on a logarithmic scale, two digits each."""
    finite = [each.steps.estimate for each in crossings.values() if 0 < each.steps.estimate < math.inf]
    power = math.ceil(math.log10(BEYOND * max(finite, default=1)))
    power = min(MOST_POWER, max(LEAST_POWER, power))
    exact = [10 ** (number / STOPS) for number in range(STOPS * power + 1)]
    return sorted({_two_digits(count) for count in exact})


def _two_digits(count: float) -> int:
    return int(round(count, 1 - math.floor(math.log10(count))) if count > ROUNDED else round(count))


def stop(
    count: int,
    axis: Axis,
    keys: Sequence[Key],
    straight: Mapping[Key, tuple[float, float]],
    crossings: Crossings,
) -> dict[str, Any]:
    """Return who is where after so many steps.

    ``order`` has places in ``keys``, soonest first, ``seconds`` those of each in that order, ``open`` why it isn't
    settled that the leader leads another one, by that one's place.
    """
    taken = {key: straight[key][0] + count * straight[key][1] for key in keys}
    order = sorted(range(len(keys)), key=lambda index: taken[keys[index]])
    leader = keys[order[0]]
    others = [index for index in order[1:] if keys[index][0] != leader[0]]
    why = {index: _why_open(count, _crossing(leader, keys[index], keys, crossings)) for index in others}
    return {
        "steps": rounding.steps(count),
        "at": axis.at(count),
        "order": order,
        "seconds": [rounding.seconds(taken[keys[index]]) for index in order],
        "open": {str(index): reason for index, reason in why.items() if reason},
    }


def _crossing(leader: Key, other: Key, keys: Sequence[Key], crossings: Crossings) -> BreakEven | None:
    """Return where two contenders cross; None where that isn't known.

    A contender with a warm cache stands against another one's warm cache, or against its cold one if it has no other.
    """
    for mine, its in ((leader, other), (other, leader)):
        met = (its[0], mine[1]) if (its[0], mine[1]) in keys else (its[0], "cold")
        if met == its and (found := crossings.get((mine[0], mine[1], its[0]))):
            return found
    return None


def _why_open(count: int, found: BreakEven | None) -> str:
    """Return why it isn't settled who is ahead after so many steps; nothing where it is."""
    if found is None or math.isnan(found.steps.low) or math.isnan(found.steps.high):
        return "no interval for this pair"
    low, high = found.steps.low, found.steps.high
    if not low <= count <= high:
        return ""
    if math.isinf(high):
        return f"open: they cross after {rounding.steps(low)} steps at the soonest, if at all"
    return f"open: they cross between {rounding.steps(low)} and {rounding.steps(high)} steps"
