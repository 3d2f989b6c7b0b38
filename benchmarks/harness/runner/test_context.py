"""Workers that nothing ahead needs end, and what they hold is free; one of each framework stays and has more to do."""

from __future__ import annotations

from types import SimpleNamespace

from benchmarks.harness.runner.context import RunContext
from benchmarks.plan.cells import Cell

#: Who takes part in which workload, and of which package each is.
CELLS = [Cell("small", "a"), Cell("small", "b"), Cell("small", "c"), Cell("small", "d"), Cell("large", "a")]
PACKAGES = {"a": "one", "b": "one", "c": "two", "d": "two"}


def test_who_is_not_needed_ahead_ends_but_for_one_of_each_framework() -> None:
    ended: list[str] = []
    roster = {name: SimpleNamespace(name=name, package=package) for name, package in PACKAGES.items()}
    workers = SimpleNamespace(alive=lambda _: True, end=lambda contender: ended.append(contender.name))
    context = SimpleNamespace(
        cells=CELLS,
        roster=roster,
        workers=workers,
        active_cells=lambda workload: [cell for cell in CELLS if cell.workload == workload],
    )
    RunContext.end_unneeded(context, ["large"])  # type: ignore[arg-type]
    assert ended == ["b", "d"]
