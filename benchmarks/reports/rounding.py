"""How numbers are written: the one place that rounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

import pandas as pd

from benchmarks.stats.breakeven import BreakEven, State
from benchmarks.stats.ratios import Interval, Ratio
from benchmarks.stats.scaling import OVERHEAD, Scaling
from benchmarks.stats.verdicts import Verdict, Word

Value = TypeVar("Value")

TIMES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))
LARGE = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
BYTES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B"))
MISSING = "-"
NOT_RESOLVED = "not resolved"
#: More processes than this would be needed: nobody measures so long, and how many they are isn't known well.
MOST_PROCESSES = 100
#: A ratio is never written with more decimals than this, however narrow its interval.
MOST_DECIMALS = 3


def steps_interval(interval: Interval) -> str:
    """Return a number of steps and its limits, for example ``34 steps [19, 50]``."""
    return f"{steps_counted(interval.estimate)}{steps_limits(interval)}"


def steps_crossed(crossing: BreakEven) -> str:
    """Return after how many steps lines cross, with limits; with *about* for them where a start was measured once."""
    return f"about {steps_counted(crossing.steps.estimate)}" if crossing.once else steps_interval(crossing.steps)


def steps_limits(interval: Interval) -> str:
    """Return the limits of a number of steps behind a blank; nothing where they are unknown, or the estimate itself."""
    if math.isnan(interval.low + interval.high) or interval.low == interval.high:
        return ""
    return f" [{steps(interval.low)}, {steps(interval.high)}]"


def texts(write: Callable[[Value], str], values: Iterable[Value]) -> list[str]:
    """Return a column of a table: how each of its numbers is written."""
    return [write(value) for value in values]


def three_digits(number: float) -> str:
    """Return a number with three significant digits, zeros among them, and thousands grouped."""
    if 99.95 <= number < math.inf:  # noqa: PLR2004  what rounds to three digits before the point
        return f"{round(number, 2 - math.floor(math.log10(number))):,.0f}".replace(",", " ")
    return f"{number:#.3g}" if number else "0"


def brief(text: str) -> str:
    """Return a number and its unit without zeros behind its point, as for the ticks of an axis."""
    number, blank, unit = text.partition(" ")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number}{blank}{unit}"


def seconds(value: float) -> str:
    """Return a duration with three significant digits in the unit that suits it; a dash for NaN."""
    if pd.isna(value):
        return MISSING
    scale, unit = next((pair for pair in TIMES if value >= pair[0]), TIMES[-1])
    return f"{three_digits(value / scale)} {unit}"


def seconds_range(values: Collection[float]) -> str:
    """Return the shortest and the longest of some durations, once where they are written alike."""
    return " to ".join(dict.fromkeys((seconds(min(values)), seconds(max(values)))))


def unit_of(values_seconds: Iterable[float]) -> tuple[float, str]:
    """Return the one unit for a column of durations, by its median, and its length in seconds."""
    held = sorted(value for value in values_seconds if math.isfinite(value))
    middle = held[len(held) // 2] if held else 1.0
    return next((pair for pair in TIMES if middle >= pair[0]), TIMES[-1])


def unit_of_bytes(values: Iterable[float]) -> tuple[float, str]:
    """Return the one unit for a column of bytes, by its median, and how many bytes it is."""
    held = sorted(values)
    middle = held[len(held) // 2] if held else 1.0
    return next((pair for pair in BYTES if middle >= pair[0]), BYTES[-1])


def in_unit(value: float | None, scale: float) -> str:
    """Return a duration or bytes in a given unit, without it, with three significant digits; a dash where unknown."""
    return MISSING if value is None or pd.isna(value) else three_digits(value / scale)


def quartiles(limits_seconds: tuple[float, float]) -> str:
    """Return two durations in one unit; a dash for NaN."""
    low, high = limits_seconds
    if math.isnan(low):
        return MISSING
    scale, unit = next((pair for pair in TIMES if high >= pair[0]), TIMES[-1])
    return f"{three_digits(low / scale)} to {three_digits(high / scale)} {unit}"


def large(value: float, unit: str) -> str:
    """Return a large number with three significant digits and a decimal prefix, for example ``26.2 MFLOP``.

    A rate is measured and has all three; of what is counted zeros behind the point say nothing.
    """
    if pd.isna(value):
        return MISSING
    scale, prefix = next((pair for pair in LARGE if value >= pair[0]), LARGE[-1])
    text = f"{three_digits(value / scale)} {prefix}{unit}"
    return text if unit.endswith("/s") else brief(text)


def operations(value: float | None) -> str:
    """Return floating-point operations, for example ``26.2 MFLOP``; a dash where unknown."""
    return MISSING if value is None else large(value, "FLOP")


def rate(value: float | None) -> str:
    """Return floating-point operations a second; a dash where unknown."""
    return MISSING if value is None else large(value, "FLOP/s")


def fitted(scaling: Scaling, name: str, text: str) -> str:
    """Return how a fitted number is written, or that the fit doesn't resolve it."""
    return NOT_RESOLVED if name in scaling.unresolved else text


def overhead(scaling: Scaling) -> str:
    """Return what a step costs however small it is, by a fit over sizes."""
    return fitted(scaling, OVERHEAD, seconds(scaling.overhead_seconds))


def accuracy(value: float | None) -> str:
    """Return a share of test rows with two decimals: seeds move the third at will; a dash where unknown."""
    return MISSING if value is None or pd.isna(value) else f"{value:.2f}"


def spread(mean: float, lowest: float, highest: float, *, seeds: int) -> str:
    """Return a mean accuracy over seeds and its range, for example ``0.93 (0.89 to 0.95)``, or ``0.93 (one seed)``."""
    if seeds < 2:  # noqa: PLR2004  one has no range
        return f"{accuracy(mean)} (one seed)" if seeds else MISSING
    return f"{accuracy(mean)} ({accuracy(lowest)} to {accuracy(highest)})"


def memory(value: float | None) -> str:
    """Return bytes with three significant digits and a binary prefix; a dash where unknown."""
    if value is None or pd.isna(value):
        return MISSING
    scale, unit = next((pair for pair in BYTES if value >= pair[0]), BYTES[-1])
    return f"{three_digits(value / scale)} {unit}"


def share(value: float | None) -> str:
    """Return a share of one with three decimals; a dash where unknown."""
    return MISSING if value is None or pd.isna(value) else f"{value:.3f}"


def percent(value: float | None) -> str:
    """Return a share as per cent with two significant digits; a dash where unknown."""
    if value is None or pd.isna(value):
        return MISSING
    number = 100 * value
    return f"{number:.0f} %" if number >= 10 else f"{number:.1f} %"  # noqa: PLR2004  two digits


def deviation(value: float | None) -> str:
    """Return how far something is off, a share, as per cent with its sign; a dash where unknown."""
    return MISSING if value is None or pd.isna(value) else f"{100 * value:+.0f} %"


def error(value: float) -> str:
    """Return an error as a power of ten with one digit; a dash for NaN."""
    return MISSING if pd.isna(value) else f"{value:.0e}"


def decimals(interval: Interval) -> int:
    """Return how many decimals an interval supports: its half-width keeps one digit or two.

    One at least of numbers below ten; below 0 of large ones whose last digits mean nothing: -1 for whole tens.
    """
    width = (interval.high - interval.low) / 2
    if not math.isfinite(width):
        return 1
    if width <= 0:
        return MOST_DECIMALS
    supported = min(MOST_DECIMALS, math.ceil(0.5 - math.log10(width)))
    return supported if interval.estimate >= 10 else max(1, supported)  # noqa: PLR2004  two digits before the point


def _with_decimals(number: float, places: int) -> str:
    """Return a number with so many decimals, below 0 with as many zeros at its end, and thousands grouped."""
    shown = number if places > 0 else round(number, places)
    return f"{shown:,.{max(0, places)}f}".replace(",", " ")


def limits(interval: Interval, low_places: int | None = None) -> str:
    """Return ``[low, high]`` with no more digits than the interval supports; nothing where there are no limits.

    The lower one may have more decimals, where those show that it is beyond a bound.
    """
    if math.isnan(interval.low):
        return ""
    places = decimals(interval)
    low = _with_decimals(interval.low, places if low_places is None else low_places)
    return f"[{low}, {_with_decimals(interval.high, places)}]"


def ratio(value: Interval) -> str:
    """Return a ratio and its limits, for example ``1.42 [1.38, 1.46]``."""
    return f"{_with_decimals(value.estimate, decimals(value))} {limits(value)}".strip()


def times(value: float) -> str:
    """Return how many times something is as much as another, with three digits at most."""
    return f"{value:.3g}x" if value < 1000 else f"{value:,.0f}x".replace(",", " ")  # noqa: PLR2004  three digits


def brief_share(value: float) -> str:
    """Return a share with no more decimals than it needs, for the ticks of an axis."""
    return share(value).rstrip("0").rstrip(".")


def expected(value: float) -> str:
    """Return how many of something are expected."""
    return f"{value:.1f}"


def band(value: float) -> str:
    """Return a band, a share, as per cent, as it was chosen."""
    return f"{100 * value:g} %"


def verdict(found: Verdict, value: Ratio | None, band: float, *, with_limits: bool = True) -> str:
    """Return who is slower or faster, by how much, and whether that is settled; with its interval or without.

    ``1.42x faster [1.38, 1.46]`` is the baseline's time over the contender's, ``1.1x slower [1.07, 1.13]`` the other
    way round, limits likewise. ``same within 3 % [-1.0 %, +0.5 %]`` says how much less and more time it may take. What
    isn't settled begins with ``about`` and ends with the reason: ``about 1.3x slower [0.9, 1.9], not settled: ...``.
    """
    if value is None:
        return f"not settled: {found.reason}"
    if found.word is Word.SAME:
        said = f"same within {100 * band:g} %"
        return f"{said} [{_more(value.low)}, {_more(value.high)}]" if with_limits else said
    if found.word is not Word.NO_VERDICT:
        return compared(value, with_limits=with_limits, beyond=1 + band)
    said = compared(value, with_limits=with_limits)
    return f"about {said}, not settled{f': {found.reason}' * with_limits}"


def compared(value: Interval, *, with_limits: bool = True, level: str = "the same", beyond: float | None = None) -> str:
    """Return how many times slower or faster, and the limits of that; ``level`` where no digit tells them apart.

    Where the lower limit is ``beyond`` a bound, it alone has as many decimals as it takes to show that.
    """
    word, shown = ("slower", value) if value.estimate >= 1 else ("faster", value.inverse())
    bounded = math.isfinite(shown.low + shown.high)
    places = low_places = decimals(shown)
    if beyond is not None and shown.low > beyond:
        low_places = next((n for n in range(places, MOST_DECIMALS) if round(shown.low, n) > beyond), MOST_DECIMALS)
    number = _with_decimals(shown.estimate, places) if bounded else f"{shown.estimate:.2g}"
    said = level if set(number) <= {"1", ".", "0"} and float(number) == 1 else f"{number}x {word}"
    return f"{said} {limits(shown, low_places)}".rstrip() if with_limits else said


def _more(value: float) -> str:
    """Return how much more time than the baseline's a ratio is, with its sign."""
    return f"{100 * (value - 1):+.1f} %"


def overtakes(crossing: BreakEven) -> str:
    """Return when a contender overtakes, for a table: ``after 34 steps [19, 50]``, ``never``, ``open: ...``."""
    match crossing.state:
        case State.NEVER:
            return f"{State.NEVER}{perhaps_ahead_until(crossing, ', perhaps')}"
        case State.AHEAD:
            return f"ahead {ahead_since(crossing)}"
        case State.OPEN:
            return f"{State.OPEN}{open_since(crossing)}"
        case State.LOSES:
            return f"{State.LOSES} {steps_crossed(crossing)}"
        case State.PAYS:
            return f"after {steps_crossed(crossing)}"


def ahead_since(crossing: BreakEven) -> str:
    """Return from when on a contender is ahead whose lines cross before the first step, or perhaps a little later."""
    latest = crossing.steps.high
    if crossing.once or not latest >= 1:
        return "from the first step"
    return f"within {steps_counted(latest)} at most, by estimate from the first"


def perhaps_ahead_until(crossing: BreakEven, perhaps: str) -> str:
    """Return behind a word how long one that never overtakes may be ahead; nothing where it can't be, or is unknown."""
    latest = crossing.steps.high
    known = 1 <= latest < math.inf and not crossing.once
    return f"{perhaps} ahead for the first {steps_counted(latest)}" if known else ""


def open_since(crossing: BreakEven) -> str:
    """Return before how many steps a crossing that isn't settled doesn't come; nothing where that isn't known.

    Of starts measured once nobody knows a limit.
    """
    least = crossing.steps.low
    known = math.isfinite(least) and least > 0 and not crossing.once
    return f": not before {steps_counted(least)}, if ever" if known else ""


def because(found: Verdict) -> str:
    """Return why a comparison isn't settled, and what it would take."""
    if found.processes is None:
        return found.reason
    if found.processes > MOST_PROCESSES:
        return f"{found.reason}; more than {MOST_PROCESSES} processes would be needed, all else equal"
    return f"{found.reason}; about {found.processes} processes would do, all else equal"


def steps(value: float) -> str:
    """Return a number of steps with two significant digits, grouped by thousands."""
    if pd.isna(value):
        return MISSING
    if math.isinf(value):
        return "never"
    digits = max(0, math.floor(math.log10(value)) - 1) if value >= 1 else 0
    return f"{round(value, -digits):,.0f}".replace(",", " ")


def steps_counted(value: float) -> str:
    """Return a number of steps with its word: ``1 step``, ``210 steps``."""
    number = steps(value)
    return f"{number} step{'s' * (number != '1')}"


def count(number: int) -> str:
    """Return a whole number, its thousands grouped."""
    return f"{number:,}".replace(",", " ")


def items(count: int | None) -> str:
    """Return a number of pieces; a dash where unknown."""
    return MISSING if count is None else str(count)
