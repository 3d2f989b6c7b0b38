"""Does the probe see what a plain Python program does? Its faults are known, so nothing needs a framework."""

from __future__ import annotations

import os
import warnings
from contextlib import nullcontext
from typing import Any

import pytest

from impls.faults import STEPS, correct
from impls.observation import observe
from impls.probe import Program
from impls.tracebacks import Line

RIGHT = list(correct("no_fault"))


def passes(number: int) -> float:
    return float(RIGHT[number])  # planted


def raises(number: int) -> float:
    raise ValueError(f"no step {number} in {os.path.abspath(__file__)}")  # noqa: PTH100  # planted


def raises_below(number: int) -> float:
    os.path.join(number)  # type: ignore[call-overload]  # noqa: PTH118  # planted
    return 0.0


def raises_at_first(number: int) -> float:
    if number == 0:
        raises(number)
    return passes(number)  # planted


def raises_elsewhere(number: int) -> float:
    number += 0  # planted
    raise ValueError(number)


def tells(number: int) -> float:
    told = Line.planted(passes)
    stack = f'in user code:\n    File "{told.file}", line {told.number}\n        source()\n    File "below", line 1'
    raise ValueError(f"{stack}\n\n    step {number} failed")


def warns(number: int) -> float:
    told = Line.planted(passes)
    warnings.warn(f'most recent call last:\n  File "{told.file}", line {told.number}', stacklevel=1)
    raise ValueError(number)


def seen(step: Any, function: Any = None, fault: str = "no_fault") -> dict[str, Any]:
    """Return the row of a program with the step."""
    names = {"fault": fault, "framework": "python", "mode": "plain", "graph": "dynamic"}
    return observe(lambda: Program(step=step), function or step, around=nullcontext, **names)


def test_a_program_that_passes_shows_only_a_debuggers_stops() -> None:
    row = seen(passes)
    assert {name: value for name, value in row.items() if value} == {
        "fault": "no_fault",
        "framework": "python",
        "mode": "plain",
        "graph": "dynamic",
        "when": "never",
        "debugger_stops": STEPS,
    }


def test_the_line_is_named_without_frames_below_where_it_raises_itself() -> None:
    row = seen(raises)
    assert (row["raised"], row["when"], row["named_by"], row["frames_below"]) == (
        "ValueError",
        "every call",
        "traceback",
        0,
    )


def test_other_peoples_frames_below_the_line_are_counted() -> None:
    row = seen(raises_below)
    assert row["raised"] == "TypeError"
    assert row["frames_below"] > 0


def test_lines_named_by_a_message_or_a_warning_are_told_from_those_in_the_traceback() -> None:
    row = seen(tells, passes)
    assert (row["named_by"], row["frames_below"], row["message"]) == ("message", 1, "step 0 failed")
    assert seen(warns, passes)["named_by"] == "warning"


def test_messages_have_no_paths_of_this_machine() -> None:
    assert seen(raises)["message"] == "no step 0 in test_observation.py"


def test_an_error_on_the_first_call_only_is_told_from_one_on_every_call() -> None:
    assert seen(raises_at_first, raises)["when"] == "first call"


def test_another_line_of_the_function_is_told_from_the_planted_one() -> None:
    row = seen(raises_elsewhere)
    assert (row["names_line"], row["result"]) == (False, "names the line +1 from it instead")


def test_an_error_while_building_is_raised_before_any_step() -> None:
    def build() -> Program:
        raises(0)
        return Program(step=passes)

    row = observe(build, raises, around=nullcontext, fault="", framework="", mode="", graph="")
    assert (row["when"], row["names_line"], row["debugger_stops"]) == ("build", True, 0)


def test_wrong_losses_are_told_by_how_much() -> None:
    row = seen(lambda number: 2 * passes(number), passes)
    assert row["result"] == "2 times the loss on step 1, silently"


def test_prints_are_counted_and_their_numbers_read() -> None:
    def step(number: int) -> float:
        print("loss", passes(number))  # noqa: T201
        return passes(number)

    row = seen(step, passes, fault="print_in_step")
    assert (row["prints"], row["result"]) == (STEPS, "")


def test_a_function_needs_one_marked_line() -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        Line.planted(seen)
