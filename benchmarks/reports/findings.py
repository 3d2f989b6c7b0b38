"""What a run's numbers say of a workload, in sentences: each is made by a rule, and vanishes below its threshold."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.reports import comparisons, findings_times, findings_training
from benchmarks.reports.finding import Finding
from benchmarks.reports.summary import Record


def findings(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> list[Finding]:
    """Return what can be said of a workload, in the order of the questions; nothing where nothing was timed.

    Times are held against the form with the shortest step, accuracies against the baseline's.
    """
    steps = findings_times.forms(lines, workload)
    if not steps:
        return []
    leader = min(steps, key=lambda name: (steps[name], name))
    compared = comparisons.comparisons(lines, workload, baseline=leader, band=band)
    against = {each.contender: each for each in compared}
    return [
        *findings_times.fastest(steps, leader, against, band),
        *findings_times.control(lines, workload, leader, against, band),
        *findings_times.static(lines, workload, steps, band),
        *findings_times.noise(lines, workload, band),
        *findings_training.pays(lines, workload, steps),
        *findings_training.accuracy(lines, workload, baseline),
        *findings_training.time_to_accuracy(lines, workload),
        *findings_training.overhead(lines, workload),
        *findings_training.memory(lines, workload),
    ]
