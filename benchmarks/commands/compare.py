"""Compare two runs.

Exit status: 0 if nothing speaks against the second run; with --gate 1 for a confirmed regression, 4 if a result of the
first run is missing in the second or the second ended early, and 3 for a regression that has yet to be measured again;
2 if the runs can't be compared.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.analysis import two_runs
from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.two_runs import ComparedWorkload
from benchmarks.commands.arguments import HOW_RUNS_ARE_NAMED, add_results, run_folder
from benchmarks.record.record import read
from benchmarks.reports.pages.two_runs import comparison
from benchmarks.reports.render.terminal import text
from benchmarks.stats.regressions import Change

REGRESSION, REFUSED, SUSPECTED, MISSING = 1, 2, 3, 4

EXAMPLE = "compare 20261121T073541-cpu-standard latest --gate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two runs, one that confirms, and the gate."""
    parser.add_argument("first", metavar="RUN_A", help=f"the earlier: {HOW_RUNS_ARE_NAMED}")
    parser.add_argument("second", metavar="RUN_B", help="the later")
    parser.add_argument("--again", metavar="RUN_C", help="a run of the same versions as RUN_B: confirms it")
    parser.add_argument("--gate", action="store_true", help="say it by the exit status, for CI")
    add_results(parser)


def run(options: argparse.Namespace) -> int:
    """Print the comparison; return the exit status."""
    first, second, *again = (
        Analysis(read(run_folder(run, options.results)))
        for run in (options.first, options.second, options.again)
        if run is not None
    )
    third = again[0] if again else None
    compared = two_runs.workloads(first, second, third)
    reasons = _reasons(first, second, third) or _nothing(compared)
    if reasons:
        sys.stderr.write("These runs can't be compared:\n")
        sys.stderr.writelines(f"- {reason}\n" for reason in reasons)
        return REFUSED
    sys.stdout.write(text(comparison(first, second, compared)))
    is_whole = second.record.ended and not two_runs.missing(first, second)
    return _status(two_runs.worst(compared), is_whole=is_whole, gate=options.gate)


def _reasons(first: Analysis, second: Analysis, again: Analysis | None) -> list[str]:
    """Return why nothing at all can be compared."""
    others = [run.record for run in (second, again) if run]
    reasons = [reason for other in others for reason in two_runs.refusals(first.record, other)]
    if first.record.name == second.record.name:
        reasons.append(f"RUN_A and RUN_B are the same run, {first.record.name}")
    if again and again.record.name in {first.record.name, second.record.name}:
        reasons.append(f"RUN_C confirms nothing: it is the same run as one of the others, {again.record.name}")
    changed = two_runs.versions(second.record, again.record) if again else []
    if changed:
        reasons.append(f"RUN_C measures other versions than RUN_B: {'; '.join(changed)}")
    return list(dict.fromkeys(reasons))


def _nothing(compared: Sequence[ComparedWorkload]) -> list[str]:
    """Return why no contender could be compared; nothing where one could."""
    if any(workload.contenders for workload in compared):
        return []
    refused = [f"{workload.name}: {workload.refusal or 'no contender in common'}" for workload in compared]
    return refused or ["they have no workload in common"]


def _status(worst: Change, *, is_whole: bool, gate: bool) -> int:
    if worst is Change.SUSPECTED:
        sys.stdout.write(
            "\nMeasure RUN_B's versions once more and give that run with --again: it confirms or clears.\n"
        )
    if not gate:
        return 0
    if worst is Change.REGRESSION:
        return REGRESSION
    if not is_whole:
        sys.stdout.write("\nNo pass: results are missing in RUN_B, or it ended early.\n")
        return MISSING
    return SUSPECTED if worst is Change.SUSPECTED else 0
