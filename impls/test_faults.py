"""Do planted faults show as users of dynamic and of static graphs have to expect? Every row comes from running one."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from impls.conftest import ROOT, Ask
from impls.contenders import FRAMEWORKS, offers
from impls.faults import FAULTS, STEPS, correct, judged

in_every_framework = pytest.mark.parametrize("name", [name for name in FRAMEWORKS if offers(name, "faults")])


@pytest.fixture
def rows(name: str, ask: Ask) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ask(name)["faults"]
    return rows


def rows_of(rows: list[dict[str, Any]], *faults: str, graph: str = "") -> list[dict[str, Any]]:
    """Return the rows of some faults, in all modes or those of one kind of graph; there is at least one."""
    chosen = [row for row in rows if row["fault"] in faults and graph in {"", row["graph"]}]
    assert chosen
    return chosen


@in_every_framework
def test_every_fault_has_one_row_in_every_mode(rows: list[dict[str, Any]], name: str) -> None:
    modes = dict.fromkeys(row["mode"] for row in rows)
    assert [(row["fault"], row["mode"]) for row in rows] == list(product((fault.name for fault in FAULTS), modes))
    assert {row["framework"] for row in rows} == {name}
    assert {row["graph"] for row in rows} == {"dynamic", "static"}


@in_every_framework
def test_rows_tell_when_and_where_if_and_only_if_something_is_raised(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows:
        assert bool(row["raised"]) == (row["when"] != "never") == (row["names_line"] is not None)
        assert bool(row["raised"]) == bool(row["message"])
        assert (row["frames_below"] is not None) == bool(row["named_by"]) == bool(row["names_line"])
        assert str(ROOT) not in row["message"]
        assert len(row["message"]) <= 200


@in_every_framework
def test_without_a_fault_nothing_is_raised_and_nothing_is_wrong(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "no_fault"):
        assert (row["when"], row["result"]) == ("never", ""), row["mode"]


@in_every_framework
def test_what_cannot_be_multiplied_is_always_raised(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "shape_mismatch"):
        assert row["when"] in {"build", "every call"}, row["mode"]


@in_every_framework
def test_float64_times_float32_is_raised_or_promoted(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "dtype_mismatch"):
        assert (row["when"], row["result"]) in {("build", ""), ("every call", ""), ("never", "")}, row["mode"]


@in_every_framework
def test_tracebacks_of_dynamic_graphs_lead_to_the_line(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "shape_mismatch", "dtype_mismatch", "index_out_of_range", graph="dynamic"):
        raised = row["when"], row["named_by"]
        # Of these some frameworks raise nothing but the first.
        assert raised == ("every call", "traceback") or (row["fault"] != "shape_mismatch" and not row["raised"])


@in_every_framework
def test_the_line_of_a_shape_mismatch_is_named(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "shape_mismatch"):
        assert row["named_by"] in {"traceback", "message"}, row["mode"]


@in_every_framework
def test_nan_is_never_raised_without_a_detector(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "nan_in_layer"):
        assert (row["when"], row["result"]) == ("never", "NaN, silently"), row["mode"]


@in_every_framework
def test_detectors_raise_the_nan_and_in_dynamic_graphs_nothing_else(rows: list[dict[str, Any]], name: str) -> None:
    assert all(row["raised"] for row in rows_of(rows, "nan_with_detector"))
    assert not any(row["raised"] for row in rows_of(rows, "no_fault_with_detector", graph="dynamic"))


@in_every_framework
def test_an_index_out_of_range_is_raised_or_becomes_the_last(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "index_out_of_range"):
        silent = ("never", "the last row in its place, silently")
        assert (row["when"], row["result"]) in {("every call", ""), silent}, row["mode"]


@in_every_framework
def test_side_effects_in_dynamic_graphs_happen_on_every_step(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "print_in_step", "append_in_step", graph="dynamic"):
        assert row["prints"] == STEPS, row["fault"]
    assert {row["result"] for row in rows_of(rows, "print_in_step", graph="dynamic")} == {""}


@in_every_framework
def test_a_branch_on_the_loss_goes_the_right_way_or_is_refused(rows: list[dict[str, Any]], name: str) -> None:
    for row in rows_of(rows, "branch_on_loss"):
        assert row["result"] == "", row["mode"]
        assert row["when"] in {"never", "build", "every call"}
        assert row["when"] == "never" or row["graph"] == "static", row["mode"]


@in_every_framework
def test_a_debugger_stops_on_every_step_of_a_dynamic_graph(rows: list[dict[str, Any]], name: str) -> None:
    assert {row["debugger_stops"] for row in rows if row["graph"] == "dynamic"} == {STEPS}


@in_every_framework
def test_a_debugger_stops_in_a_static_graph_while_it_is_traced_at_most(rows: list[dict[str, Any]], name: str) -> None:
    assert {row["debugger_stops"] for row in rows_of(rows, "no_fault", graph="static")} <= {0, 1}


def test_right_values_are_judged_right_and_wrong_ones_by_how_much() -> None:
    for fault in ("no_fault", "branch_on_loss", "gradients_not_reset"):
        values = correct(fault)
        assert judged(fault, list(values)) == ""
        assert judged(fault, list(values * np.array([1, 3, 1]))).startswith("3 times the ")
    assert judged("nan_in_layer", [1.0, float("nan"), 1.0]) == "NaN, silently"
