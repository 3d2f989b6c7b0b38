"""Does PyTorch do what its documentation says, and what users of each mode have to expect of planted faults?"""

from __future__ import annotations

import pytest

from impls.check import OTHERS, PLAIN
from impls.conftest import Answers, Ask, row_of, variants_of
from impls.faults import FAULTS, STEPS

MODES = ("eager", "compile", "compile-fullgraph")
in_every_mode = pytest.mark.parametrize("mode", MODES)
in_both_parts = pytest.mark.parametrize("part", [PLAIN, pytest.param(OTHERS, marks=pytest.mark.full)])


@pytest.fixture
def told(ask: Ask) -> Answers:
    return ask("pytorch")


@in_both_parts
def test_the_compiled_step_is_two_graphs_broken_by_backward_and_around_torch_optim(ask: Ask, part: str) -> None:
    learned = ask("pytorch", part)["learned"]["pytorch-compile"]
    assert learned
    for workload in learned.values():
        assert workload["captured"] == {"graphs": 2, "graph_breaks": 4}


def test_copies_and_views_are_observed_as_documented(told: Answers) -> None:
    documented = {"torch.tensor": True, "torch.from_numpy": False, "torch.from_dlpack": False, ".numpy()": False}
    for way, copies in documented.items():
        observed = {variant["facts"]["copies"] for variant in variants_of(told, "bridge") if variant["name"] == way}
        assert observed == {copies}, way


def test_views_of_tensors_are_writable(told: Answers) -> None:
    facts = [variant["facts"] for variant in variants_of(told, "bridge") if "writable" in variant["facts"]]
    assert {fact["writable"] for fact in facts if not fact["copies"]} == {True}


def test_faults_are_planted_in_every_mode(told: Answers) -> None:
    assert [row["mode"] for row in told["faults"]] == [*MODES] * len(FAULTS)


@in_every_mode
@pytest.mark.parametrize("fault", ["shape_mismatch", "dtype_mismatch", "index_out_of_range"])
def test_what_cannot_be_computed_is_raised_on_every_call(told: Answers, mode: str, fault: str) -> None:
    row = row_of(told, mode, fault)
    assert (row["when"], row["result"]) == ("every call", "")


@in_every_mode
def test_the_line_of_a_shape_mismatch_is_in_the_traceback_or_compiled_in_the_message(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "shape_mismatch")["named_by"] == ("traceback" if mode == "eager" else "message")


@in_every_mode
def test_the_detector_raises_nothing_but_the_nan(told: Answers, mode: str) -> None:
    assert not row_of(told, mode, "no_fault_with_detector")["raised"]


def test_the_detector_names_where_the_gradient_turns_nan(told: Answers) -> None:
    row = row_of(told, "eager", "nan_with_detector")
    assert (row["names_line"], row["result"]) == (False, "names the line +2 from it instead")


def test_torch_compile_keeps_side_effects_and_refuses_a_print_only_in_a_whole_graph(told: Answers) -> None:
    for mode, fault in (
        ("compile", "print_in_step"),
        ("compile", "append_in_step"),
        ("compile-fullgraph", "append_in_step"),
    ):
        row = row_of(told, mode, fault)
        assert (row["prints"], row["result"]) == (STEPS, "")
    assert row_of(told, "compile-fullgraph", "print_in_step")["raised"] == "Unsupported"


@in_every_mode
def test_a_branch_on_the_loss_is_refused_only_in_a_whole_graph(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "branch_on_loss")["when"] == ("every call" if mode == "compile-fullgraph" else "never")


@in_every_mode
def test_gradients_add_up(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "gradients_not_reset")["result"] == "2 times the gradient on step 2, silently"


def test_a_debugger_never_stops_in_a_captured_step(told: Answers) -> None:
    assert {row_of(told, mode, "no_fault")["debugger_stops"] for mode in MODES if mode != "eager"} == {0}


@pytest.mark.parametrize("fault", ["dtype_mismatch", "index_out_of_range"])
def test_as_it_is_called_what_is_raised_leads_to_the_line_by_its_traceback(told: Answers, fault: str) -> None:
    assert row_of(told, "eager", fault)["named_by"] == "traceback"


def test_what_is_kept_of_a_step_that_is_called_can_be_read(told: Answers) -> None:
    row = row_of(told, "eager", "append_in_step")
    assert (row["prints"], row["result"]) == (STEPS, "")
