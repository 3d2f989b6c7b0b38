"""Is what a machine's files say read, and is what they don't say None and never an error?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.harness.machine import description as machine
from benchmarks.harness.machine import sources
from benchmarks.record.files import as_recorded
from benchmarks.record.machine import Machine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such files")
CPU = "sys/devices/system/cpu"
GROUP = "kubepods/pod1"
#: A machine of our own making: what its files say.
FILES = {
    "proc/cpuinfo": "processor : 0\nvendor_id : GenuineIntel\ncpu family : 6\nmodel : 143\nmodel name : Xeon 8480\n"
    "stepping : 8\nmicrocode : 0x2b\nflags : fpu avx avx2 fma avx512f amx_tile secret_flag\n\nprocessor : 1\n",
    "proc/self/cgroup": f"0::/{GROUP}\n",
    "proc/sys/vm/overcommit_memory": "1\n",
    f"{CPU}/smt/active": "1\n",
    f"{CPU}/intel_pstate/no_turbo": "1\n",
    f"{CPU}/cpufreq/policy0/base_frequency": "2000000\n",
    f"{CPU}/cpufreq/policy0/scaling_max_freq": "2100000\n",
    f"{CPU}/cpufreq/policy0/scaling_governor": "powersave\n",
    f"{CPU}/cpufreq/policy1/scaling_max_freq": "3000000\n",
    f"{CPU}/cpufreq/policy1/scaling_governor": "performance\n",
    f"{CPU}/cpu0/cache/index0/level": "1\n",
    f"{CPU}/cpu0/cache/index0/type": "Data\n",
    f"{CPU}/cpu0/cache/index0/size": "48K\n",
    f"{CPU}/cpu0/cache/index3/level": "3\n",
    f"{CPU}/cpu0/cache/index3/type": "Unified\n",
    f"{CPU}/cpu0/cache/index3/size": "107520K\n",
    "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
    "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
    "sys/class/dmi/id/product_name": "m7i.large\n",
    # What stands above a group limits it too.
    "sys/fs/cgroup/kubepods/cpu.max": "150000 100000\n",
    f"sys/fs/cgroup/{GROUP}/cpu.max": "max 100000\n",
    "sys/fs/cgroup/kubepods/memory.max": "max\n",
    f"sys/fs/cgroup/{GROUP}/memory.max": "1073741824\n",
}
#: What should be read from them.
FACTS = {
    "cpu": "Xeon 8480",
    "cpu_vendor": "GenuineIntel",
    "cpu_family": "6",
    "cpu_model_number": "143",
    "cpu_stepping": "8",
    "microcode": "0x2b",
    "cpu_flags": ["avx", "fma", "avx2", "avx512f", "amx_tile"],
    "virtual": False,
    "smt_active": True,
    "boost_enabled": False,
    "frequency_base_mhz": 2000,
    "frequency_limit_mhz": 3000,
    "frequency_governor": "performance, powersave",
    "cache_bytes": {"L1 data": 48 * 1024, "L3": 105 * 2**20},
    "memory_overcommit": 1,
    "clocksource": "tsc",
    "transparent_hugepages": "madvise",
    "dmi_product": "m7i.large",
    "container": "kubepods",
    "container_cores_limit": 1.5,
    "container_memory_limit_bytes": 2**30,
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the system's root, and no program on PATH."""
    folder = tmp_path / "root"
    folder.mkdir()
    monkeypatch.setattr(sources, "ROOT", folder)
    monkeypatch.setattr(psutil, "PROCFS_PATH", str(folder / "proc"), raising=False)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def fill(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def described() -> dict[str, Any]:
    description = machine.describe()
    assert as_recorded(description, Machine) == description
    return {name: getattr(description, name) for name in machine.FACTS}


def test_what_the_systems_files_say_is_read(root: Path) -> None:
    fill(root, FILES)
    description = described()
    assert {name: description[name] for name in FACTS} == FACTS


def garbage(file: Path) -> None:
    file.write_bytes(bytes(range(256)))


def emptiness(file: Path) -> None:
    file.write_bytes(b"")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [Path.unlink, garbage, emptiness, a_folder])
def test_what_cannot_be_read_is_none_and_no_error(root: Path, spoil: Callable[[Path], None]) -> None:
    fill(root, {**FILES, "proc/meminfo": "MemTotal: 1 kB\n"})
    for name in [*FILES, "proc/meminfo"]:
        spoil(root / name)
    description = described()
    assert {name: description[name] for name in FACTS} == dict.fromkeys(FACTS)
    assert description["memory_bytes"] is None
    assert description["commit"] is None


def test_limits_of_the_first_version_of_control_groups(root: Path) -> None:
    groups = "4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n0::/\n"
    # A container sees its own group as the topmost, yet is told the name that the host has for it.
    limits = {"cpu,cpuacct/cpu.cfs_quota_us": "50000", "cpu,cpuacct/cpu.cfs_period_us": "100000"}
    fill(root, {"proc/self/cgroup": groups, **{f"sys/fs/cgroup/{name}": text for name, text in limits.items()}})
    fill(root, {"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712"})
    description = described()
    assert description["container"] == "docker"
    assert description["container_cores_limit"] == 0.5
    assert description["container_memory_limit_bytes"] is None


@pytest.mark.parametrize(("sign", "name"), [(".dockerenv", "docker"), ("run/.containerenv", "podman")])
def test_a_container_is_known_by_its_files(root: Path, sign: str, name: str) -> None:
    fill(root, {sign: ""})
    assert described()["container"] == name


def test_a_virtual_machine_is_known_by_its_processors_flag(root: Path) -> None:
    fill(root, {"proc/cpuinfo": "flags : fpu hypervisor\n"})
    assert described()["virtual"] is True


@pytest.mark.parametrize("nonsense", [object(), "many", float("nan"), [2]])
def test_a_fact_of_the_wrong_type_is_none_and_costs_no_other(monkeypatch: pytest.MonkeyPatch, nonsense: object) -> None:
    monkeypatch.setitem(machine.FACTS, "logical_cores", lambda: nonsense)
    monkeypatch.setitem(machine.FACTS, "packages", lambda: nonsense)
    description = described()
    assert (description["logical_cores"], description["packages"]) == (None, {})
    assert description["system"]
