"""Two saved runs side by side, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.two_runs import Absence, ComparedWorkload, missing, new, versions
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Caution, Heading, Table, Text, when
from benchmarks.stats.regressions import LEAST_CHANGE, Change


def comparison(first: Analysis, second: Analysis, compared: Sequence[ComparedWorkload]) -> list[Block]:
    """Return the whole comparison of two runs: its conclusion, what changed, what is missing, and what is new."""
    changed = versions(first.record, second.record)
    absent = [_absence(absence) for absence in missing(first, second)]
    added = [_absence(absence) for absence in new(first, second)]
    return [
        Text(conclusion(compared, missing=len(absent))),
        *when(not second.record.ended, Caution("WARNING: the second run ended early.")),
        *(
            Text(f"{which} {run.record.name}, {run.record.environment.date}")
            for which, run in (("first: ", first), ("second:", second))
        ),
        Heading(2, "Versions"),
        Text("; ".join(changed) if changed else "the same"),
        Heading(2, "Machine"),
        Text(
            "The same as far as it tells. Times are held against each run's control; a change counts beyond "
            f"{100 * LEAST_CHANGE:g} %."
        ),
        *(block for workload in compared for block in _of_workload(workload, first, second)),
        *when(absent, Heading(2, "Missing in the second run"), Bullets(absent)),
        *when(added, Heading(2, "New in the second run; in the first"), Bullets(added)),
    ]


def conclusion(compared: Sequence[ComparedWorkload], *, missing: int) -> str:
    """Return how many of all contenders changed, and how the others stand."""
    changes = Counter(one.change for workload in compared for one in workload.contenders.values())
    changed = {change: changes[change] for change in (Change.REGRESSION, Change.SUSPECTED, Change.FASTER)}
    named = [f"{count} {change}" for change, count in changed.items() if count]
    undecided = changes[Change.NO_VERDICT]
    parts = [
        f"{sum(changed.values())} of {changes.total()} changed" + f": {', '.join(named)}" * bool(named),
        *([f"{undecided} without a verdict"] if undecided else []),
        *([f"{missing} of the first run missing in the second"] if missing else []),
    ]
    return f"{'; '.join(parts)}."


def _absence(absence: Absence) -> str:
    return f"{' '.join(filter(None, (absence.workload, absence.contender)))}: {absence.reason}"


def _of_workload(workload: ComparedWorkload, first: Analysis, second: Analysis) -> list[Block]:
    if workload.refusal:
        return [Heading(2, workload.name), Text(f"not compared, because of {workload.refusal}")]
    drift = rounding.ratio(workload.drift) if workload.drift else rounding.MISSING
    steps = [run.workload(workload.name).times.step_seconds for run in (first, second)]
    frame = pd.DataFrame(
        {
            "contender": name,
            "first": rounding.seconds(steps[0][name]),
            "second": rounding.seconds(steps[1][name]),
            "against the control": rounding.compared(change.ratio),
            "": str(change.change),
        }
        for name, change in workload.contenders.items()
    )
    return [
        Heading(2, f"{workload.name} (the machine: its control took {drift} times as long)"),
        Table(workload.name, frame),
    ]
