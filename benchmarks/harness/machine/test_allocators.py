"""An allocator is what a process has, or it is said that this machine hasn't got it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks.harness.machine import allocators
from benchmarks.harness.machine.allocators import ALLOCATORS, Allocator
from impls.contenders import contenders

#: Takes 32 MiB and gives them back, thirty times, and says how often it touched new pages since the third time.
PROGRAM = """
from resource import RUSAGE_SELF, getrusage
for number in range(30):
    bytearray(b"x") * (32 << 20)
    if number == 2:
        before = getrusage(RUSAGE_SELF).ru_minflt
print(getrusage(RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(name: str) -> int:
    environment = os.environ | allocators.variables(name)
    command = [sys.executable, "-c", PROGRAM]
    return int(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("name", ALLOCATORS)
def test_an_allocator_that_keeps_memory_touches_none_anew(name: str) -> None:
    if allocators.missing(name):
        assert name in allocators.missing(name) or ALLOCATORS[name].libc
        return
    assert page_faults(name) < page_faults("") / 10


def test_what_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALLOCATORS, "none", Allocator(library="no_such_library", package="no-such-package"))
    monkeypatch.setitem(ALLOCATORS, "elsewhere", Allocator(libc="no such libc"))
    assert "no-such-package" in allocators.missing("none")
    assert "no such libc" in allocators.missing("elsewhere")
    assert allocators.variables("none") == {}
    with pytest.raises(RuntimeError, match="no_such_library was to be loaded"):
        allocators.check_loaded("none")


def test_the_systems_own_way_needs_nothing() -> None:
    assert (allocators.missing(""), allocators.variables("")) == ("", {})
    allocators.check_loaded("")


def test_contenders_ask_for_allocators_that_there_are() -> None:
    assert {contender.allocator for contender in contenders().values()} <= {"", *ALLOCATORS}
