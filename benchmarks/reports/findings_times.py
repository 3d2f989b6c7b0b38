"""What steps' times say: which form is fastest, and whether differences are real. Each rule has its threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from benchmarks.analysis.timings import control_pair
from benchmarks.reports import comparisons, rounding, starts, summary
from benchmarks.reports.comparisons import Comparison
from benchmarks.reports.finding import Finding, Question
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.verdicts import Word

#: Where more forms can't be told apart than this, the others are counted.
MOST_NAMED = 4


def forms(lines: Sequence[Record], workload: str) -> dict[str, float]:
    """Return the seconds a step of every timed form of a framework; the control and its twin are none."""
    pair = control_pair(lines, workload) or ("", "")
    roster = of_kind(lines, "environment")[0]["roster"]
    timed = starts.steady_steps(lines, workload)
    return {
        name: seconds
        for name, seconds in timed.items()
        if name in roster and name not in pair and roster[name]["framework"] != "reference"
    }


def fastest(steps: Mapping[str, float], leader: str, against: Mapping[str, Comparison], band: float) -> list[Finding]:
    """Name the form with the shortest step, and every form that isn't proven slower."""
    head = f"{leader} has the shortest step, {rounding.seconds(steps[leader])}"
    others = [against[name] for name in steps if name in against]
    if not others:
        text = f"{head}; no other form was timed beside it, so it isn't known to be the fastest."
        return [Finding(rule="fastest", question=Question.FASTEST, text=text)]
    # A form that is behind by less than the interval shows isn't behind.
    open_ = [each for each in others if each.verdict.word is not Word.SLOWER]
    if open_:
        listed = "; ".join(f"{each.contender} ({_said(each, band)})" for each in open_[:MOST_NAMED])
        listed += f" and {len(open_) - MOST_NAMED} more" * (len(open_) > MOST_NAMED)
        text = f"{head}, but it can't be told apart from {listed}."
        return [Finding(rule="tied", question=Question.FASTEST, text=text)]
    nearest = min(others, key=lambda each: each.ratio.estimate if each.ratio else math.inf)
    text = f"{head}; every other form is slower, the nearest, {nearest.contender}, {_said(nearest, band)}."
    return [Finding(rule="fastest", question=Question.FASTEST, text=text)]


def control(
    lines: Sequence[Record], workload: str, leader: str, against: Mapping[str, Comparison], band: float
) -> list[Finding]:
    """Say it where the control, written by hand, isn't slower than the fastest form of a framework."""
    name = (control_pair(lines, workload) or ("", ""))[0]
    found = against.get(name)
    if found is None or found.verdict.word is Word.SLOWER:
        return []
    said = f"{_said(found, band)} against {leader}"
    text = f"It isn't proven faster than {name}, the control ({said})."
    if found.verdict.word is Word.FASTER:
        text = f"{name}, the control, which is written by hand, is faster still: {said}."
    return [Finding(rule="control", question=Question.FASTEST, text=text)]


def static(lines: Sequence[Record], workload: str, steps: Mapping[str, float], band: float) -> list[Finding]:
    """Hold every static form against the dynamic form of its framework, one sentence a dynamic form."""
    found = []
    dynamic = {name: form for name in steps if (form := starts.dynamic_form(lines, name)) in steps}
    for form in dict.fromkeys(dynamic.values()):
        compared = comparisons.comparisons(lines, workload, baseline=str(form), band=band)
        said = [f"{each.contender} {_said(each, band)}" for each in compared if dynamic.get(each.contender) == form]
        text = f"Against {form}, its framework's dynamic form: {'; '.join(said)}."
        found.append(Finding(rule="static", question=Question.REAL, text=text))
    return found


def noise(lines: Sequence[Record], workload: str, band: float) -> list[Finding]:
    """Say it where identical code differed by more than the band, and which times have flags."""
    floor = comparisons.noise_floor(lines, workload)
    found = []
    if floor > band:
        text = (
            f"Identical code differed by up to {rounding.percent(floor)} in a process of this run, more than the band "
            f"of {100 * band:g} %: smaller effects get no verdict here."
        )
        found.append(Finding(rule="noise floor", question=Question.REAL, text=text))
    flagged: dict[str, list[str]] = {}
    timed = summary.timings(lines, workload).dropna(subset=["step_seconds"])["contender"]
    for name in timed:
        for flag in comparisons.flags_of(lines, workload, name):
            flagged.setdefault(flag, []).append(name)
    if flagged:
        listed = "; ".join(f"{flag} ({', '.join(names)})" for flag, names in flagged.items())
        found.append(Finding(rule="flags", question=Question.REAL, text=f"Times to read with care: {listed}."))
    return found


def _said(each: Comparison, band: float) -> str:
    return rounding.verdict(each.verdict, each.ratio, band)
