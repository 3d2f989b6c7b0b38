"""Do the tables and sentences about planted faults say what the rows say, and nothing else?"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.faults import mode_of
from benchmarks.plan.questions import DEBUGGABILITY
from benchmarks.record.example import BLOCK, ENVIRONMENT
from benchmarks.record.record import Record
from benchmarks.record.schema import Fault, Line
from benchmarks.reports.document import Heading, Table
from benchmarks.reports.sections.debuggability import SECTION
from benchmarks.reports.sections.debuggability import findings as findings_of


def row(fault: str, mode: str = "eager", **changes: Any) -> Fault:
    """Return a row of a framework that raises nothing and stops a debugger on each step."""
    quiet: dict[str, Any] = {
        "workload": DEBUGGABILITY,
        "contender": "torchlike",
        "fault": fault,
        "framework": "torchlike",
        "mode": mode,
        "graph": "dynamic" if mode == "eager" else "static",
        "raised": "",
        "when": "never",
        "names_line": None,
        "named_by": "",
        "frames_below": None,
        "message": "",
        "prints": None,
        "debugger_stops": 3,
        "result": "",
    }
    return Fault(**quiet | changes)


def raised(fault: str, mode: str = "eager", **changes: Any) -> Fault:
    """Return a row that raises on every call and names its line in the traceback, two frames up."""
    named: dict[str, Any] = {
        "raised": "ShapeError",
        "when": "every call",
        "names_line": True,
        "named_by": "traceback",
        "frames_below": 2,
    }
    return row(fault, mode, **named | changes)


CONTROL = [row("no_fault"), row("no_fault", "graph", debugger_stops=0)]
UNNAMED: dict[str, Any] = {"names_line": False, "named_by": "", "frames_below": None}


def record_of(lines: list[Fault]) -> Record:
    held: list[Line] = [ENVIRONMENT, *lines]
    return Record(held, Path("samples.jsonl"))


def findings(lines: list[Fault]) -> list[str]:
    return findings_of(record_of(lines))


def tables(lines: list[Fault]) -> dict[str, pd.DataFrame]:
    """Return the section's tables by their headings."""
    blocks = SECTION.blocks(Analysis(record_of(lines)))
    return {
        above.text: block.frame
        for above, block in pairwise(blocks)
        if isinstance(above, Heading) and isinstance(block, Table)
    }


def test_a_table_has_a_row_for_each_mode_and_follows_the_catalogue() -> None:
    by_fault = tables([*(raised("shape_mismatch", mode) for mode in ("eager", "graph")), *CONTROL])
    assert [list(table["mode"]) for table in by_fault.values()] == [["torchlike eager", "torchlike graph"]] * 2
    assert next(iter(by_fault)).startswith("nothing planted")


def test_cells_are_texts_and_columns_without_anything_to_say_are_left_out() -> None:
    (table,) = tables([raised("shape_mismatch"), raised("shape_mismatch", "graph", **UNNAMED)]).values()
    assert table.to_dict("list") == {
        "mode": ["torchlike eager", "torchlike graph"],
        "raised": ["ShapeError", "ShapeError"],
        "when": ["every call", "every call"],
        "names the line": ["yes, the traceback", "no"],
        "frames below": ["2", "-"],
        "debugger stops": ["3 of 3", "3 of 3"],
    }


def test_prints_and_results_have_columns_where_there_are_any() -> None:
    lost = "0 of 3 losses can be read"
    (table,) = tables([row("print_in_step", prints=3), row("print_in_step", "graph", prints=0, result=lost)]).values()
    assert list(table["print runs"]) == ["3 of 3", "0 of 3"]
    assert list(table["result"]) == ["-", lost]
    assert list(table["raised"]) == ["nothing", "nothing"]


def test_a_record_without_faults_has_neither_tables_nor_findings() -> None:
    other = Record([ENVIRONMENT, BLOCK], Path("samples.jsonl"))
    assert not SECTION.applies(Analysis(other))
    assert findings_of(other) == []


def test_lines_named_are_counted_among_what_was_raised() -> None:
    said = findings(
        [
            *CONTROL,
            raised("shape_mismatch"),
            row("nan_in_layer", result="NaN, silently"),
            raised("shape_mismatch", "graph", when="build", named_by="message", frames_below=0),
            raised("dtype_mismatch", "graph", **UNNAMED),
        ]
    )
    assert "torchlike eager names the line of 1 of the 1 errors that it raises" in said[1]
    assert said[1].endswith("(1 in the traceback, at most 2 frames below it).")
    assert "torchlike graph names the line of 1 of the 2 errors that it raises" in said[2]
    assert said[2].endswith("(1 in the message, at most 0 frames below it); 1 are raised before any step.")


def test_what_a_graph_refuses_though_it_runs_eagerly_is_no_error_of_it() -> None:
    said = findings(
        [
            *CONTROL,
            raised("shape_mismatch"),
            row("branch_on_loss"),
            raised("shape_mismatch", "graph", **UNNAMED),
            raised("branch_on_loss", "graph"),
        ]
    )
    assert said[1].startswith("torchlike eager names the line of 1 of the 1 errors that it raises (")
    assert said[2] == (
        "torchlike graph names the line of 0 of the 1 errors that it raises; apart from errors, it names 1 of 1 faults "
        "that it refuses."
    )


def test_a_fault_whose_control_raises_too_does_not_count() -> None:
    said = findings([raised("no_fault_with_detector"), raised("nan_with_detector")])
    assert said[0] == "0 of 1 controls raise nothing."
    assert "doesn't count" in said[1]
    assert len(said) == 2


def test_a_detector_that_names_another_line_is_told_from_one_that_names_it() -> None:
    controls = [row("no_fault_with_detector", mode) for mode in ("eager", "graph")]
    said = findings([*controls, raised("nan_with_detector"), raised("nan_with_detector", "graph", **UNNAMED)])
    assert "Of 2 modes in which the detector of NaN works, 2 raise; the line is named by torchlike eager." in said


@pytest.mark.parametrize(
    ("fault", "result", "said"),
    [
        ("branch_on_loss", "", ["Runs eagerly, refused by torchlike graph: a Python branch on the loss."]),
        ("index_out_of_range", "NaN, silently", []),
    ],
)
def test_only_code_that_runs_right_eagerly_and_raises_in_a_graph_is_called_refused(
    fault: str, result: str, said: list[str]
) -> None:
    sentences = findings([row(fault, result=result), raised(fault, "graph")])
    assert [sentence for sentence in sentences if "refused" in sentence] == said


@pytest.mark.parametrize("result", ["NaN, silently", "2 times the gradient on step 2, silently"])
def test_what_is_wrong_silently_is_said_once_for_all_modes_alike(result: str) -> None:
    rows = [row("nan_in_layer", mode, result=result) for mode in ("eager", "graph")]
    said = [sentence for sentence in findings(rows) if "Raises nothing" in sentence]
    assert said == [f"Raises nothing in all 2 modes: the logarithm of a negative number; what comes out is {result}."]


def test_prints_and_breakpoints_are_counted_by_mode() -> None:
    unread = "0 of 3 losses can be read"
    said = findings([*CONTROL, row("print_in_step", prints=3), row("print_in_step", "graph", prints=1, result=unread)])
    assert "Of 3 steps, 3 run a print of the loss in torchlike eager." in said
    assert f"Of 3 steps, 1 run a print of the loss in torchlike graph; {unread}." in said
    assert "With nothing planted, a debugger's trace stops in the loss on 0 of 3 steps in torchlike graph." in said


def test_a_mode_is_called_by_its_framework_and_name() -> None:
    assert mode_of(row("no_fault", "graph")) == "torchlike graph"
