"""Who stands where on a question, in words: the terminal, the report's first screen and the front page say the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.standings import Stand, Standing
from benchmarks.analysis.studies import Way
from benchmarks.analysis.times import Comparison
from benchmarks.plan.questions import STUDIES
from benchmarks.reports import rounding
from benchmarks.stats.verdicts import Word
from impls.contenders import challengers
from impls.workloads import WORKLOADS

#: The study whose calls hand out whole epochs.
LOADING = "loading"
#: What those are called in rows who stand for no framework.
CONTROL, LEGACY = "control, not ranked", "legacy, not ranked"
Place = TypeVar("Place")


def questions(analysis: Analysis) -> dict[str, Standing]:
    """Return who stands where on every workload, and in every case of a study, by what the question is about."""
    found = {
        workload.name.replace("_", " "): workload.standing for workload in analysis.workloads if workload.times.timed
    }
    for study, nets in STUDIES.items():
        for (net, case), ways in analysis.study(study).cases.items():
            about = f"{study}, {net.replace('_', ' ')}" if len(nets) > 1 else study
            found[f"{about}: {case}{a_call(ways)}"] = analysis.standing(study, net, case)
    return {title: standing for title, standing in found.items() if standing}


def a_call(ways: Sequence[Way]) -> str:
    """Return what a call of a case is where that is more than it seems, behind a comma: an epoch of so many batches."""
    batches = {way.items for way in ways if way.study == LOADING}
    return f", an epoch of {', '.join(map(rounding.count, sorted(batches)))} batches a call" if batches else ""


def title_of(framework: str) -> str:
    """Return how prose calls a framework; its folder's name where it isn't here."""
    declared = challengers().get(framework)
    return declared.title if declared else framework


def named(stand: Stand, unit: str) -> str:
    """Return what a form is called among all frameworks: ways of a study, timed by the call, say whose they are."""
    return stand.name if stand.control else _named(stand.framework, stand.name, unit)


def _named(framework: str, name: str, unit: str) -> str:
    return f"{title_of(framework)} {name}".rstrip() if unit == "call" else name


def verdict(standing: Standing, stand: Stand, band: float, *, with_limits: bool = True) -> str:
    """Return a form's verdict against the leader; for the leader itself that it is the fastest, or of those timed."""
    if stand.verdict is None:
        return "fastest timed" if standing.failed else "fastest"
    return rounding.verdict(stand.verdict, stand.ratio, band, with_limits=with_limits)


def role(standing: Standing, stand: Stand) -> str:
    """Return what a form stands for in a few words."""
    if stand.control:
        return CONTROL
    if stand.legacy:
        return LEGACY
    best = "best" if standing.is_known(stand.framework) else "best of those timed"
    return " and ".join(filter(None, ("plain" * stand.plain, best * stand.best)))


def sentence(standing: Standing, band: float) -> str:
    """Return who is fastest, by how much every other framework's best form is behind, and who else is ahead.

    That is a form of a legacy interface, or the control, which stand for no framework.
    """
    leader, others = standing.leader, [stand for stand in standing.bests if stand is not standing.leader]
    head = f"{title_of(leader.framework)}'s {leader.name} takes {rounding.seconds(leader.seconds)} a {standing.unit}"
    more = f"{_failed(standing)}{_legacy(standing, band)}{_control(standing, band)}"
    if not others:
        return f"{head}; no other framework was timed beside it.{more}"
    if all(stand.word is Word.SLOWER for stand in others) and not standing.failed:
        head = f"{title_of(leader.framework)} is fastest: {leader.name}, {rounding.seconds(leader.seconds)} "
        head += f"a {standing.unit}"
    behind = "; ".join(_behind(standing, stand, band) for stand in others)
    return f"{head}; {behind}.{_untimed(standing)}{more}"


def _untimed(standing: Standing) -> str:
    """Return which frameworks nobody tried to time, since who is fastest is so of those timed; empty where none."""
    tried = {stand.framework for stand in standing.bests} | {framework for framework, _ in standing.failed}
    untimed = [declared.title for name, declared in challengers().items() if name not in tried]
    return f" Not timed: {', '.join(untimed)}." if untimed else ""


def _behind(standing: Standing, stand: Stand, band: float) -> str:
    whose = "best" if standing.is_known(stand.framework) else "best of those timed"
    best = f"{title_of(stand.framework)}'s {whose}, {stand.name}"
    said = _interval(standing, stand, band)
    match stand.word:
        case Word.SLOWER:
            return f"{best}, is {said}"
        case Word.SAME:
            return f"{best}, takes the {said}"
        case _:
            return f"the difference from {best}, isn't settled ({said})"


def _interval(standing: Standing, stand: Stand, band: float) -> str:
    """Return a verdict with its interval and without its reason, which stands in the table."""
    assert stand.verdict is not None
    if stand.word is Word.NO_VERDICT and stand.ratio is not None:
        bounded = math.isfinite(stand.ratio.low + stand.ratio.high)
        return f"about {rounding.compared(stand.ratio)}" + (f", {stand.verdict.reason}" if not bounded else "")
    return verdict(standing, stand, band)


def _failed(standing: Standing) -> str:
    said = failed(standing)
    return f" {said}." if said else ""


def failed(standing: Standing) -> str:
    """Return which forms were tried and have no time, so that who leads leads those that have one; empty where none."""
    if not standing.failed:
        return ""
    listed = " and ".join(_named(framework, name, standing.unit) for framework, name in standing.failed)
    return f"{listed} failed, and where {'they' if len(standing.failed) > 1 else 'it'} would stand isn't known"


def _legacy(standing: Standing, band: float) -> str:
    """Say it where a form by a legacy interface is ahead of its framework's best."""
    ahead = [stand for stand in standing.shown if stand.legacy]
    return "".join(
        f" {title_of(stand.framework)}'s {stand.name}, a legacy interface, takes {rounding.seconds(stand.seconds)} "
        f"({_interval(standing, stand, band)}{', not settled' * (stand.word is Word.NO_VERDICT)}); kept for old "
        "programs, it isn't ranked."
        for stand in ahead
    )


def _control(standing: Standing, band: float) -> str:
    """Say it where the control isn't proven slower than who leads; of a study by its plain way alone.

    Slower by an unknown interval is what anybody is whom a single process tells of.
    """
    way = standing.unit == "call"
    held = [stand for stand in standing.stands if stand.control and stand.verdict and stand.word is not Word.SLOWER]
    return "".join(
        f" {f'The way of the control, {stand.name}' if way else f'{stand.name}, the control'}, written by hand, takes "
        f"{rounding.seconds(stand.seconds)} ({_interval(standing, stand, band)}"
        f"{', not settled' * (stand.word is Word.NO_VERDICT)}); no framework's, it isn't ranked."
        for stand in held
        if (stand.plain or not way) and stand.ratio and (math.isfinite(stand.ratio.high) or stand.ratio.estimate < 1)
    )


def faster_elsewhere(
    workload: WorkloadAnalysis, others: Iterable[tuple[Place, WorkloadAnalysis]]
) -> list[tuple[Place, str]]:
    """Return what forms that didn't race here do in other races: each by its place, as a sentence without a full stop.

    Told are those proven faster than the leader here, by how much and than whom, and those nearer to it. Of every
    framework its best there, or one framework's gain would stand alone beside all others' lack of it; where that
    doesn't beat the leader, it may still beat what its framework has here, there itself or by how far either is behind
    this leader. Asked are the races that train the same, each by its place. Both forms raced there side by side: times
    of two races, or of two machines, aren't held against each other.
    """
    alike = ((place, other) for place, other in others if _is_same_training(workload, other))
    return [(place, text) for place, other in alike for text in _told_elsewhere(workload, other)]


def _is_same_training(workload: WorkloadAnalysis, other: WorkloadAnalysis) -> bool:
    one, another = WORKLOADS.get(workload.name), WORKLOADS.get(other.name)
    return one is not another and one is not None and another is not None and one.trains_as(another)


def _told_elsewhere(workload: WorkloadAnalysis, other: WorkloadAnalysis) -> list[str]:
    if workload.standing is None or other.standing is None:
        return []
    own = {stand.framework: stand.name for stand in workload.standing.bests}
    told = []
    for stand in other.standing.bests:
        here = [workload.standing.leader.name, own.get(stand.framework, "")]
        beaten = [name for name in dict.fromkeys(here) if name in other.times.timed]
        held = [found for name in beaten if (found := other.times.against(name).get(stand.name))]
        proven = [comparison for comparison in held if comparison.verdict.word is Word.FASTER]
        if proven and stand.name not in workload.times.timed:
            said = rounding.verdict(proven[0].verdict, proven[0].ratio, other.band)
            told.append(
                f"Faster in another race: {stand.name}{_flagged(stand, other)}, {said} than {proven[0].baseline}"
            )
        elif stand.name not in workload.times.timed and _is_closer(workload.standing, stand, held):
            told.append(f"Nearer in another race: {stand.name}{_flagged(stand, other)}, {_beside(held[0], other.band)}")
    return told


def _flagged(stand: Stand, other: WorkloadAnalysis) -> str:
    """Return which flags a form's times have in another race, in brackets."""
    flags = other.times.flags[stand.name]
    return f" ({', '.join(flags)} there)" if flags else ""


def _beside(found: Comparison, band: float) -> str:
    """Say how far a form is from one that it raced beside elsewhere."""
    if found.verdict.word is Word.NO_VERDICT and found.ratio is not None:
        return f"about {rounding.compared(found.ratio)} beside {found.baseline} there, not settled"
    than = "as" if found.verdict.word is Word.SAME else "than"
    return f"{rounding.verdict(found.verdict, found.ratio, band)} {than} {found.baseline} there"


def _is_closer(standing: Standing, stand: Stand, held: Sequence[Comparison]) -> bool:
    """Whether a form is less far behind who leads here, raced beside it, than its framework's best is here."""
    best = next((own for own in standing.bests if own.framework == stand.framework and own.ratio), None)
    beside = [found for found in held if found.baseline == standing.leader.name and found.ratio]
    return bool(best and best.ratio and beside and beside[0].ratio and beside[0].ratio.high < best.ratio.low)
