"""The stops of the slider over steps: who is ahead at each, and what isn't settled there."""

from __future__ import annotations

import math
from typing import TypedDict

from benchmarks.reports import rounding
from benchmarks.reports.drawings.axes import Axis
from benchmarks.reports.drawings.totals import TotalLine, Totals
from benchmarks.reports.web.places import at
from benchmarks.stats.breakeven import BreakEven

#: Stops in each power of ten, and where the slider begins.
STOPS, BEGINS = 10, 1000
#: Beyond this a number of steps is rounded to two digits.
ROUNDED = 10


class Stop(TypedDict):
    """Who is where after so many steps.

    ``steps`` says how many; ``order`` has places of lines, soonest first, ``seconds`` those of each in that order,
    ``open`` why it isn't settled that the leader leads another one, by that one's place.
    """

    steps: str
    at: float
    order: list[int]
    seconds: list[str]
    open: dict[str, str]


def counts(axis: Axis) -> list[int]:
    """Return the numbers of steps at which the slider stops: evenly spaced on a logarithmic scale, two digits each."""
    last = round(STOPS * math.log10(axis.high))
    return sorted({_two_digits(10 ** (number / STOPS)) for number in range(last + 1)})


def _two_digits(count: float) -> int:
    return int(round(count, 1 - math.floor(math.log10(count))) if count > ROUNDED else round(count))


def first(numbers: list[int]) -> int:
    """Return the place of the stop at which the slider begins."""
    return min(range(len(numbers)), key=lambda place: abs(math.log(numbers[place] / BEGINS)))


def stop(count: int, drawing: Totals) -> Stop:
    """Return who is where after so many steps."""
    seconds = [line.start_seconds + count * line.step_seconds for line in drawing.lines]
    order = sorted(range(len(seconds)), key=seconds.__getitem__)
    leader = drawing.lines[order[0]]
    why = {
        place: _why_open(count, _crossing(leader, drawing.lines[place], drawing))
        for place in order[1:]
        if drawing.lines[place].contender != leader.contender
    }
    return {
        "steps": rounding.steps_counted(count),
        "at": at(drawing.steps, count),
        "order": order,
        "seconds": [rounding.seconds(seconds[place]) for place in order],
        "open": {str(place): reason for place, reason in why.items() if reason},
    }


def _crossing(leader: TotalLine, other: TotalLine, drawing: Totals) -> BreakEven | None:
    """Return where two contenders cross; None where that isn't known.

    A contender with a warm cache stands against another one's warm cache, or against its cold one if it has no other.
    """
    caches = {(line.contender, line.cache) for line in drawing.lines}
    for one, against in ((leader, other), (other, leader)):
        cache = one.cache if (against.contender, one.cache) in caches else "cold"
        crossing = drawing.pairs.get((one.contender, one.cache, against.contender))
        if against.cache == cache and crossing:
            return crossing
    return None


def _why_open(count: int, crossing: BreakEven | None) -> str:
    """Return why it isn't settled who is ahead after so many steps; nothing where it is."""
    if crossing is None or math.isnan(crossing.steps.low) or math.isnan(crossing.steps.high):
        return "no interval for this pair"
    low, high = crossing.steps.low, crossing.steps.high
    if not low <= count <= high:
        return ""
    if math.isinf(high):
        return f"open: they don't cross before {rounding.steps_counted(low)}, if ever"
    return f"open: they cross between {rounding.steps(low)} and {rounding.steps_counted(high)}"
