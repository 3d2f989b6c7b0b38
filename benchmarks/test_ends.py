"""How a run ends: its tables and report beside its record, published pages as they were unless it is asked for."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import conftest
from benchmarks.commands.parser import main
from benchmarks.record.drawn import DrawRun
from benchmarks.reports.pages.published import chosen, of_run
from benchmarks.reports.publishing import publish
from benchmarks.reports.test_publishing import bytes_of, draw_full


@pytest.fixture
def end_of_run(tmp_path: Path) -> Any:
    """Return a function that ends a pytest session which measured a run, and returns what its terminal says."""

    def end(folder: Path, *, publishes: bool = False) -> str:
        (one, *_) = of_run(folder)
        run = SimpleNamespace(record=one.record, folder=folder, results=tmp_path, pages=[""])
        option = Namespace(publish=publishes, verbose=0)
        config = SimpleNamespace(stash=pytest.Stash(), option=option)
        config.stash[conftest.RUN] = run
        conftest.pytest_sessionfinish(SimpleNamespace(config=config, exitstatus=0))  # type: ignore[arg-type]
        said: list[str] = []
        reporter = SimpleNamespace(section=said.append, write=said.append)
        conftest.pytest_terminal_summary(reporter, config)  # type: ignore[arg-type]
        return "\n".join(said)

    return end


def test_a_default_run_after_a_standard_one_leaves_the_pages_and_says_where_its_own_are(
    draw_run: DrawRun, tmp_path: Path, end_of_run: Any
) -> None:
    publish(tmp_path, [draw_full(draw_run, "a")])
    before, folder = bytes_of(tmp_path), draw_full(draw_run, "b", effort="fast")
    said = end_of_run(folder)
    assert bytes_of(tmp_path) == before
    assert str(folder / "report.html") in said
    assert {"tables.md", "tables.csv", "report.html"} <= {file.name for file in folder.iterdir()}
    said = end_of_run(folder, publishes=True)
    assert bytes_of(tmp_path) == before
    assert "--weaker" in said
    assert str(folder / "report.html") in said


def test_a_run_that_is_to_be_published_replaces_the_pages(draw_run: DrawRun, tmp_path: Path, end_of_run: Any) -> None:
    publish(tmp_path, [draw_full(draw_run, "a")])
    end_of_run(draw_full(draw_run, "b"), publishes=True)
    assert {one.folder.name for one in chosen(tmp_path)} == {"b"}


def test_the_command_takes_runs_and_insists(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_full(draw_run, "a")
    draw_full(draw_run, "b", effort="fast")
    results = ["--results", str(tmp_path)]
    assert [main(["publish", name, *results]) for name in ("a", "b")] == [0, 2]
    assert main(["publish", "latest", "--weaker", *results]) == 0
    assert {one.folder.name for one in chosen(tmp_path)} == {"b"}
