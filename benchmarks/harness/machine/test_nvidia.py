"""What nvidia-smi says of GPUs is read; what it doesn't say is None, and no answer is no error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from benchmarks.harness.machine import description as machine
from benchmarks.harness.machine import nvidia, sources
from benchmarks.record.machine import GpuModel

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
    first, second = machine.describe().gpus or []
    assert first == GpuModel(
        name="NVIDIA H200",
        driver="570.86",
        memory_bytes=143771 * 2**20,
        clock_current_mhz=345,
        clock_max_mhz=1980,
        memory_clock_max_mhz=3201,
        power_limit_watts=700,
        persistence_mode="Enabled",
        mig_mode="Disabled",
    )
    assert msgspec.structs.asdict(second) == {
        **dict.fromkeys(GpuModel.__struct_fields__),
        "name": "Tesla T4",
        "driver": "570.86",
        "persistence_mode": "Disabled",
    }


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
    assert machine.describe().gpus is None


@pytest.mark.parametrize(("reasons", "throttled"), [("0x0000000000000020", True), ("0x0000000000000001", False)])
def test_clocks_and_throttling_are_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reasons: str,
    throttled: bool,  # noqa: FBT001
) -> None:
    put_nvidia_smi(tmp_path, f"echo '1980, 2619, 41, 120.5, {reasons}'", monkeypatch)
    assert nvidia.state() == {
        "clock_mhz": 1980.0,
        "memory_clock_mhz": 2619.0,
        "temperature_celsius": 41.0,
        "power_watts": 120.5,
        "throttled": throttled,
    }


def test_the_state_of_the_first_gpu_is_none_where_it_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_nvidia_smi(tmp_path, "echo '[N/A], 2619, 41, [N/A], [N/A]'; echo '1, 2, 3, 4, 0x1'", monkeypatch)
    state = nvidia.state()
    assert (state["clock_mhz"], state["power_watts"], state["throttled"]) == (None, None, None)
    assert state["memory_clock_mhz"] == 2619


@pytest.mark.parametrize("script", ["exit 9", "echo garbage", "true"])
def test_a_tool_that_fails_says_nothing_of_clocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    put_nvidia_smi(tmp_path, script, monkeypatch)
    assert nvidia.state() == {}


def test_a_machine_without_the_tool_says_nothing_of_clocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert nvidia.state() == {}
