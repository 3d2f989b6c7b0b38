"""Frameworks are asked who computed, in processes of their own, and what libraries print is heard."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.harness.runner.causes import find_causes
from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.datasets import prepare
from benchmarks.harness.runner.progress import Schedule, silence
from benchmarks.harness.runner.workers import Workers
from benchmarks.harness.worker.causes import Listener
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import roster
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.files import Recorder
from impls.contenders import FRAMEWORKS, framework, versions

NET = "two_layer_net"
FULL = [pytest.param(name, marks=[pytest.mark.full] * (name != "reference")) for name in FRAMEWORKS]


@pytest.mark.skipif(sys.platform == "win32", reason="libraries of C are called")
def test_what_libraries_of_c_print_is_heard_and_kept(capfd: pytest.CaptureFixture[str]) -> None:
    listener, library = Listener(), ctypes.CDLL(None)
    assert listener.hear(lambda: library.printf(b"first\n")) == "first\n"
    assert listener.hear(lambda: os.write(2, b"second\n")) == "second\n"
    assert listener.heard.split() == ["first", "second"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", FULL)
def test_a_framework_says_who_multiplied_in_its_plain_form(name: str, tmp_path: Path) -> None:
    declared = framework(name)
    if not versions(name) or not declared.libraries:
        pytest.skip(f"{name} isn't installed, or declares no library that could be asked")
    cell = Cell(NET, declared.plain)
    settings = Settings(effort=replace(EFFORTS["smoke"], starts=1, start_workloads=(NET,)))
    recorder = Recorder(tmp_path, device="cpu", effort="smoke")
    data = prepare([NET], settings, recorder, cache_folder=tmp_path / "cache")
    with Workers(settings, logs=tmp_path / "logs") as workers:
        find_causes(
            RunContext(
                cells=[cell],
                settings=settings,
                roster=roster(),
                data=data,
                recorder=recorder,
                schedule=Schedule([], silence),
                workers=workers,
            ),
            [NET],
        )
    lines = [json.loads(line) for line in recorder.file.read_text(encoding="utf-8").splitlines()]
    (said,) = (line for line in lines if line["kind"] == "causes")
    assert Cell(said["workload"], said["contender"]) == cell
    assert said["libraries"]
    assert "unknown" not in {*said["libraries"], *said["libraries"].values()}
