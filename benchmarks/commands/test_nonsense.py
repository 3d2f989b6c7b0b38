"""Every option of every command with nonsense, and every command where files can't be written or opened."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.commands.parser import COMMANDS, main, parser
from benchmarks.plan.places import ROOT
from benchmarks.record.drawn import DrawRun
from benchmarks.record.schema import End

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}
#: Each command on a run, and on one that isn't there.
NOWHERE = "there/is/no such run"
#: What commands take that isn't an option.
RUNS = {"tables": 1, "figures": 1, "report": 1, "compare": 2}


def actions(command: str) -> list[argparse.Action]:
    """Return the options of a command that take a value."""
    (whole,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    options: list[argparse.Action] = whole.choices[command]._actions  # noqa: SLF001
    return [action for action in options if action.option_strings and action.nargs != 0]


OPTIONS = [(command, action.option_strings[0]) for command in COMMANDS for action in actions(command)]
#: Commands that would go to work where their options make sense.
WORKING = {"publish", "calibrate", "code-cost"}


def call(*arguments: str) -> tuple[int, str]:
    """Return a command's exit status and what it complains of."""
    complaint = io.StringIO()
    with contextlib.redirect_stderr(complaint), contextlib.redirect_stdout(io.StringIO()):
        try:
            status = main(arguments)
        except SystemExit as end:
            status = int(str(end.code))
    return status, complaint.getvalue()


def assert_refused(status: int, complaint: str) -> None:
    assert status == 2
    assert complaint.startswith("python -m benchmarks")
    assert complaint.endswith("\n")
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize(("command", "option"), OPTIONS)
@settings(max_examples=20, deadline=None)
@given(text=st.text())
@example("")
@example("\0")
@example("nan")
@example("~nobody/of/this/name")
@example("/proc/nothing/here")
@example("../../../../../../etc/passwd/x")
@example("a" * 5000)
def test_nonsense_as_a_value_is_refused_in_one_sentence(command: str, option: str, text: str) -> None:
    given_arguments = [command, f"{option}={text}", *[NOWHERE] * RUNS.get(command, 0)]
    if command in WORKING:
        with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            # It says nothing else than that: no exception.
            parser().parse_args(given_arguments)
        return
    assert_refused(*call(*given_arguments))


@pytest.mark.parametrize("command", RUNS)
@settings(max_examples=20, deadline=None)
@given(text=st.text().filter(lambda text: not text.startswith("-")))
def test_nonsense_as_a_run_is_refused_in_one_sentence(command: str, text: str) -> None:
    assert_refused(*call(command, "--results", "/nonexistent", *[text] * RUNS[command]))


@contextlib.contextmanager
def limited(kind: int, soft: int) -> Iterator[None]:
    """Give this process less of something while the block runs."""
    before = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(kind, before)


@pytest.fixture
def results(draw_run: DrawRun, tmp_path: Path) -> Path:
    """Return results with two runs, of which one measured its page in full."""
    draw_run(TIMES, name="results/runs/a", more=(End(pages=[""]),), ended=False)
    draw_run(TIMES, name="results/runs/b", seed=1)
    return tmp_path / "results"


WRITING = ("tables a", "tables a --latex", "tables a --tidy", "figures a", "report a", "publish")


def _arguments(command: str, results: Path) -> list[str]:
    return [*command.split(), "--results", str(results)]


def _files(folder: Path) -> dict[Path, int]:
    return {file: file.stat().st_size for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("command", WRITING)
def test_a_disk_without_room_is_named_and_leaves_no_piece_of_a_file(command: str, results: Path) -> None:
    assert call(*_arguments(command, results))[0] == 0
    before = _files(results)
    with limited(resource.RLIMIT_FSIZE, 10):
        status, complaint = call(*_arguments(command, results))
    assert_refused(status, complaint)
    assert "can't write" in complaint
    assert "make room for it" in complaint
    assert _files(results) == before


@pytest.mark.parametrize("command", [*WRITING, "tables a --pairwise", "compare a b"])
def test_too_few_files_are_said_in_one_sentence(command: str, results: Path) -> None:
    call(*_arguments(command, results))
    next_file = os.dup(0)
    os.close(next_file)
    with limited(resource.RLIMIT_NOFILE, next_file):
        status, complaint = call(*_arguments(command, results))
    assert_refused(status, complaint)
    assert "Too many open files" in complaint


def test_a_reader_that_has_gone_is_no_error(results: Path) -> None:
    whole: dict[str, Any] = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    arguments = [sys.executable, "-m", "benchmarks", *_arguments("compare a b", results)]
    with subprocess.Popen(arguments, **whole) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141
