"""Does a record say what machine it was measured on, and do two records know the same machine?"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pytest

from benchmarks.harness.machine import description as machine

pytestmark = pytest.mark.timing

ONE = {
    "cpu": "AMD EPYC",
    "physical_cores": 8,
    "usable_cores": 8,
    "memory_bytes": 32 * 2**30,
    "virtual": True,
    "hypervisor": "kvm",
    "gpus": [{"name": "NVIDIA H200", "clock_current_mhz": 345}],
    "architecture": "x86_64",
    "load_average": [0.1, 0.2, 0.3],
}


def described() -> dict[str, Any]:
    found = machine.describe()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found) == list(machine.FACTS)
    return found


def test_the_core_facts_of_this_machine_are_there() -> None:
    found = described()
    assert found["logical_cores"] >= found["usable_cores"] >= 1
    assert found["memory_bytes"] > found["memory_available_bytes"] > 0
    assert found["packages"]["numpy"] == found["versions"]["numpy"] == np.__version__
    assert found["python"].startswith(".".join(str(part) for part in sys.version_info[:3]))
    assert found["clock"]["monotonic"]
    assert found["clock"]["resolution_seconds"] < 1e-3
    assert found["system"]
    assert found["architecture"]
    assert found["date_utc"].startswith("20")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"cpu": "Xeon"}, "cpu: AMD EPYC against Xeon"),
        ({"physical_cores": 4}, "physical cores: 8 against 4"),
        ({"usable_cores": 2}, "usable cores: 8 against 2"),
        ({"memory_bytes": 16 * 2**30}, "memory: 32 GiB against 16 GiB"),
        ({"virtual": False}, "virtual: yes against no"),
        ({"hypervisor": "vmware"}, "hypervisor: kvm against vmware"),
        ({"gpus": [{"name": "Tesla T4"}, {"name": "NVIDIA H200"}]}, "GPUs: NVIDIA H200 against NVIDIA H200, Tesla T4"),
        ({"architecture": "aarch64"}, "architecture: x86_64 against aarch64"),
    ],
)
def test_another_machine_is_told_by_what_differs(other: dict[str, Any], said: str) -> None:
    assert machine.same_machine(ONE, {**ONE, **other}) == [said]


@pytest.mark.parametrize(
    "other",
    [
        dict.fromkeys(ONE),
        {"memory_bytes": 32 * 2**30 - 4096},
        {"load_average": [9.0, 9.0, 9.0]},
        {"gpus": [{"name": None}]},
        {"gpus": [{"name": "NVIDIA H200", "clock_current_mhz": 1980}]},
    ],
)
def test_what_a_machine_does_not_say_or_what_changes_with_time_is_no_difference(other: dict[str, Any]) -> None:
    assert machine.same_machine(ONE, {**ONE, **other}) == []
    assert machine.same_machine({**ONE, **other}, ONE) == []
    assert machine.same_machine(ONE, {}) == []


def test_this_machine_is_the_same_as_itself_in_an_older_record() -> None:
    found = described()
    assert machine.same_machine(found, json.loads(json.dumps(found))) == []
    older = {name: found[name] for name in ("cpu", "physical_cores", "logical_cores", "memory_bytes", "system")}
    assert machine.same_machine(older, found) == []
