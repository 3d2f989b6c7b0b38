"""Does every framework measure the same ceilings, and believable ones?"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import plan
from benchmarks.harness.runner.process import environment
from benchmarks.harness.worker import ceilings
from benchmarks.plan.places import ROOT
from impls.contenders import FRAMEWORKS, framework, offers, versions

#: Prints what a framework measures at sizes for a test, and the signatures of the functions that it measures with.
MEASURE = """
import inspect, json, sys
from importlib import import_module
from benchmarks.harness.worker import ceilings

package = sys.argv[1]
import_module(f"{package}.device").configure(device="cpu", threads=1)
ceilings.MATMUL_SIZE["cpu"], ceilings.COPY_BYTES["cpu"] = 256, 64 * 2**20
module = import_module(f"{package}.ceilings")
signatures = [str(inspect.signature(function)) for function in (module.matmul_seconds, module.copy_seconds)]
print(json.dumps({"signatures": signatures, **ceilings.measure(package, device="cpu")}))
"""


in_every_framework = pytest.mark.parametrize("name", [name for name in FRAMEWORKS if offers(name, "ceilings")])


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("scratch"))


@cache
def measured(name: str, scratch: str) -> dict[str, Any]:
    if not versions(name):
        pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).distributions)} is")
    framework_variables = framework(name).environment(device="cpu", threads=1, scratch=scratch)
    variables = environment(device="cpu", threads=1, scratch=Path(scratch), own=framework_variables)
    command = [sys.executable, "-c", MEASURE, f"impls.{name}"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    measurement: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measurement


@in_every_framework
def test_ceilings_have_the_same_signatures_in_every_framework(name: str, scratch: str) -> None:
    measurement = measured(name, scratch)
    assert measurement["signatures"] == measured("reference", scratch)["signatures"]
    assert measurement["matmul_flop_per_second"] > 0
    assert measurement["copy_bytes_per_second"] > 0


@in_every_framework
def test_no_copy_is_far_from_numpys_so_none_was_left_out(name: str, scratch: str) -> None:
    numpy = measured("reference", scratch)["copy_bytes_per_second"]
    assert numpy / 10 < measured(name, scratch)["copy_bytes_per_second"] < 10 * numpy


def test_ceilings_are_work_divided_by_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "half_a_second"
    package.mkdir()
    (package / "__init__.py").touch()
    functions = [f"def {name}(size, *, device, timer): return 0.5\n" for name in ("matmul_seconds", "copy_seconds")]
    (package / "ceilings.py").write_text("".join(functions), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert ceilings.measure("half_a_second", device="cpu") == {
        "matmul_flop_per_second": 4 * ceilings.MATMUL_SIZE["cpu"] ** 3,
        "copy_bytes_per_second": 4 * ceilings.COPY_BYTES["cpu"],
    }


def test_a_framework_may_have_no_ceilings() -> None:
    assert ceilings.measure(plan.__name__, device="cpu") == {}
