"""Tests of tests: what was disturbed is measured again with everything anew, what fails every time fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.commands import timing_tests
from benchmarks.harness.fakes.user import run_pytest
from benchmarks.plan.places import ROOT

CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from benchmarks.commands import timing_tests

def pytest_configure(config):
    config.addinivalue_line("markers", "timing: asserts times")

def pytest_runtest_protocol(item, nextitem):
    return timing_tests.run_until_undisturbed(item, nextitem)

def pytest_terminal_summary(terminalreporter):
    timing_tests.write_tries(terminalreporter)
"""
#: ``race`` is what a module's fixture measured: 1, then 2 where it is measured anew, and so on.
TESTS = """
import itertools
import pytest

races, calls = itertools.count(1), itertools.count(1)

@pytest.fixture(scope="module")
def race():
    return next(races)

@pytest.mark.timing
def test_timing(race):
    call = next(calls)
    assert {condition}, "too slow"

def test_other(race):
    assert race == {race}
"""


@pytest.mark.parametrize(
    ("condition", "tries", "race", "passes"),
    [
        ("call == 1", 0, 1, True),
        ("call == 3", 2, 3, True),
        # What the fixture of the module holds was disturbed.
        ("race == 2", 1, 2, True),
        ("call > 3", 2, 3, False),
    ],
)
def test_a_timing_test_that_fails_is_tried_again_and_each_try_is_told(
    tmp_path: Path, condition: str, tries: int, race: int, *, passes: bool
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    source = TESTS.format(condition=condition, race=race)
    (tmp_path / "test_it.py").write_text(source, encoding="utf-8")
    done = run_pytest(folder=tmp_path)
    assert (done.returncode == pytest.ExitCode.OK) is passes, done.stdout
    assert done.stdout.count("test_it.py::test_timing: AssertionError: too slow") == tries
    assert ("2 passed" if passes else "1 failed, 1 passed") in done.stdout


def test_a_test_that_asserts_no_times_is_tried_once(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_it.py").write_text("def test_other():\n    assert False\n", encoding="utf-8")
    done = run_pytest(folder=tmp_path)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "measured again" not in done.stdout


def test_a_test_that_must_never_fail_is_tried_once_and_so_are_others_where_many_fail(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    again, tries = timing_tests.TESTS, timing_tests.TRIES
    many = again + 2
    source = f"""
import itertools
import pytest

calls = itertools.count()

@pytest.mark.timing(tries=1)
def test_never():
    next(calls)
    assert False, "accused"

@pytest.mark.timing
@pytest.mark.parametrize("number", range({many}))
def test_timing(number):
    next(calls)
    assert False, "too slow"

def test_calls():
    assert next(calls) == 1 + {again} * {tries} + {many - again}
"""
    (tmp_path / "test_it.py").write_text(source, encoding="utf-8")
    done = run_pytest(folder=tmp_path)
    assert f"{many + 1} failed, 1 passed" in done.stdout
    assert "test_never: AssertionError" not in done.stdout.partition("measured again")[2].partition("short test")[0]
