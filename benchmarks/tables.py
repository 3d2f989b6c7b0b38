"""Make a run's tables again from its record: ``python -m benchmarks.tables results/runs/RUN``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.harness import records
from benchmarks.reports import tables


def main() -> None:
    """Write tables.md and tables.csv beside the record and print where they are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("run", type=Path, help="a run's folder, below results/runs/")
    folder = parser.parse_args().run
    try:
        written = tables.write(records.read(folder), folder, "tables")
    except records.RecordError as error:
        sys.exit(str(error))
    sys.stdout.writelines(f"{path}\n" for path in written)


if __name__ == "__main__":
    main()
