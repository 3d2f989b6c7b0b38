"""What nvidia-smi says is read; what it doesn't say is None."""

from pathlib import Path

import pytest

from benchmarks.harness.machine import gpu


def program(folder: Path, script: str) -> str:
    file = folder / "nvidia-smi"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


@pytest.mark.parametrize(("reasons", "throttled"), [("0x0000000000000020", True), ("0x0000000000000001", False)])
def test_clocks_and_throttling_are_read(tmp_path: Path, reasons: str, throttled: bool) -> None:  # noqa: FBT001
    found = gpu.state(program(tmp_path, f"echo '1980, 2619, 41, 120.5, {reasons}'"))
    assert found == {
        "clock_mhz": 1980.0,
        "memory_clock_mhz": 2619.0,
        "temperature_celsius": 41.0,
        "power_watts": 120.5,
        "throttled": throttled,
    }


def test_fields_that_a_gpu_does_not_know_are_none(tmp_path: Path) -> None:
    found = gpu.state(program(tmp_path, "echo '[N/A], 2619, 41, [N/A], [N/A]'"))
    assert (found["clock_mhz"], found["power_watts"], found["throttled"]) == (None, None, None)


@pytest.mark.parametrize("script", ["exit 9", "echo garbage", "true"])
def test_a_tool_that_fails_says_nothing(tmp_path: Path, script: str) -> None:
    assert gpu.state(program(tmp_path, script)) == {}


def test_a_machine_without_the_tool_says_nothing(tmp_path: Path) -> None:
    assert gpu.state(str(tmp_path / "nowhere")) == {}
