"""Two records know the same machine, and another by what differs."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks.analysis.machines import differences, groups, identity, letters, several
from benchmarks.record.machine import GpuModel, Machine


def gpu(name: str | None, clock_mhz: int | None = None) -> GpuModel:
    unknown: dict[str, Any] = dict.fromkeys(GpuModel.__struct_fields__)
    return GpuModel(**unknown | {"name": name, "clock_current_mhz": clock_mhz})


ONE = Machine(
    cpu="AMD EPYC",
    cpu_vendor="AuthenticAMD",
    cpu_family="25",
    cpu_model_number="17",
    cpu_stepping="1",
    cpu_flags=["avx2", "avx512f"],
    cache_bytes={"L1 data": 2**15, "L3": 2**25},
    logical_cores=8,
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
        ({"cpu_family": "26"}, "family: 25 against 26"),
        ({"cpu_stepping": None}, "stepping: 1 against unknown"),
        ({"cpu_flags": ["avx2", "avx_vnni"]}, "instructions: only the first has avx512f, only the second has avx_vnni"),
        ({"cache_bytes": {"L1 data": 49152}}, "caches: L1 data 32 KiB against 48 KiB, L3 32768 KiB against none"),
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
        {"cpu_flags": ["avx512f", "avx2"]},
        {"memory_bytes": 32 * 2**30 - 4096},
        {"load_average": [9.0, 9.0, 9.0]},
        {"gpus": [gpu(None)]},
        {"gpus": [gpu("NVIDIA H200", 1980)]},
    ],
)
def test_what_surroundings_do_not_say_or_what_changes_with_time_is_no_difference(other: dict[str, Any]) -> None:
    assert differences(ONE, replace(ONE, **other)) == []
    assert differences(replace(ONE, **other), ONE) == []


def test_what_is_not_known_of_an_identity_is_said_and_equals_nothing_not_even_itself() -> None:
    silent = replace(ONE, cpu_flags=None, cache_bytes={})
    assert differences(silent, silent) == ["instructions: unknown of both", "caches: unknown of both"]
    assert "instructions unknown, caches unknown, 8 cores" in identity(silent)
    assert groups([ONE, silent, ONE, replace(silent)]) == [0, 1, 0, 3]


def test_results_of_one_machine_need_no_words_and_those_of_several_name_what_differs() -> None:
    other = replace(ONE, cpu_family="26", cpu_model_number="2")
    assert (letters([ONE, ONE]), several([ONE, ONE])) == (["", ""], "")
    assert letters([ONE, other, ONE]) == ["A", "B", "A"]
    said = several([ONE, other, ONE])
    assert "come from 2 machines" in said
    assert said.endswith("They differ, A and B in family: 25 against 26, model: 17 against 2.")
