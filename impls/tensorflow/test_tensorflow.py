"""Does TensorFlow do what its documentation says, and what users of each mode have to expect of planted faults?"""

from __future__ import annotations

import pytest

from impls.conftest import Answers, Ask, row_of, variants_of
from impls.faults import FAULTS, STEPS

MODES = ("eager", "graph", "xla", "session")
in_every_mode = pytest.mark.parametrize("mode", MODES)


@pytest.fixture
def told(ask: Ask) -> Answers:
    return ask("tensorflow")


def test_copies_and_views_are_observed_as_documented(told: Answers) -> None:
    for way, copies in {"tf.experimental.dlpack": False, ".numpy()": True, "memoryview": False}.items():
        observed = {variant["facts"]["copies"] for variant in variants_of(told, "bridge") if variant["name"] == way}
        assert observed == {copies}, way


def test_views_of_tensors_are_read_only(told: Answers) -> None:
    facts = [variant["facts"] for variant in variants_of(told, "bridge") if "writable" in variant["facts"]]
    assert {fact["writable"] for fact in facts if not fact["copies"]} == {False}


def test_faults_are_planted_in_every_mode(told: Answers) -> None:
    assert [row["mode"] for row in told["faults"]] == [*MODES] * len(FAULTS)


@in_every_mode
@pytest.mark.parametrize("fault", ["shape_mismatch", "dtype_mismatch"])
def test_what_cannot_be_multiplied_is_raised_and_by_a_session_before_it_runs(
    told: Answers, mode: str, fault: str
) -> None:
    assert row_of(told, mode, fault)["when"] == ("build" if mode == "session" else "every call")


@in_every_mode
def test_the_line_of_a_shape_mismatch_is_in_the_traceback_or_traced_in_the_message(told: Answers, mode: str) -> None:
    expected = "traceback" if mode in {"eager", "session"} else "message"
    assert row_of(told, mode, "shape_mismatch")["named_by"] == expected


@in_every_mode
def test_an_index_out_of_range_is_raised_but_under_xla(told: Answers, mode: str) -> None:
    row = row_of(told, mode, "index_out_of_range")
    expected = ("never", "the last row in its place, silently") if mode == "xla" else ("every call", "")
    assert (row["when"], row["result"]) == expected


@in_every_mode
def test_the_detector_raises_nothing_but_the_nan_except_under_xla(told: Answers, mode: str) -> None:
    # The detector consists of operations that XLA can't compile.
    assert bool(row_of(told, mode, "no_fault_with_detector")["raised"]) == (mode == "xla")


@pytest.mark.parametrize("mode", ["eager", "graph"])
def test_the_detector_names_where_the_value_turns_nan(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "nan_with_detector")["names_line"]


@pytest.mark.parametrize("fault", ["print_in_step", "append_in_step"])
def test_side_effects_happen_only_while_graphs_are_traced_and_show_no_number(told: Answers, fault: str) -> None:
    for mode, expected in (("graph", 1), ("xla", 1), ("session", 0)):
        row = row_of(told, mode, fault)
        assert (row["prints"], row["result"]) == (expected, f"0 of {STEPS} losses can be read")


@in_every_mode
def test_a_branch_on_the_loss_is_refused_only_by_a_session(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "branch_on_loss")["when"] == ("build" if mode == "session" else "never")


@in_every_mode
def test_gradients_do_not_add_up(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "gradients_not_reset")["result"] == ""


def test_a_debugger_never_stops_in_a_captured_step(told: Answers) -> None:
    assert {row_of(told, mode, "no_fault")["debugger_stops"] for mode in MODES if mode != "eager"} == {0}


@pytest.mark.parametrize("fault", ["dtype_mismatch", "index_out_of_range"])
def test_as_it_is_called_what_is_raised_leads_to_the_line_by_its_traceback(told: Answers, fault: str) -> None:
    assert row_of(told, "eager", fault)["named_by"] == "traceback"


def test_what_is_kept_of_a_step_that_is_called_can_be_read(told: Answers) -> None:
    row = row_of(told, "eager", "append_in_step")
    assert (row["prints"], row["result"]) == (STEPS, "")
