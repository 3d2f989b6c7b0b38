"""Does a record say what machine it was measured on?"""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from benchmarks.analysis.machines import differences
from benchmarks.harness.machine import description as machine
from benchmarks.plan.places import ROOT
from benchmarks.record.files import as_recorded
from benchmarks.record.machine import Machine
from impls.contenders import challengers


def test_the_core_facts_of_this_machine_are_there() -> None:
    description = machine.describe()
    assert (description.logical_cores or 0) >= (description.usable_cores or 0) >= 1
    assert (description.memory_bytes or 0) > (description.memory_available_bytes or 0) > 0
    assert description.packages["numpy"] == description.versions["numpy"] == np.__version__
    assert (description.python or "").startswith(".".join(str(part) for part in sys.version_info[:3]))
    assert description.clock is not None
    assert description.clock.monotonic
    assert description.clock.resolution_seconds < 1e-3
    assert description.system
    assert description.architecture
    assert (description.date_utc or "").startswith("20")


def test_every_fact_that_a_record_holds_has_a_reader_and_no_other_is_read() -> None:
    assert set(machine.FACTS) == set(Machine.__struct_fields__)


def test_describing_a_machine_imports_no_framework() -> None:
    modules = {name.replace("-", "_") for framework in challengers().values() for name in framework.distributions}
    script = (
        "import sys; from benchmarks.harness.machine import description; description.describe(); "
        f"print({modules!r} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_this_machine_is_the_same_as_itself_in_a_record() -> None:
    description = machine.describe()
    assert differences(description, as_recorded(description, Machine)) == []
