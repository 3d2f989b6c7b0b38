"""The worked example of impls/ADDING.md works: its files are written into a copy of the checkout and measured there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.fakes.user import BENCHES, run_pytest
from benchmarks.plan.places import ROOT
from benchmarks.plan.questions import PAGES
from benchmarks.plan.sizes import SWEEP
from benchmarks.record.record import read
from benchmarks.record.schema import Failure, Parity
from impls.contenders import challengers

BLOCK = re.compile(r"```python\n# (edit )?(\S+)\n(.*?)```", re.DOTALL)

#: The guide's command for what it added.
COMMAND = re.compile(r"```sh\npytest (.*)\n```")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the checkout with the example's files in it."""
    copy = tmp_path / "checkout"
    for name in ("data", "impls", "benchmarks"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy / name)
    blocks = BLOCK.findall((ROOT / "impls" / "ADDING.md").read_text(encoding="utf-8"))
    assert len(blocks) == 10
    for edit, path, text in blocks:
        file = copy / path
        assert file.exists() == bool(edit), f"{path}: say 'edit' where a file is there already"
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="utf-8") as opened:
            opened.write(f"\n{text}" if edit else text)
    frameworks = copy / "impls" / "contenders.py"
    listed, count = re.subn(r"(?m)^(FRAMEWORKS = .*)\)$", r'\1, "blas")', frameworks.read_text(encoding="utf-8"))
    assert count == 1
    frameworks.write_text(listed, encoding="utf-8")
    for folder in ("blas", "reference"):
        contender = copy / "impls" / folder / "__init__.py"
        declared = contender.read_text(encoding="utf-8")
        assert '"two_layer_net",' in declared
        contender.write_text(declared.replace('"two_layer_net",', '"two_layer_net", "wide_net",'), encoding="utf-8")
    return copy


def test_the_worked_example_is_proven_timed_and_shown(checkout: Path) -> None:
    (command,) = COMMAND.findall((ROOT / "impls" / "ADDING.md").read_text(encoding="utf-8"))
    options = (*shlex.split(command), f"--results={checkout / 'out'}")
    done = run_pytest(*options, *BENCHES, "benchmarks/bench_wide_net.py", folder=checkout, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (checkout / "out" / "runs").iterdir()
    record = read(folder)
    assert {line.contender for line in record.of(Parity) if line.passed} == {"numpy", "blas-sgemm"}
    # Every other question lists it and says why it has no answer, and so does the new one of all other frameworks.
    others = {name for page in PAGES.values() for name in page.names} - {"two_layer_net", SWEEP}
    expected = {(name, "blas"): "this suite has no form of it in BLAS" for name in others}
    expected |= {
        ("wide_net", name): f"this suite has no form of it in {declared.title}"
        for name, declared in challengers().items()
    }
    assert {(line.workload, line.contender): line.reason for line in record.of(Failure)} == expected
    assert {line.status for line in record.of(Failure)} == {"not run"}
    page = (folder / "tables.md").read_text(encoding="utf-8")
    for said in ("### The worst block", "No timed block's loss was off", "a wider layer changes the order.* **Open**"):
        assert said in page
    # Its page can be published, and its question isn't asked unless somebody does.
    known = "from benchmarks.plan.questions import *; assert 'wide' in questions() and 'wide_net' in extras()"
    subprocess.run([sys.executable, "-c", known], cwd=checkout, check=True)
    command = [sys.executable, "-m", "benchmarks", "figures", str(folder)]
    drawn = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert drawn.returncode == 0, drawn.stderr
    assert (folder / "figures" / "wide_net_luck.svg").exists()


def test_the_worked_example_passes_the_tests_of_all_frameworks(checkout: Path) -> None:
    others = " and ".join(f"not {name}" for name in challengers())
    done = run_pytest("impls", "-q", "-rA", "-m", "not full", "-k", others, folder=checkout, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASSED impls/test_learning.py::test_twins_learn_the_same_function[blas-blas-sgemm-wide_net]" in done.stdout
    assert "PASSED impls/test_twins.py::test_a_framework_is_imported_in_its_own_folder_only[blas]" in done.stdout
