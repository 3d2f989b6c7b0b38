"""Compare two saved runs: ``python -m benchmarks.compare RUN_A RUN_B [--again RUN_C] [--gate]``.

Exit status: 0 if nothing speaks against the second run; with ``--gate`` 1 for a confirmed regression and 3 for one that
has yet to be measured again; 2 if the runs can't be compared.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.record import files as records
from benchmarks.reports import regressions
from benchmarks.stats.regressions import Change

REGRESSION, REFUSED, SUSPECTED = 1, 2, 3
NOTHING = "they have no workload in common"


def main() -> int:
    """Print the comparison; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", type=Path, metavar="RUN_A", help="the earlier run's folder, below results/runs/")
    parser.add_argument("second", type=Path, metavar="RUN_B", help="the later run's folder")
    parser.add_argument("--again", type=Path, metavar="RUN_C", help="a run of the same versions as RUN_B: confirms it")
    parser.add_argument("--gate", action="store_true", help="say it by the exit status, for CI")
    options = parser.parse_args()
    try:
        first, second = records.read(options.first), records.read(options.second)
        again = records.read(options.again) if options.again else None
    except records.RecordError as error:
        return _refuse([str(error)])
    others = [second] if again is None else [second, again]
    reasons = dict.fromkeys(reason for other in others for reason in regressions.refusals(first, other))
    if again is not None and (changed := regressions.versions(second, again)):
        reasons |= dict.fromkeys([f"RUN_C measures other versions than RUN_B: {'; '.join(changed)}"])
    if reasons:
        return _refuse(list(reasons))
    compared = regressions.workloads(first, second, again)
    if not any(workload.contenders for workload in compared):
        return _refuse([f"{each.name}: {each.refusal or 'no contender in common'}" for each in compared] or [NOTHING])
    sys.stdout.write(regressions.text(first, second, again))
    return _status(regressions.worst(compared), gate=options.gate)


def _refuse(reasons: list[str]) -> int:
    sys.stderr.write("These runs can't be compared:\n")
    sys.stderr.writelines(f"- {reason}\n" for reason in reasons)
    return REFUSED


def _status(worst: Change, *, gate: bool) -> int:
    if worst is Change.SUSPECTED:
        sys.stdout.write(
            "\nMeasure RUN_B's versions once more and give that run with --again: it confirms or clears.\n"
        )
    if not gate:
        return 0
    return {Change.REGRESSION: REGRESSION, Change.SUSPECTED: SUSPECTED}.get(worst, 0)


if __name__ == "__main__":
    sys.exit(main())
