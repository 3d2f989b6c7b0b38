"""What a run's numbers say, in sentences: each is made by a rule with its threshold, and vanishes below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from benchmarks.harness.evidence import control_pair
from benchmarks.reports import accuracies, comparisons, numbers, resources, starts, summary
from benchmarks.reports.comparisons import Comparison
from benchmarks.reports.summary import Record, of_kind
from benchmarks.statistics.accuracy import MARGIN, TARGET
from benchmarks.statistics.breakeven import BreakEven
from benchmarks.statistics.verdicts import Word

#: Peak memory is measured once and has no interval: a smaller ratio between contenders isn't told.
MEMORY_RATIO = 1.25
#: So many contenders below half of the ceiling are told, as a share of those that were placed.
OVERHEAD_SHARE = 0.5
#: Where more forms can't be told apart than this, the others are counted.
MOST_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A sentence, the rule that made it, and the question that it answers, which groups sentences for a reader."""

    rule: str
    question: str
    text: str


FASTEST, REAL, PAYS, ACCURATE, MACHINE = (
    "Which form is fastest?",
    "Is the difference real?",
    "When does compiling pay?",
    "Do they reach the same accuracy?",
    "What limits them?",
)


def findings(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> list[Finding]:
    """Return what can be said of a workload, in the order of the questions; nothing where nothing was timed.

    Times are held against the form with the shortest step, accuracies against the baseline's.
    """
    steps = _forms(lines, workload)
    if not steps:
        return []
    leader = min(steps, key=lambda name: (steps[name], name))
    against = {each.contender: each for each in comparisons.comparisons(lines, workload, baseline=leader, band=band)}
    return [
        *_fastest(steps, leader, against, band),
        *_control(lines, workload, leader, against, band),
        *_static(lines, workload, steps, band),
        *_noise(lines, workload, band),
        *_pays(lines, workload, steps),
        *_accuracy(lines, workload, baseline),
        *_time_to_accuracy(lines, workload),
        *_overhead(lines, workload),
        *_memory(lines, workload),
    ]


def _forms(lines: Sequence[Record], workload: str) -> dict[str, float]:
    """Return the seconds a step of every timed form of a framework; the control and its twin are none."""
    pair = control_pair(lines, workload) or ("", "")
    roster = of_kind(lines, "environment")[0]["roster"]
    timed = starts.steady_steps(lines, workload)
    return {
        name: seconds
        for name, seconds in timed.items()
        if name in roster and name not in pair and roster[name]["framework"] != "reference"
    }


def _fastest(steps: dict[str, float], leader: str, against: dict[str, Comparison], band: float) -> list[Finding]:
    head = f"{leader} has the shortest step, {numbers.seconds(steps[leader])}"
    others = [against[name] for name in steps if name in against]
    if not others:
        text = f"{head}; no other form was timed beside it, so it isn't known to be the fastest."
        return [Finding(rule="fastest", question=FASTEST, text=text)]
    # A form that is behind by less than the interval shows isn't behind.
    open_ = [each for each in others if each.verdict.word is not Word.SLOWER]
    if open_:
        listed = "; ".join(f"{each.contender} ({_said(each, band)})" for each in open_[:MOST_NAMED])
        listed += f" and {len(open_) - MOST_NAMED} more" * (len(open_) > MOST_NAMED)
        text = f"{head}, but it can't be told apart from {listed}."
        return [Finding(rule="tied", question=FASTEST, text=text)]
    nearest = min(others, key=lambda each: each.ratio.estimate if each.ratio else math.inf)
    text = f"{head}; every other form is slower, the nearest, {nearest.contender}, {_said(nearest, band)}."
    return [Finding(rule="fastest", question=FASTEST, text=text)]


def _said(each: Comparison, band: float) -> str:
    return numbers.verdict(each.verdict, each.ratio, band)


def _control(
    lines: Sequence[Record], workload: str, leader: str, against: dict[str, Comparison], band: float
) -> list[Finding]:
    """Say it where the control, written by hand, isn't slower than the fastest form of a framework."""
    control = (control_pair(lines, workload) or ("", ""))[0]
    found = against.get(control)
    if found is None or found.verdict.word is Word.SLOWER:
        return []
    text = f"No framework is proven faster than {control}, the control, which against {leader} is {_said(found, band)}."
    return [Finding(rule="control", question=FASTEST, text=text)]


def _static(lines: Sequence[Record], workload: str, steps: dict[str, float], band: float) -> list[Finding]:
    """Hold every static form against the dynamic form of its framework, one sentence a dynamic form."""
    found: list[tuple[str, Comparison]] = []
    forms = {name: starts.dynamic_form(lines, name) for name in steps}
    for form in dict.fromkeys(form for form in forms.values() if form in steps):
        compared = comparisons.comparisons(lines, workload, baseline=str(form), band=band)
        found += [(str(form), each) for each in compared if forms.get(each.contender) == form]
    return [
        Finding(
            rule="static",
            question=REAL,
            text=f"Against {form}, its framework's dynamic form: "
            + "; ".join(f"{each.contender} {_said(each, band)}" for _, each in own)
            + ".",
        )
        for form, own in ((form, list(group)) for form, group in groupby(found, key=lambda pair: pair[0]))
    ]


def _noise(lines: Sequence[Record], workload: str, band: float) -> list[Finding]:
    floor = comparisons.noise_floor(lines, workload)
    found = []
    if floor > band:
        text = (
            f"Identical code differed by up to {numbers.percent(floor)} in a process of this run, more than the band "
            f"of {100 * band:g} %: smaller effects get no verdict here."
        )
        found.append(Finding(rule="noise floor", question=REAL, text=text))
    flagged: dict[str, list[str]] = {}
    timed = summary.timings(lines, workload).dropna(subset=["step_seconds"])["contender"]
    for name in timed:
        for flag in comparisons.flags_of(lines, workload, name):
            flagged.setdefault(flag, []).append(name)
    if flagged:
        listed = "; ".join(f"{flag} ({', '.join(names)})" for flag, names in flagged.items())
        found.append(Finding(rule="flags", question=REAL, text=f"Times to read with care: {listed}."))
    return found


def _pays(lines: Sequence[Record], workload: str, steps: dict[str, float]) -> list[Finding]:
    """Say from which step on a static form has paid for its start, against the dynamic form of its framework."""
    forms = {name: form for name in steps if (form := starts.dynamic_form(lines, name))}
    return [
        _crossing(f"{name} with a warm compile cache" if cache == "warm" else name, other, crossing)
        for (name, cache, other), crossing in starts.break_evens(lines, workload, baseline="").items()
        if forms.get(name) == other
    ]


def _crossing(name: str, other: str, crossing: BreakEven) -> Finding:
    steps = crossing.steps
    where = f"{numbers.steps(steps.estimate)} steps{_limits(crossing)}, at {numbers.seconds(crossing.seconds)}"
    if math.isinf(steps.estimate):
        rule, text = "never", f"{name} isn't seen to overtake {other}, however long the training."
    elif math.isinf(steps.high):
        rule = "unsettled"
        text = f"Whether {name} ever overtakes {other} is open; it takes {numbers.steps(steps.low)} steps at least."
    elif steps.estimate == 0:
        rule, text = "pays at once", f"{name} is ahead of {other} from the first step{_limits(crossing)}."
    elif crossing.loses:
        rule, text = "loses", f"{name} starts sooner than {other} but is ahead only until {where}."
    else:
        rule, text = "pays", f"{name} overtakes {other} after {where} from process start."
    return Finding(rule=rule, question=PAYS, text=text)


def _limits(crossing: BreakEven) -> str:
    """Return between which steps the crossing lies, or that starts were measured too seldom to tell."""
    low, high = crossing.steps.low, crossing.steps.high
    if math.isnan(low) or math.isnan(high):
        return " (measured too seldom for an interval)"
    return f" [{numbers.steps(low)}, {numbers.steps(high)}]" if low != high else ""


def _accuracy(lines: Sequence[Record], workload: str, baseline: str) -> list[Finding]:
    frame = accuracies.to_target(lines, workload, baseline=baseline)
    if frame.empty or "verdict" not in frame:
        return []
    frame = frame.dropna(subset=["verdict"])
    named = {word: list(frame.loc[frame["verdict"] == word, "contender"]) for word in sorted(set(frame["verdict"]))}
    largest = f"the largest mean difference from {baseline} is {100 * frame['difference'].abs().max():.1f} points"
    if different := named.get("different"):
        text = f"No: {', '.join(different)} differ{'s' * (len(different) == 1)} by more than {100 * MARGIN:g} point; {largest}."
        return [Finding(rule="different accuracy", question=ACCURATE, text=text)]
    if "no verdict" not in named:
        text = f"Yes, within {100 * MARGIN:g} point of {baseline}; {largest}."
        return [Finding(rule="same accuracy", question=ACCURATE, text=text)]
    reach = (frame["difference_high"] - frame["difference_low"]).max() / 2
    text = (
        f"No difference is proven, and {len(named.get('equivalent', []))} of {len(frame)} are proven equal within "
        f"{100 * MARGIN:g} point; {largest}, and seeds make it uncertain by up to {100 * reach:.1f} points."
    )
    return [Finding(rule="open accuracy", question=ACCURATE, text=text)]


def _time_to_accuracy(lines: Sequence[Record], workload: str) -> list[Finding]:
    frame = accuracies.to_target(lines, workload, baseline="")
    if frame.empty:
        return []
    arrived = frame.dropna(subset=["seconds"])
    never = [str(name) for name in frame.loc[frame["missed"] > 0, "contender"]]
    parts = []
    if not arrived.empty:
        first = arrived.nsmallest(1, "seconds").iloc[0]
        parts.append(
            f"{first['contender']} reaches {TARGET:.0%} first, in {numbers.seconds(first['seconds'])} of training"
        )
    parts += [f"not with every seed: {', '.join(never)}"] * bool(never)
    return [Finding(rule="time to accuracy", question=ACCURATE, text="; ".join(parts) + ".")] if parts else []


def _overhead(lines: Sequence[Record], workload: str) -> list[Finding]:
    frame = resources.resources(lines, workload)
    placed = frame.dropna(subset=["ceiling_share"]) if "ceiling_share" in frame else pd.DataFrame()
    bound = placed[placed["bound"] == "overhead-bound"] if len(placed) else placed
    if len(placed) == 0 or len(bound) < OVERHEAD_SHARE * len(placed):
        return []
    text = (
        f"{len(bound)} of {len(placed)} contenders spend more than half of their step on something other than the "
        "arithmetic and the memory traffic that the equations ask for (overhead-bound)."
    )
    return [Finding(rule="overhead", question=MACHINE, text=text)]


def _memory(lines: Sequence[Record], workload: str) -> list[Finding]:
    frame = resources.resources(lines, workload)
    held = frame.dropna(subset=["peak_bytes"]) if "peak_bytes" in frame else frame.iloc[:0]
    if held.empty:
        return []
    ordered = held.sort_values(["peak_bytes", "contender"])
    least, most = ordered.iloc[0], ordered.iloc[-1]
    if most["peak_bytes"] < MEMORY_RATIO * least["peak_bytes"]:
        return []
    text = (
        f"Peak memory runs from {numbers.memory(least['peak_bytes'])} ({least['contender']}) to "
        f"{numbers.memory(most['peak_bytes'])} ({most['contender']}), each measured once."
    )
    return [Finding(rule="memory", question=MACHINE, text=text)]
