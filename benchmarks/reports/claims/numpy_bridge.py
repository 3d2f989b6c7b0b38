"""The tutorial's claims about arrays: to and from NumPy, and to the GPU."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.studies import Way
from benchmarks.reports import rounding
from benchmarks.reports.claims import TUTORIAL, Answer, Claim, Settled, outcome_of
from impls import arrays
from impls.contenders import challengers

#: An array is carried across cheaply if that takes less than this share of copying it.
CHEAP = 0.01


def _cheap(analysis: Analysis) -> Settled | None:
    """Hold views against copies, where arrays are large, so that the price of a call isn't all there is.

    The plain way is asked for a copy, as what the others are held against: that it copies says nothing of the claim.
    """
    ways = [
        way
        for way in analysis.study("bridge").ways
        if way.framework in challengers() and way.case.startswith((arrays.to_tensor(""), arrays.to_numpy("")))
    ]
    most = max((way.items for way in ways), default=0)
    large = [way for way in ways if way.items == most]
    timed = [way for way in large if not way.reason and (way.plain or way.ratio)]
    cheap = [way for way in timed if _shares(way) and way.ratio and way.ratio.estimate < CHEAP]
    judged = [way for way in timed if not way.plain or _shares(way)]
    failed = [way for way in large if way.reason]
    if not judged:
        return None
    head = (
        f"{len(cheap)} of {len(large)} ways share the memory and take less than {100 * CHEAP:g} % of the time of a "
        f"copy of {rounding.large(most, 'B')}{_ranges(cheap)}"
    )
    dear = [way for way in judged if _shares(way) and way not in cheap]
    copying = [way for way in timed if not _shares(way)]
    parts = [
        head,
        *[_dear(dear)] * bool(dear),
        *[_copies(copying)] * bool(copying),
        *[f"{len(failed)} failed ({_named(failed)})"] * bool(failed),
    ]
    held = [*(way in cheap for way in judged), *(None for _ in failed)]
    return Settled(answer=outcome_of(held), evidence=f"{'; '.join(parts)}.")


def _shares(way: Way) -> bool:
    return way.facts.get("copies") is False


def _dear(ways: Sequence[Way]) -> str:
    one = len(ways) == 1
    return f"{len(ways)} share{'s' * one} the memory and take{'s' * one} longer{_ranges(ways)}"


def _copies(ways: Sequence[Way]) -> str:
    """Return how many ways copy, and which of them not as the plain way of their case, which is asked to."""
    others = [way for way in ways if not way.plain]
    asked = len(ways) - len(others)
    said = [f"{asked} as the plain way of {'its' if asked == 1 else 'their'} case, asked to"] * bool(asked)
    said += [f"{len(others)} more: {_named(others)}"] * bool(others)
    return f"{len(ways)} cop{'ies' if len(ways) == 1 else 'y'}{_ranges(ways)} ({'; '.join(said)})"


def _named(ways: Sequence[Way]) -> str:
    return ", ".join(f"{challengers()[way.framework].title}'s {way.name}" for way in ways)


def _ranges(ways: Sequence[Way]) -> str:
    """Return the range of what ways take, behind a colon."""
    return f": {_range(ways)}" if ways else ""


def _range(ways: Sequence[Way]) -> str:
    return rounding.seconds_range([way.call_seconds for way in ways])


def _moving(analysis: Analysis) -> Settled | None:
    """Say what moving to the GPU costs, and who failed at it; nothing of a run that has none."""
    study = analysis.study("bridge")
    if not study.ways or analysis.record.environment.settings.device == "cpu":
        return None
    moved = [
        way
        for way in study.ways
        if way.framework in challengers() and way.case.startswith((arrays.to_device(""), arrays.to_host("")))
    ]
    if all(way.reason for way in moved):
        return Settled(answer=Answer.OPEN, evidence="nothing was moved in this run.")
    sizes = dict.fromkeys(way.case.partition(", ")[2] for way in moved)
    texts = [_of_size(size, moved) for size in sizes]
    lost = [f"{challengers()[name].title} failed with all its ways" for name in sorted(study.lost & {*challengers()})]
    answer = Answer.PARTLY if lost or any(way.reason for way in moved) else Answer.CONFIRMED
    return Settled(answer=answer, evidence=f"{'; '.join([*texts, *lost])}.")


def _of_size(size: str, moved: Sequence[Way]) -> str:
    """Return what each framework's ways take with an array of a size, to the GPU and back."""
    directions = {f"{size} to the GPU": arrays.to_device(size), "back": arrays.to_host(size)}
    texts = []
    for direction, case in directions.items():
        by_framework = {way.framework: [one for one in moved if one.case == case] for way in moved if way.case == case}
        said = [
            _of_framework(challengers()[framework].title, [way for way in ways if way.framework == framework])
            for framework, ways in by_framework.items()
        ]
        texts += [f"{direction}: {', '.join(said)}"] * bool(said)
    return "; ".join(texts)


def _of_framework(title: str, ways: Sequence[Way]) -> str:
    """Return what a framework's ways take in one direction, and how many failed."""
    timed = [way for way in ways if not way.reason]
    failed = len(ways) - len(timed)
    said = f" {_range(timed)}" if timed else ""
    return f"{title}{said}" + f"{' and' * bool(timed)} failed ({failed} way{'s' * (failed != 1)})" * bool(failed)


CLAIMS = (
    Claim(place=50, text="tensors convert to and from NumPy cheaply.", whose=TUTORIAL, settle=_cheap),
    Claim(place=60, text="tensors move to the GPU.", whose=TUTORIAL, settle=_moving),
)
