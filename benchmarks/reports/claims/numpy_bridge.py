"""The tutorial's claims about arrays: to and from NumPy, and to the GPU."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.studies import Way
from benchmarks.reports import rounding
from benchmarks.reports.claims import TUTORIAL, Answer, Claim, Settled
from impls.contenders import challengers

#: An array is carried across cheaply if that takes less than this share of copying it.
CHEAP = 0.01


def _cheap(analysis: Analysis) -> Settled | None:
    """Hold views against copies, where arrays are large, so that the price of a call isn't all there is."""
    ways = [way for way in analysis.study("bridge").ways if way.framework in challengers()]
    most = max((way.items for way in ways), default=0)
    large = [way for way in ways if way.items == most]
    shared = [way for way in large if way.facts.get("copies") is False and way.ratio]
    if not shared:
        return None
    cheap = [way for way in shared if way.ratio and way.ratio.estimate < CHEAP]
    answer = Answer.CONFIRMED if len(cheap) == len(shared) else Answer.PARTLY if cheap else Answer.REFUTED
    plain = [way for way in large if way.plain]
    evidence = (
        f"of {len(shared)} ways that share their memory, {len(cheap)} take less than {100 * CHEAP:g} % of the time of "
        f"a copy of {rounding.large(most, 'B')}: {_range(shared)}, against {_range(plain)} for plain copies."
    )
    return Settled(answer=answer, evidence=evidence)


def _range(ways: Sequence[Way]) -> str:
    seconds = [way.call_seconds for way in ways]
    return f"{rounding.seconds(min(seconds))} to {rounding.seconds(max(seconds))}"


def _moving(analysis: Analysis) -> Settled | None:
    """Say what moving to the GPU costs; nothing of a run that has none."""
    ways = analysis.study("bridge").ways
    if not ways or analysis.record.environment.settings.device == "cpu":
        return None
    said = "; ".join(
        f"{way.framework} {way.case} by {way.name}: {rounding.seconds(way.call_seconds)}"
        for way in ways
        if "device" in way.case and not way.reason
    )
    if not said:
        return Settled(answer=Answer.OPEN, evidence="nothing was moved in this run.")
    return Settled(answer=Answer.CONFIRMED, evidence=f"{said}.")


CLAIMS = (
    Claim(place=50, text="tensors convert to and from NumPy cheaply.", whose=TUTORIAL, settle=_cheap),
    Claim(place=60, text="tensors move to the GPU.", whose=TUTORIAL, settle=_moving),
)
