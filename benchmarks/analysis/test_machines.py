"""Two records know the same machine, and another by what differs."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks.analysis.machines import differences
from benchmarks.record.machine import GpuModel, Machine


def gpu(name: str | None, clock_mhz: int | None = None) -> GpuModel:
    unknown: dict[str, Any] = dict.fromkeys(GpuModel.__struct_fields__)
    return GpuModel(**unknown | {"name": name, "clock_current_mhz": clock_mhz})


ONE = Machine(
    cpu="AMD EPYC",
    physical_cores=8,
    usable_cores=8,
    memory_bytes=32 * 2**30,
    virtual=True,
    hypervisor="kvm",
    gpus=[gpu("NVIDIA H200", 345)],
    architecture="x86_64",
    load_average=[0.1, 0.2, 0.3],
)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"cpu": "Xeon"}, "cpu: AMD EPYC against Xeon"),
        ({"physical_cores": 4}, "physical cores: 8 against 4"),
        ({"usable_cores": 2}, "usable cores: 8 against 2"),
        ({"memory_bytes": 16 * 2**30}, "memory: 32 GiB against 16 GiB"),
        ({"virtual": False}, "virtual: yes against no"),
        ({"hypervisor": "vmware"}, "hypervisor: kvm against vmware"),
        ({"gpus": [gpu("Tesla T4"), gpu("NVIDIA H200")]}, "GPUs: NVIDIA H200 against NVIDIA H200, Tesla T4"),
        ({"architecture": "aarch64"}, "architecture: x86_64 against aarch64"),
    ],
)
def test_another_machine_is_told_by_what_differs(other: dict[str, Any], said: str) -> None:
    assert differences(ONE, replace(ONE, **other)) == [said]


@pytest.mark.parametrize(
    "other",
    [
        dict.fromkeys(("cpu", "physical_cores", "memory_bytes", "virtual", "hypervisor", "gpus")),
        {"memory_bytes": 32 * 2**30 - 4096},
        {"load_average": [9.0, 9.0, 9.0]},
        {"gpus": [gpu(None)]},
        {"gpus": [gpu("NVIDIA H200", 1980)]},
    ],
)
def test_what_a_machine_does_not_say_or_what_changes_with_time_is_no_difference(other: dict[str, Any]) -> None:
    assert differences(ONE, replace(ONE, **other)) == []
    assert differences(replace(ONE, **other), ONE) == []
    assert differences(ONE, Machine()) == []
