"""Make a run's tables again from its record: ``python -m benchmarks.tables results/runs/RUN``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.record import files as records
from benchmarks.reports import comparisons, latex, matrix, tables, tidy
from benchmarks.stats.verdicts import band_of
from impls.contenders import contenders


def main() -> None:
    """Write a run's tables beside its record, in the form asked for, and print where they are, or the matrix itself."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("run", type=Path, help="a run's folder, below results/runs/")
    parser.add_argument("--baseline", choices=tuple(contenders()), help="whom to compare with (default: the run's)")
    parser.add_argument("--band", type=band_of, metavar="PERCENT", help="what is called the same (default: the run's)")
    parser.add_argument("--pairwise", action="store_true", help="print every contender against every other instead")
    parser.add_argument("--latex", action="store_true", help="write the page's tables for LaTeX instead")
    parser.add_argument("--tidy", action="store_true", help="write all samples and a data dictionary instead")
    options = parser.parse_args()
    try:
        lines = records.read(options.run)
        chosen, width = comparisons.choice(lines)
        band = width if options.band is None else options.band
        if options.pairwise:
            sys.stdout.write(matrix.text(lines, band=band))
            return
        baseline, written = options.baseline or chosen, []
        if options.latex:
            written += latex.write(lines, options.run, "tables", baseline=baseline, band=band)
        if options.tidy:
            written += tidy.write(lines, options.run, "tidy")
        if not written:
            written = tables.write(lines, options.run, "tables", baseline=baseline, band=band)
    except records.RecordError as error:
        sys.exit(str(error))
    sys.stdout.writelines(f"{path}\n" for path in written)


if __name__ == "__main__":
    main()
