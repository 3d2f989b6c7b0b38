"""Draw a run's figures from its record, as SVG and PNG: ``python -m benchmarks.figures results/runs/RUN``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.files import RecordError
from benchmarks.record.record import read
from benchmarks.reports import figures
from benchmarks.stats.verdicts import band_of
from impls.contenders import contenders


def main() -> None:
    """Write every figure that the record has the numbers of, and print where they are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("run", type=Path, help="a run's folder, below results/runs/")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where to write (default: RUN/figures)")
    parser.add_argument("--baseline", choices=tuple(contenders()), help="whom to compare with (default: the run's)")
    parser.add_argument("--band", type=band_of, metavar="PERCENT", help="what is called the same (default: the run's)")
    options = parser.parse_args()
    try:
        record = read(options.run)
    except RecordError as error:
        sys.exit(str(error))
    folder = options.output or options.run / "figures"
    written = figures.write(Analysis(record, baseline=options.baseline or "", band=options.band), folder)
    sys.stdout.writelines(f"{path}\n" for path in written)


if __name__ == "__main__":
    main()
