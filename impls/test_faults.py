"""Do planted faults show as users of each mode have to expect? Every row comes from running the fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from impls.contenders import framework, versions
from impls.faults import FAULTS, STEPS, correct, judged

ROOT = Path(__file__).parent.parent
MODES = {
    "pytorch": ("eager", "compile", "compile-fullgraph"),
    "tensorflow": ("eager", "graph", "xla", "session"),
}
CELLS = [(name, mode) for name, modes in MODES.items() for mode in modes]
STATIC = [cell for cell in CELLS if cell[1] != "eager"]
in_every_mode = pytest.mark.parametrize(("name", "mode"), CELLS)
in_every_framework = pytest.mark.parametrize("name", MODES)

Row = dict[str, Any]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("scratch"))


@cache
def rows(name: str, scratch: str) -> list[Row]:
    if not versions(name):
        pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).DISTRIBUTIONS)} is")
    environment = os.environ | {"OMP_NUM_THREADS": "1"} | framework(name).environment(threads=1, scratch=scratch)
    command = [sys.executable, "-m", "impls.faults", name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Row] = json.loads(done.stdout)
    return found


def row(name: str, mode: str, fault: str, scratch: str) -> Row:
    (found,) = (each for each in rows(name, scratch) if (each["mode"], each["fault"]) == (mode, fault))
    return found


@in_every_framework
def test_every_fault_has_one_row_in_every_mode(name: str, scratch: str) -> None:
    found = [(each["fault"], each["mode"]) for each in rows(name, scratch)]
    assert found == [(fault.name, mode) for fault in FAULTS for mode in MODES[name]]


@in_every_framework
def test_rows_tell_when_and_where_if_and_only_if_something_is_raised(name: str, scratch: str) -> None:
    for each in rows(name, scratch):
        assert bool(each["raised"]) == (each["when"] != "never") == (each["names_line"] is not None)
        assert bool(each["raised"]) == bool(each["message"])
        assert (each["frames_below"] is not None) == bool(each["named_by"]) == bool(each["names_line"])
        assert str(ROOT) not in each["message"]
        assert len(each["message"]) <= 200


@in_every_mode
def test_without_a_fault_nothing_is_raised_and_nothing_is_wrong(name: str, mode: str, scratch: str) -> None:
    control = row(name, mode, "no_fault", scratch)
    assert (control["when"], control["result"]) == ("never", "")


@in_every_mode
@pytest.mark.parametrize("fault", ["shape_mismatch", "dtype_mismatch"])
def test_what_cannot_be_multiplied_is_always_raised(name: str, mode: str, fault: str, scratch: str) -> None:
    expected = "build" if mode == "session" else "every call"
    assert row(name, mode, fault, scratch)["when"] == expected


@in_every_framework
@pytest.mark.parametrize("fault", ["shape_mismatch", "dtype_mismatch", "index_out_of_range"])
def test_eager_tracebacks_lead_to_the_line(name: str, fault: str, scratch: str) -> None:
    assert row(name, "eager", fault, scratch)["named_by"] == "traceback"


@in_every_mode
def test_the_line_of_a_shape_mismatch_is_named(name: str, mode: str, scratch: str) -> None:
    expected = "traceback" if mode in {"eager", "session"} else "message"
    assert row(name, mode, "shape_mismatch", scratch)["named_by"] == expected


@in_every_mode
def test_nan_is_never_raised_without_a_detector(name: str, mode: str, scratch: str) -> None:
    found = row(name, mode, "nan_in_layer", scratch)
    assert (found["when"], found["result"]) == ("never", "NaN, silently")


@in_every_mode
def test_detectors_raise_the_nan_and_nothing_else_but_under_xla(name: str, mode: str, scratch: str) -> None:
    assert row(name, mode, "nan_with_detector", scratch)["raised"]
    # TensorFlow's detector consists of operations that XLA can't compile.
    assert bool(row(name, mode, "no_fault_with_detector", scratch)["raised"]) == (mode == "xla")


def test_pytorchs_detector_names_where_the_gradient_turns_nan_and_tensorflows_where_the_value_does(
    scratch: str,
) -> None:
    found = row("pytorch", "eager", "nan_with_detector", scratch)
    assert (found["names_line"], found["result"]) == (False, "names the line +2 from it instead")
    assert all(row("tensorflow", mode, "nan_with_detector", scratch)["names_line"] for mode in ("eager", "graph"))


@in_every_mode
def test_an_index_out_of_range_is_raised_but_under_xla(name: str, mode: str, scratch: str) -> None:
    found = row(name, mode, "index_out_of_range", scratch)
    expected = ("never", "the last row in its place, silently") if mode == "xla" else ("every call", "")
    assert (found["when"], found["result"]) == expected


@in_every_framework
@pytest.mark.parametrize("fault", ["print_in_step", "append_in_step"])
def test_eager_side_effects_happen_on_every_step(name: str, fault: str, scratch: str) -> None:
    found = row(name, "eager", fault, scratch)
    assert (found["prints"], found["result"]) == (STEPS, "")


@pytest.mark.parametrize("fault", ["print_in_step", "append_in_step"])
def test_side_effects_happen_only_while_tensorflow_traces_and_show_no_number(fault: str, scratch: str) -> None:
    for mode, expected in (("graph", 1), ("xla", 1), ("session", 0)):
        found = row("tensorflow", mode, fault, scratch)
        assert (found["prints"], found["result"]) == (expected, f"0 of {STEPS} losses can be read")


def test_torch_compile_keeps_side_effects_and_refuses_a_print_only_in_a_whole_graph(scratch: str) -> None:
    for mode, fault in (
        ("compile", "print_in_step"),
        ("compile", "append_in_step"),
        ("compile-fullgraph", "append_in_step"),
    ):
        found = row("pytorch", mode, fault, scratch)
        assert (found["prints"], found["result"]) == (STEPS, "")
    assert row("pytorch", "compile-fullgraph", "print_in_step", scratch)["raised"] == "Unsupported"


@in_every_mode
def test_a_branch_on_the_loss_goes_the_right_way_or_is_refused(name: str, mode: str, scratch: str) -> None:
    found = row(name, mode, "branch_on_loss", scratch)
    assert found["result"] == ""
    assert found["when"] == {"compile-fullgraph": "every call", "session": "build"}.get(mode, "never")


@in_every_mode
def test_gradients_add_up_in_pytorch_only(name: str, mode: str, scratch: str) -> None:
    expected = "2 times the gradient on step 2, silently" if name == "pytorch" else ""
    assert row(name, mode, "gradients_not_reset", scratch)["result"] == expected


@in_every_framework
def test_a_debugger_stops_on_every_eager_step(name: str, scratch: str) -> None:
    assert {each["debugger_stops"] for each in rows(name, scratch) if each["mode"] == "eager"} == {STEPS}


@pytest.mark.parametrize(("name", "mode"), STATIC)
def test_a_debugger_does_not_stop_in_a_static_graph(name: str, mode: str, scratch: str) -> None:
    assert row(name, mode, "no_fault", scratch)["debugger_stops"] == 0


def test_right_values_are_judged_right_and_wrong_ones_by_how_much() -> None:
    for fault in ("no_fault", "branch_on_loss", "gradients_not_reset"):
        values = correct(fault)
        assert judged(fault, list(values)) == ""
        assert judged(fault, list(values * np.array([1, 3, 1]))).startswith("3 times the ")
    assert judged("nan_in_layer", [1.0, float("nan"), 1.0]) == "NaN, silently"
