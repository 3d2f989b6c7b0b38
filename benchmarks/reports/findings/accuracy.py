"""Whether all forms end at the same accuracy, and when they reach a given one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from benchmarks.analysis.accuracy import Trained
from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.accuracy import FEWEST_SEEDS, MARGIN, TARGET, Equivalence
from impls.interface import Contender

#: The rules whose sentence says whether all forms end at the same accuracy.
SAME_OR_NOT = ("same accuracy", "different accuracy", "open accuracy")
#: Accuracies after each epoch, by form and seed.
Curves: TypeAlias = Mapping[str, Mapping[int, Sequence[float]]]


def _accuracy(workload: WorkloadAnalysis) -> list[Finding]:
    """Say whether all accuracies are equivalent to the baseline's, some differ, or the seeds leave it open."""
    compared = {row.contender: row.against_baseline for row in workload.accuracies.rows if row.against_baseline}
    if not compared:
        return []
    seeds = min(row.reached.seeds for row in workload.accuracies.rows)
    same, different, unsettled = (
        [name for name, equivalence in compared.items() if equivalence.word == word]
        for word in ("equivalent", "different", "no verdict")
    )
    points = f"{_largest_points(compared):.1f} points"
    largest = f"means over {seeds} seeds differ from {workload.baseline}'s by {points} at most"
    within = f"within {100 * MARGIN:g} point of {workload.baseline}"
    proven, cannot_tell = f"{_counted(same, compared)} proven {within}", f"of the others {seeds} seeds can't tell"
    if different:
        rule, names = "different accuracy", f"{', '.join(different)} differ{'s' * (len(different) == 1)}"
        others = f"; {proven}" * bool(same) + f"; {cannot_tell}" * bool(unsettled)
        text = f"No: {names} by more than {100 * MARGIN:g} point{others}; {largest}."
    elif not unsettled:
        rule, text = "same accuracy", f"Yes, {within}; {largest}."
    else:
        nobody = f"No form is proven {within} and none further off: {seeds} seeds can't tell"
        head = f"{proven}, none is proven further off; {cannot_tell}" if same else nobody
        reach = max(one.difference.high - one.difference.low for one in compared.values()) / 2
        left = f"what seeds move leaves up to {100 * reach:.1f} points uncertain"
        rule, text = "open accuracy", f"{head}. The {largest}; {left}."
    return [Finding(rule=rule, question=Question.ACCURATE, text=text)]


def _largest_points(compared: Mapping[str, Equivalence]) -> float:
    return 100 * max(abs(equivalence.difference.estimate) for equivalence in compared.values())


def _counted(names: Sequence[str], among: Collection[str]) -> str:
    """Return how many forms of how many, with the verb behind them."""
    return f"{len(names)} of {len(among)} forms {'is' if len(names) == 1 else 'are'}"


def _by_epoch(workload: WorkloadAnalysis) -> list[Finding]:
    """Say for how many epochs all forms agree from the same weights, and by how much they part after that."""
    curves = {
        name: {line.seed: line.accuracies for line in lines if len(line.accuracies) > 1}
        for name, lines in workload.accuracies.trainings.items()
    }
    seeds = set.intersection(*(set(own) for own in curves.values())) if len(curves) > 1 else set()
    if not seeds:
        return []
    apart = _apart(curves, seeds)
    together = next((epoch for epoch, gap in enumerate(apart) if gap > MARGIN), len(apart))
    if together == len(apart):
        text = (
            f"With the same seed all forms agree within {100 * max(apart):.1f} points after each of {together} epochs."
        )
        return [Finding(rule="accuracy by epoch", question=Question.ACCURATE, text=text)]
    gap = 100 * max(apart[:together], default=0.0)
    head = (
        f"all forms agree within {gap:.1f} points for {together} of {len(apart)} epochs; then they"
        if together
        else "all forms"
    )
    roster = workload.record.roster
    within = [_apart(own, seeds) for own in _by_framework(curves, roster).values() if len(own) > 1]
    alike = ", forms of one framework as well" if any(max(gaps) > MARGIN for gaps in within) else ""
    own_moves = max(
        abs(after - before) for own in curves.values() for line in own.values() for before, after in pairwise(line)
    )
    text = (
        f"With the same seed {head} part by up to {100 * max(apart):.1f} points{alike}, and each form's own accuracy "
        f"moves by up to {100 * own_moves:.1f} from one epoch to the next."
    )
    return [Finding(rule="accuracy by epoch", question=Question.ACCURATE, text=text)]


def _by_framework(curves: Curves, roster: Mapping[str, Contender]) -> dict[str, Curves]:
    frameworks = dict.fromkeys(roster[name].framework for name in curves)
    return {
        framework: {name: own for name, own in curves.items() if roster[name].framework == framework}
        for framework in frameworks
    }


def _apart(curves: Curves, seeds: set[int]) -> list[float]:
    """Return how far apart accuracies of one seed are, at most, after each epoch that all have."""
    of_seeds = [[own[seed] for own in curves.values()] for seed in seeds]
    gaps = [[max(reached) - min(reached) for reached in zip(*lines, strict=False)] for lines in of_seeds]
    return [max(after) for after in zip(*gaps, strict=False)]


def _time_to_accuracy(workload: WorkloadAnalysis) -> list[Finding]:
    """Say between which times the target is reached, and who missed it with some seed; not where an epoch is enough."""
    rows = workload.accuracies.rows
    if not rows:
        return []
    if sum(row.in_first_epoch for row in rows) > sum(row.reached.seeds for row in rows) / 2:
        text = (
            f"An accuracy of {rounding.percent(TARGET)} is reached in the first epoch by most seeds: when tells the "
            "time of an epoch, no more."
        )
        return [Finding(rule="early accuracy", question=Question.ACCURATE, text=text)]
    return [Finding(rule="time to accuracy", question=Question.ACCURATE, text=_reached(rows))]


def _reached(rows: Sequence[Trained]) -> str:
    """Return between which times the target is reached, and what becomes of seeds that miss it.

    A miss counts as the slowest seed, which is dropped: one leaves a form with a time, more leave it without.
    """
    arrived = sorted((row.reached.seconds, row.contender) for row in rows if not math.isnan(row.reached.seconds))
    timeless = [row.contender for row in rows if math.isnan(row.reached.seconds)]
    without = ", ".join(timeless)
    if not arrived:
        target = rounding.percent(TARGET)
        return f"An accuracy of {target} is missed with two seeds or more by {without}: no form has a time to it."
    once = ", ".join(row.contender for row in rows if row.reached.missed and row.contender not in timeless)
    ends = [f"{rounding.seconds(seconds)} ({name})" for seconds, name in dict.fromkeys((arrived[0], arrived[-1]))]
    parts = [
        f"An accuracy of {rounding.percent(TARGET)} takes {' to '.join(ends)} of training, {_middle(rows)}",
        *[f"missed with one seed, which counts as the slowest and is dropped, by {once}"] * bool(once),
        *[f"missed with two seeds or more, which leaves no time, by {without}"] * bool(without),
    ]
    return f"{'; '.join(parts)}."


def _middle(rows: Sequence[Trained]) -> str:
    """Return over which seeds the times are means."""
    numbers = {row.reached.seeds for row in rows}
    if len(numbers) > 1:
        return "means over all seeds but each form's fastest and slowest"
    seeds = numbers.pop()
    return (
        f"means over the middle {seeds - 2} of {seeds} seeds"
        if seeds > FEWEST_SEEDS
        else f"the middle one of {seeds} seeds"
    )


RULES = (
    Rule(place=60, findings=_accuracy),
    Rule(place=65, findings=_by_epoch),
    Rule(place=70, findings=_time_to_accuracy),
)
