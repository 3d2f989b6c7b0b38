"""Errors, prints and a debugger's stops are each answered by counts, and refusals are no errors."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.questions import DEBUGGABILITY
from benchmarks.record import schema
from benchmarks.record.drawn import DrawRun
from benchmarks.record.record import Record
from benchmarks.reports.claims import answered
from benchmarks.reports.render.markdown import inline
from benchmarks.reports.render.spacing import NO_BREAK_SPACE


def text(record: Record) -> str:
    said = "\n".join(map(inline, answered(Analysis(record, band=0.03))))
    return said.replace(NO_BREAK_SPACE, " ")


def fault(graph: str, *, named: bool) -> schema.Fault:
    return schema.Fault(
        workload=DEBUGGABILITY,
        contender="pytorch",
        fault="shape_mismatch",
        framework="pytorch",
        mode=graph,
        graph=graph,  # type: ignore[arg-type]
        raised="ValueError",
        when="every call",
        names_line=named,
        named_by="traceback",
        frames_below=0,
        message="",
        prints=None,
        debugger_stops=3,
        result="",
    )


@pytest.mark.parametrize(
    ("eager", "answer"), [([True, True], "Confirmed"), ([True, False], "Confirmed in part"), ([False], "Refuted")]
)
def test_a_stack_trace_is_judged_where_graphs_are_dynamic(draw_run: DrawRun, eager: list[bool], answer: str) -> None:
    faults = (*(fault("dynamic", named=named) for named in eager), fault("static", named=False))
    assert f"**{answer}**: the user's line is named by" in text(draw_run({"numpy": 0.1}, more=faults))


def test_a_refusal_of_what_runs_eagerly_is_counted_apart_from_errors(draw_run: DrawRun) -> None:
    branch = [
        msgspec.structs.replace(fault(graph, named=True), fault="branch_on_loss", raised=error)
        for graph, error in (("dynamic", ""), ("static", "ValueError"))
    ]
    faults = (fault("dynamic", named=True), fault("static", named=False), *branch)
    said = text(draw_run({"numpy": 0.1}, more=faults))
    assert "named by 1 of 1 errors raised in dynamic graphs; 0 of 1 errors raised in static graphs; " in said
    assert "; 1 of 1 refusals of what runs eagerly." in said
    assert "Errors name the line, confirmed: PyTorch 1 of 1 in dynamic, 0 of 1 in static. " in said
    assert said.endswith(" Not counted among errors, refusals of what runs eagerly: 1.")


def test_errors_prints_and_stops_are_each_answered_by_themselves(draw_run: DrawRun) -> None:
    told: dict[tuple[str, str], dict[str, Any]] = {
        ("dynamic", "no_fault"): {"debugger_stops": 3, "raised": ""},
        ("static", "no_fault"): {"debugger_stops": 0, "raised": ""},
        ("dynamic", "print_in_step"): {"prints": 3, "raised": ""},
        ("static", "print_in_step"): {"prints": 3, "raised": ""},
        ("dynamic", "shape_mismatch"): {"names_line": False},
        ("static", "shape_mismatch"): {"names_line": True},
    }
    faults = [
        msgspec.structs.replace(fault(graph, named=True), fault=name, **changed)
        for (graph, name), changed in told.items()
    ]
    said = text(draw_run({"numpy": 0.1}, more=tuple(faults))).partition("found where it was written.* ")[2]
    assert said == (
        "**True of some, the opposite of others**: a dynamic mode has to be ahead of every static one of its "
        "framework. Errors name the line, refuted: PyTorch 0 of 1 in dynamic, 1 of 1 in static. A print runs on the "
        "steps, refuted: PyTorch 3 of 3 in dynamic, 3 of 3 in static. With nothing planted a debugger's trace stops "
        "on the steps, confirmed: PyTorch 3 of 3 in dynamic, 0 of 3 in static."
    )


@pytest.mark.parametrize(
    ("static", "answer"), [((0, False), "Confirmed"), ((3, True), "Refuted")], ids=["behind", "level"]
)
def test_debugging_is_held_between_the_modes_of_one_framework(
    draw_run: DrawRun, static: tuple[int, bool], answer: str
) -> None:
    stops, named = static
    planted = [
        msgspec.structs.replace(fault(graph, named=names), debugger_stops=on, fault=name, raised=error, prints=on)
        for graph, on, names in (("dynamic", 3, True), ("static", stops, named))
        for name, error in (("no_fault", ""), ("shape_mismatch", "ValueError"), ("print_in_step", ""))
    ]
    said = text(draw_run({"numpy": 0.1}, more=tuple(planted)))
    head = f"found where it was written.* **{answer}**: a dynamic mode has to be ahead of every static one of its "
    assert head in said
    assert f"stops on the steps, {answer.lower()}: PyTorch 3 of 3 in dynamic, {stops} of 3 in static." in said
