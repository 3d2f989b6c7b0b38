"""Are GPUs described where nvidia-smi answers, and is it no error where it doesn't?"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.harness.machine import description as machine
from benchmarks.harness.machine import sources

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for nvidia-smi is a shell script")
A_GPU = "NVIDIA H200, 570.86, 143771, 345, 1980, 3201, 700.00, Enabled, Disabled"


def put_nvidia_smi(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), os.environ["PATH"]]))


def test_every_gpu_is_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = "Tesla T4, 570.86, [N/A], [Not Supported], nan, [Unknown Error], [N/A], Disabled, [N/A]"
    put_nvidia_smi(tmp_path, f"echo '{A_GPU}'; echo '{silent}'", monkeypatch)
    first, second = machine.describe()["gpus"]
    assert first == {
        "name": "NVIDIA H200",
        "driver": "570.86",
        "memory_bytes": 143771 * 2**20,
        "clock_current_mhz": 345,
        "clock_max_mhz": 1980,
        "memory_clock_max_mhz": 3201,
        "power_limit_watts": 700,
        "persistence_mode": "Enabled",
        "mig_mode": "Disabled",
    }
    known = {"name": "Tesla T4", "driver": "570.86", "persistence_mode": "Disabled"}
    assert second == {**dict.fromkeys(first), **known}


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("exec sleep 60", id="hangs"),
        pytest.param(f"echo '{A_GPU}'; exit 9", id="fails"),
        pytest.param("echo 'No devices were found'", id="talks"),
        pytest.param(r"printf '\000\377\200,\n\n\"'", id="prints garbage"),
        pytest.param("true", id="is silent"),
    ],
)
def test_an_nvidia_smi_without_an_answer_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    put_nvidia_smi(tmp_path, script, monkeypatch)
    monkeypatch.setattr(sources, "LIMIT_SECONDS", 0.5)
    assert machine.describe()["gpus"] is None
