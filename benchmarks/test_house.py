"""The order of the house: what a command that is started anywhere in it imports is what it means to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.plan.places import ROOT

ROOMS = ("benchmarks", "impls", "data")


def names_below(folder: Path) -> set[str]:
    """Return the names under which Python would import what lies in a folder and in those below it."""
    modules = {file.stem for file in folder.rglob("*.py") if file.stem != "__init__"}
    packages = {file.parent.name for file in folder.rglob("*.py")} - {folder.name}
    return modules | packages


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_hides_one_of_the_standard_library(room: str) -> None:
    names = names_below(ROOT / room)
    assert names
    assert names & sys.stdlib_module_names == set(), "a command started beside it would import it for the library's"


def test_a_module_that_hides_the_librarys_is_found(tmp_path: Path) -> None:
    (tmp_path / "statistics").mkdir()
    (tmp_path / "statistics" / "ratios.py").touch()
    (tmp_path / "queue.py").touch()
    assert names_below(tmp_path) & sys.stdlib_module_names == {"statistics", "queue"}


def test_tests_are_found_from_within_their_folder() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "-q", Path(__file__).name]
    completed = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert test_tests_are_found_from_within_their_folder.__name__ in completed.stdout
