"""Whether all forms end at the same accuracy, and when they reach a given one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.accuracy import MARGIN, TARGET
from impls.interface import Contender

#: Accuracies after each epoch, by form and seed.
Curves: TypeAlias = Mapping[str, Mapping[int, Sequence[float]]]


def _accuracy(workload: WorkloadAnalysis) -> list[Finding]:
    """Say whether all accuracies are equivalent to the baseline's, some differ, or the seeds leave it open."""
    compared = {row.contender: row.against_baseline for row in workload.accuracies.rows if row.against_baseline}
    if not compared:
        return []
    differences = [equivalence.difference for equivalence in compared.values()]
    largest_points = 100 * max(abs(difference.estimate) for difference in differences)
    seeds = min(row.reached.seeds for row in workload.accuracies.rows)
    largest = f"means over {seeds} seeds differ from {workload.baseline}'s by {largest_points:.1f} points at most"
    words = [equivalence.word for equivalence in compared.values()]
    different = [name for name, equivalence in compared.items() if equivalence.word == "different"]
    if different:
        names = f"{', '.join(different)} differ{'s' * (len(different) == 1)}"
        text = f"No: {names} by more than {100 * MARGIN:g} point; {largest}."
        return [Finding(rule="different accuracy", question=Question.ACCURATE, text=text)]
    if "no verdict" not in words:
        text = f"Yes, within {100 * MARGIN:g} point of {workload.baseline}; {largest}."
        return [Finding(rule="same accuracy", question=Question.ACCURATE, text=text)]
    reach = max(difference.high - difference.low for difference in differences) / 2
    same = words.count("equivalent")
    proven = f"{same} of {len(words)} {'is' if same == 1 else 'are'}" if same else "none is"
    text = (
        f"{seeds} seeds can't tell: no form is proven to differ from {workload.baseline}, and {proven} proven the same "
        f"within {100 * MARGIN:g} point. The {largest}; what seeds move leaves up to {100 * reach:.1f} points "
        "uncertain."
    )
    return [Finding(rule="open accuracy", question=Question.ACCURATE, text=text)]


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
    arrived = sorted((row.reached.seconds, row.contender) for row in rows if not math.isnan(row.reached.seconds))
    missed = [row.contender for row in rows if row.reached.missed]
    parts = []
    if sum(row.in_first_epoch for row in rows) > sum(row.reached.seeds for row in rows) / 2:
        text = (
            f"An accuracy of {TARGET:.0%} is reached in the first epoch by most seeds: when tells the time of an "
            "epoch, no more."
        )
        return [Finding(rule="early accuracy", question=Question.ACCURATE, text=text)]
    if arrived:
        ends = [f"{rounding.seconds(seconds)} ({name})" for seconds, name in dict.fromkeys((arrived[0], arrived[-1]))]
        parts.append(f"An accuracy of {TARGET:.0%} takes {' to '.join(ends)} of training, means over seeds")
    subject = "" if arrived else f"An accuracy of {TARGET:.0%} is "
    parts += [f"{subject}not reached with every seed by {', '.join(missed)}"] * bool(missed)
    return [Finding(rule="time to accuracy", question=Question.ACCURATE, text="; ".join(parts) + ".")]


RULES = (
    Rule(place=60, findings=_accuracy),
    Rule(place=65, findings=_by_epoch),
    Rule(place=70, findings=_time_to_accuracy),
)
