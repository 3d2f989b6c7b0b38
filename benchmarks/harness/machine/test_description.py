"""Does a record say what machine it was measured on?"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from benchmarks.analysis.machines import same_machine
from benchmarks.harness.machine import description as machine
from benchmarks.plan.places import ROOT

pytestmark = pytest.mark.timing


def described() -> dict[str, Any]:
    description = machine.describe()
    assert json.loads(json.dumps(description, allow_nan=False)) == description
    assert list(description) == list(machine.FACTS)
    return description


def test_the_core_facts_of_this_machine_are_there() -> None:
    description = described()
    assert description["logical_cores"] >= description["usable_cores"] >= 1
    assert description["memory_bytes"] > description["memory_available_bytes"] > 0
    assert description["packages"]["numpy"] == description["versions"]["numpy"] == np.__version__
    assert description["python"].startswith(".".join(str(part) for part in sys.version_info[:3]))
    assert description["clock"]["monotonic"]
    assert description["clock"]["resolution_seconds"] < 1e-3
    assert description["system"]
    assert description["architecture"]
    assert description["date_utc"].startswith("20")


def test_describing_a_machine_imports_no_framework() -> None:
    script = (
        "import sys; from benchmarks.harness.machine import description; description.describe(); "
        "print({'torch', 'tensorflow', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_this_machine_is_the_same_as_itself_in_an_older_record() -> None:
    description = described()
    assert same_machine(description, json.loads(json.dumps(description))) == []
    older = {name: description[name] for name in ("cpu", "physical_cores", "logical_cores", "memory_bytes", "system")}
    assert same_machine(older, description) == []
