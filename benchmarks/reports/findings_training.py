"""What starts, trainings and resources say: when compiling pays, accuracies, ceilings, memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from benchmarks.reports import accuracies, resources, rounding, starts
from benchmarks.reports.finding import Finding, Question
from benchmarks.reports.summary import Record
from benchmarks.stats.accuracy import MARGIN, TARGET
from benchmarks.stats.breakeven import BreakEven

#: Peak memory is measured once and has no interval: a smaller ratio between contenders isn't told.
MEMORY_RATIO = 1.25
#: So many contenders below half of the ceiling are told, as a share of those that were placed.
OVERHEAD_SHARE = 0.5


def pays(lines: Sequence[Record], workload: str, names: Iterable[str]) -> list[Finding]:
    """Say from which step on a static form has paid for its start, against the dynamic form of its framework."""
    forms = {name: form for name in names if (form := starts.dynamic_form(lines, name))}
    return [
        _crossing(f"{name} with a warm compile cache" if cache == "warm" else name, other, crossing)
        for (name, cache, other), crossing in starts.break_evens(lines, workload, baseline="").items()
        if forms.get(name) == other
    ]


def _crossing(name: str, other: str, crossing: BreakEven) -> Finding:
    steps = crossing.steps
    where = f"{rounding.steps(steps.estimate)} steps{_limits(crossing)}, at {rounding.seconds(crossing.seconds)}"
    if math.isinf(steps.high) and math.isfinite(steps.low):
        sooner, later = (other, name) if crossing.loses else (name, other)
        rule = "unsettled"
        text = f"Whether {sooner} ever overtakes {later} is open; it takes {rounding.steps(steps.low)} steps at least."
    elif math.isinf(steps.estimate):
        rule, text = "never", f"{name} doesn't overtake {other}, however long the training."
    elif steps.estimate == 0:
        rule, text = "pays at once", f"{name} is ahead of {other} from the first step{_limits(crossing)}."
    elif crossing.loses:
        rule, text = "loses", f"{name} starts sooner than {other} but is ahead only until {where}."
    else:
        rule, text = "pays", f"{name} overtakes {other} after {where} from process start."
    return Finding(rule=rule, question=Question.PAYS, text=text)


def _limits(crossing: BreakEven) -> str:
    """Return between which steps the crossing lies, or that starts were measured too seldom to tell."""
    low, high = crossing.steps.low, crossing.steps.high
    if math.isnan(low) or math.isnan(high):
        return " (measured too seldom for an interval)"
    return f" [{rounding.steps(low)}, {rounding.steps(high)}]" if low != high else ""


def accuracy(lines: Sequence[Record], workload: str, baseline: str) -> list[Finding]:
    """Say whether all accuracies are equivalent to the baseline's, some differ, or the seeds leave it open."""
    frame = accuracies.to_target(lines, workload, baseline=baseline)
    if frame.empty or "verdict" not in frame:
        return []
    frame = frame.dropna(subset=["verdict"])
    named = {word: list(frame.loc[frame["verdict"] == word, "contender"]) for word in sorted(set(frame["verdict"]))}
    largest = f"the largest mean difference from {baseline} is {100 * frame['difference'].abs().max():.1f} points"
    if different := named.get("different"):
        names = f"{', '.join(different)} differ{'s' * (len(different) == 1)}"
        text = f"No: {names} by more than {100 * MARGIN:g} point; {largest}."
        return [Finding(rule="different accuracy", question=Question.ACCURATE, text=text)]
    if "no verdict" not in named:
        text = f"Yes, within {100 * MARGIN:g} point of {baseline}; {largest}."
        return [Finding(rule="same accuracy", question=Question.ACCURATE, text=text)]
    reach = (frame["difference_high"] - frame["difference_low"]).max() / 2
    text = (
        f"No difference is proven, and {len(named.get('equivalent', []))} of {len(frame)} are proven equal within "
        f"{100 * MARGIN:g} point; {largest}, and seeds make it uncertain by up to {100 * reach:.1f} points."
    )
    return [Finding(rule="open accuracy", question=Question.ACCURATE, text=text)]


def time_to_accuracy(lines: Sequence[Record], workload: str) -> list[Finding]:
    """Say between which times the target is reached, and who missed it with some seed."""
    frame = accuracies.to_target(lines, workload, baseline="")
    if frame.empty:
        return []
    arrived = frame.dropna(subset=["seconds"]).sort_values(["seconds", "contender"])
    missed = [str(name) for name in frame.loc[frame["missed"] > 0, "contender"]]
    parts = []
    if not arrived.empty:
        ends = [
            f"{rounding.seconds(row['seconds'])} ({row['contender']})" for _, row in arrived.iloc[[0, -1]].iterrows()
        ]
        parts.append(f"{TARGET:.0%} takes {' to '.join(ends[: len(arrived)])} of training, means over seeds")
    parts += [f"not reached with every seed by {', '.join(missed)}"] * bool(missed)
    return [Finding(rule="time to accuracy", question=Question.ACCURATE, text="; ".join(parts) + ".")]


def overhead(lines: Sequence[Record], workload: str) -> list[Finding]:
    """Say it where half of the contenders or more are bound by neither arithmetic nor memory."""
    frame = resources.resources(lines, workload)
    placed = frame.dropna(subset=["ceiling_share"])
    bound = placed[placed["bound"] == "overhead-bound"]
    if placed.empty or len(bound) < OVERHEAD_SHARE * len(placed):
        return []
    text = (
        f"{len(bound)} of {len(placed)} contenders spend more than half of their step on something other than the "
        "arithmetic and the memory traffic that the equations ask for (overhead-bound)."
    )
    return [Finding(rule="overhead", question=Question.MACHINE, text=text)]


def memory(lines: Sequence[Record], workload: str) -> list[Finding]:
    """Say between which limits peak memory lies, where they are well apart."""
    held = resources.resources(lines, workload).dropna(subset=["peak_bytes"])
    if held.empty:
        return []
    ordered = held.sort_values(["peak_bytes", "contender"])
    least, most = ordered.iloc[0], ordered.iloc[-1]
    if most["peak_bytes"] < MEMORY_RATIO * least["peak_bytes"]:
        return []
    text = (
        f"Peak memory runs from {rounding.memory(least['peak_bytes'])} ({least['contender']}) to "
        f"{rounding.memory(most['peak_bytes'])} ({most['contender']}), each measured once."
    )
    return [Finding(rule="memory", question=Question.MACHINE, text=text)]
